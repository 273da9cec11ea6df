#pragma once
// Chaos: every choice of a simulation and every fault of it, from one seed; and who was touched by
// a fault, because only they may be answered with trouble. One thread.

#include "base/time.hpp"
#include "trace/context.hpp"

#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <string_view>

namespace vacancy::simulate {

/// Not a distribution of the standard library: those differ between libraries, and a seed must mean
/// the same everywhere.
class Dice {
public:
    explicit Dice(std::uint64_t seed) : state_(seed) {}

    /// splitmix64
    std::uint64_t next() {
        state_ += 0x9e3779b97f4a7c15U;
        std::uint64_t z = state_;
        z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9U;
        z = (z ^ (z >> 27)) * 0x94d049bb133111ebU;
        return z ^ (z >> 31);
    }
    /// 0 to n - 1.
    int below(int n) { return static_cast<int>(next() % static_cast<std::uint64_t>(n)); }
    /// least to most, both included.
    int between(int least, int most) { return least + below(most - least + 1); }
    bool chance(int permille) { return below(1000) < permille; }
    std::chrono::microseconds between(std::chrono::microseconds least,
                                      std::chrono::microseconds most) {
        const auto span = static_cast<std::uint64_t>((most - least).count() + 1);
        return least + std::chrono::microseconds{static_cast<std::int64_t>(next() % span)};
    }
    template <class T, std::size_t N>
    const T& one_of(const std::array<T, N>& all) {
        return all.at(static_cast<std::size_t>(below(static_cast<int>(N))));
    }

private:
    std::uint64_t state_;
};

/// How bad it gets, in permille of the occasions; drawn from the seed.
struct Weather {
    int gateway = 0;  ///< a call to the gateway goes wrong
    int store = 0;    ///< a transaction is refused, or its answer is lost
    int mail = 0;     ///< a mail is refused, or its answer is lost
    int crash = 0;    ///< the process ends, at each place where it may
    int most_crashes = 0;
    int outage = 0;  ///< the gateway is away for minutes
};

/// The process has ended: nothing of it runs on. Not a std::exception: nobody handles it.
struct Crashed {};

class Chaos {
public:
    explicit Chaos(std::uint64_t seed);

    Dice dice;
    Weather weather{};
    bool is_calm = false;  ///< faults have stopped
    /// Guests of tonight come to the desk. In a fifth of the seeds: the others tell of the shop
    /// alone, and keep the stories they had before there was a desk.
    bool desk_is_open = false;
    /// The simulation goes on over three midnights. In half of the seeds with a desk: the others
    /// keep the stories they had before there was a night.
    bool stays_overnight = false;

    /// No fault has ever struck and none will.
    [[nodiscard]] bool is_fine() const { return is_fine_; }

    /// A fault of that kind happens now; counted.
    bool strikes(std::string_view kind, int permille);
    void count(std::string_view kind) { ++counts_[std::string(kind)]; }
    /// Ends the process now, sometimes: throws Crashed.
    void may_crash(std::string_view where, int times_as_likely = 1);
    [[noreturn]] void crash(std::string_view where);
    [[nodiscard]] bool has_crashed() const { return crashed_; }
    void restarted() { crashed_ = false; }
    /// It may fall as often as on the day before.
    void begin_another_day() { crashes_ = 0; }

    void touch(const trace::TraceId& trace) { traces_.insert(trace); }
    void touch_reference(const std::string& reference) { references_.insert(reference); }
    [[nodiscard]] bool has_touched(const trace::TraceId& trace) const {
        return traces_.contains(trace);
    }
    [[nodiscard]] bool has_touched_reference(const std::string& reference) const {
        return references_.contains(reference);
    }
    [[nodiscard]] const std::map<std::string, int>& counts() const { return counts_; }

private:
    std::map<std::string, int> counts_;
    std::set<trace::TraceId> traces_;
    std::set<std::string> references_;
    int crashes_ = 0;
    bool crashed_ = false;
    bool is_fine_ = false;
};

}  // namespace vacancy::simulate
