#pragma once
// Ticks: steady nanoseconds from the processor's own counter, at half the price of asking the
// kernel. Used only where the kernel keeps its own time by that counter (clocksource tsc); there it
// is invariant and the same on all cores. Belongs to the recorder; any thread.

#include "base/time.hpp"

#include <atomic>
#include <cstdint>

namespace vacancy::trace {

__extension__ using WideTicks = unsigned __int128;

class Ticks {
public:
    Ticks();

    /// False until `compare` was called twice, half a second or so apart, and for ever where the
    /// counter cannot be trusted.
    [[nodiscard]] bool are_good() const { return good_.load(std::memory_order_acquire); }
    /// In step with Clock::steady_ns; only while they are good.
    [[nodiscard]] std::int64_t now_ns() const {
        const auto since = static_cast<WideTicks>(counter() - base_ticks_);
        return base_ns_ + static_cast<std::int64_t>((since * ns_per_tick_) >> 32);
    }
    /// Compares the counter with the machine's clock: the first two calls find out how fast it is,
    /// later ones notice when it went astray (a machine that was moved or put to sleep).
    void compare();

private:
    struct Pair {
        std::uint64_t ticks;
        std::int64_t ns;
    };
    [[nodiscard]] static std::uint64_t counter();
    [[nodiscard]] static Pair read_both();

    std::atomic<bool> good_{false};
    std::atomic_flag busy_{};
    bool usable_;
    bool has_first_ = false;
    Pair last_{};
    std::uint64_t base_ticks_ = 0;
    std::int64_t base_ns_ = 0;
    std::uint64_t ns_per_tick_ = 0;  ///< 32 bits behind the point
};

#if defined(__x86_64__)
inline std::uint64_t Ticks::counter() { return __builtin_ia32_rdtsc(); }
#else
inline std::uint64_t Ticks::counter() { return 0; }
#endif

}  // namespace vacancy::trace
