#include "trace/measuring/ticks.hpp"

#include <fstream>
#include <limits>
#include <string>

namespace vacancy::trace {
namespace {

constexpr std::int64_t shortest_run_ns = 20'000'000;

bool kernel_counts_ticks() {
#if defined(__x86_64__)
    std::ifstream source("/sys/devices/system/clocksource/clocksource0/current_clocksource");
    std::string name;
    return static_cast<bool>(source >> name) && name == "tsc";
#else
    return false;
#endif
}

}  // namespace

Ticks::Ticks() : usable_(kernel_counts_ticks()) {}

Ticks::Pair Ticks::read_both() {
    // The reading between the two that lie closest together was not interrupted.
    Pair best{};
    std::uint64_t narrowest = std::numeric_limits<std::uint64_t>::max();
    for (int i = 0; i < 5; ++i) {
        const std::uint64_t before = counter();
        const std::int64_t ns = system_clock().steady_ns();
        const std::uint64_t width = counter() - before;
        if (width >= narrowest) continue;
        narrowest = width;
        best = {before + width / 2, ns};
    }
    return best;
}

void Ticks::compare() {
    if (!usable_ || busy_.test_and_set(std::memory_order_acquire)) return;
    const Pair now = read_both();
    const std::int64_t passed = now.ns - last_.ns;
    if (!has_first_) {
        has_first_ = true;
        last_ = now;
    } else if (good_.load(std::memory_order_relaxed)) {
        const auto counted = static_cast<std::int64_t>(
            (static_cast<WideTicks>(now.ticks - last_.ticks) * ns_per_tick_) >> 32);
        const std::int64_t off = counted > passed ? counted - passed : passed - counted;
        if (off > 1'000'000 + passed / 1000) {
            usable_ = false;
            good_.store(false, std::memory_order_release);
        }
        last_ = now;
    } else if (passed >= shortest_run_ns) {
        const auto ns = static_cast<WideTicks>(static_cast<std::uint64_t>(passed)) << 32;
        ns_per_tick_ = static_cast<std::uint64_t>(ns / (now.ticks - last_.ticks));
        base_ticks_ = now.ticks;
        base_ns_ = now.ns;
        last_ = now;
        good_.store(true, std::memory_order_release);
    }
    busy_.clear(std::memory_order_release);
}

}  // namespace vacancy::trace
