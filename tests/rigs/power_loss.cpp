// The power goes: of what was not synced nothing is there, or any part of it. With
// synchronous=FULL nothing that was acknowledged is lost; with NORMAL it is, and this rig sees it.

#include "rigs/kit/disk.hpp"
#include "rigs/kit/evidence.hpp"
#include "rigs/kit/load.hpp"

#include <doctest/doctest.h>
#include <fmt/format.h>

#include <algorithm>
#include <cstdlib>

using namespace vacancy::rigs;
using std::chrono::milliseconds;
using std::chrono::seconds;

namespace {

constexpr int guests = 4;  // at the same time

Variables recording(const Town& town, const std::string& record) {
    const auto of = [](const char* name) {
        const char* value = std::getenv(name);
        return std::string(value != nullptr ? value : "");
    };
    return {{"LD_PRELOAD", of("RIGS_SHIM") + " " + of("RIGS_POWER")},
            {"RIGS_POWER_RECORD", record},
            {"RIGS_POWER_STORE", town.database_file()}};
}

class PowerRig {
public:
    explicit PowerRig(Variables more)
        : more_(std::move(more)), load_(town_, guests, seed()), checker_(town_), dice_(seed()) {}

    /// One life under load, its end, and what is found after the next start.
    Findings round(int keep_percent) {
        live_and_lose(keep_percent);
        Findings found;
        load_.settle(found);
        for (auto& text : checker_.wait_for_rest(seconds(30))) found.push_back(std::move(text));
        for (auto& text : load_.replay()) found.push_back(std::move(text));
        for (auto& text : checker_.check(load_.told())) found.push_back(std::move(text));
        return found;
    }
    /// The same for a server that may lose: whether an acknowledged booking is gone.
    bool loses() {
        live_and_lose(0);
        const Findings found = checker_.check(load_.told());
        return std::ranges::any_of(
            found, [](const std::string& text) { return text.starts_with("lost: booking"); });
    }
    [[nodiscard]] int acknowledged() const { return load_.acknowledged(); }
    /// Rounds in which something had not been synced.
    [[nodiscard]] int cut_short() const { return cut_short_; }

private:
    void live_and_lose(int keep_percent) {
        Variables variables = recording(town_, town_.directory() + "/record");
        variables.insert(more_.begin(), more_.end());
        REQUIRE(town_.stop() == 0);
        Disk disk(town_.database_file(), town_.directory() + "/record");
        town_.start(variables);
        load_.begin();
        std::this_thread::sleep_for(milliseconds(50 + chance(400)));
        town_.kill_hard();
        load_.join();
        cut_short_ += disk.lose_power(keep_percent, dice_) > 0 ? 1 : 0;
        town_.start();
    }

    Variables more_;
    Town town_{Store::sqlite};
    Load load_;
    Checker checker_;
    std::mt19937_64 dice_;
    int cut_short_ = 0;
};

/// Rounds with NORMAL that lost something acknowledged, of how many.
std::string lost_by_control(int rounds) {
    int lost = 0;
    for (int i = 0; i < rounds; ++i) {
        PowerRig rig({{"RIGS_SYNCHRONOUS", "NORMAL"}});
        lost += rig.loses() ? 1 : 0;
    }
    return lost == 0 ? "" : fmt::format("synchronous=NORMAL lost in {} of {}", lost, rounds);
}

}  // namespace

TEST_CASE("a power cut loses nothing that was acknowledged, and the control loses") {
    const int rounds = runs_all() ? 100 : 6;
    Line line{.rig = "power loss", .store = "sqlite", .how = "vfs", .of = rounds};
    PowerRig rig({});
    for (int i = 0; i < rounds; ++i) {
        const int keep = i % 3 == 0 ? 0 : static_cast<int>(chance(101));
        add(line, fmt::format("round {} keeps {} %", i, keep), rig.round(keep));
        ++line.rounds;
    }
    line.reached = rig.cut_short();
    if (line.reached == 0) add(line, "rig", {"every write was synced: nothing was tried"});
    line.acknowledged = rig.acknowledged();
    line.canary = lost_by_control(runs_all() ? 10 : 2);
    if (line.canary.empty()) add(line, "canary", {"synchronous=NORMAL lost nothing"});
    conclude(std::move(line));
}
