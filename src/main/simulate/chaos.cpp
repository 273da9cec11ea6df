#include "main/simulate/chaos.hpp"

#include <algorithm>

namespace vacancy::simulate {

Chaos::Chaos(std::uint64_t seed)
    : dice(seed), desk_is_open(seed % 5 == 2), stays_overnight(seed % 10 == 7) {
    // A third of the seeds is fine weather, so that answers are predicted exactly there.
    const int kind = dice.below(6);
    is_fine_ = kind < 2;
    if (is_fine_) return;
    weather.gateway = dice.between(20, 250);
    weather.store = dice.chance(500) ? dice.between(1, 20) : 0;
    weather.mail = dice.between(0, 200);
    weather.outage = dice.chance(150) ? 1000 : 0;
    if (kind < 4) return;
    weather.crash = dice.between(3, 25);
    weather.most_crashes = dice.between(1, 6);
}

bool Chaos::strikes(std::string_view kind, int permille) {
    if (is_calm || permille == 0 || !dice.chance(permille)) return false;
    count(kind);
    return true;
}

void Chaos::may_crash(std::string_view where, int times_as_likely) {
    if (crashes_ >= weather.most_crashes) return;
    if (strikes("crash", std::min(1000, weather.crash * times_as_likely))) crash(where);
}

void Chaos::crash(std::string_view where) {
    ++crashes_;
    crashed_ = true;
    count("crash " + std::string(where));
    throw Crashed{};
}

}  // namespace vacancy::simulate
