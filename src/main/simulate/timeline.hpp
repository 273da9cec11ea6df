#pragma once
// Timeline: the one queue of what will happen, ordered by simulated time and by who was first. What
// belongs to the house dies with it in a crash; what belongs to the outside goes on. Timers for the
// house's coroutines are entries of it. One thread.

#include "base/time.hpp"
#include "trace/pause.hpp"

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <utility>

namespace vacancy::simulate {

enum class Side : std::uint8_t { outside, house };

class Timeline final : public Timers {
public:
    explicit Timeline(ManualClock& clock) : clock_(clock) {}

    using Act = std::move_only_function<void()>;
    using Ticket = std::pair<Instant, std::uint64_t>;
    Ticket at(Instant when, Side side, Act act);
    Ticket after(std::chrono::microseconds how_long, Side side, Act act) {
        return at(clock_.now() + how_long, side, std::move(act));
    }
    /// Nothing when it has happened already; otherwise what would have.
    Act call_off(const Ticket& ticket);

    [[nodiscard]] bool is_empty() const { return entries_.empty(); }
    /// Entries of the outside.
    [[nodiscard]] std::size_t outside() const { return outside_; }
    [[nodiscard]] Instant next_at() const { return entries_.begin()->first.first; }
    [[nodiscard]] Instant now() const { return clock_.now(); }
    /// Sets the clock to the next entry and does it.
    void step();
    /// A crash: what the house waited for will not happen. The coroutines that waited are destroyed
    /// with the entries, through their executor.
    void forget_house();

    Task<void> pause(std::chrono::microseconds how_long) override;
    /// The same, but asking it to stop does not shorten it: a transaction is not called back.
    Task<void> hold_up(std::chrono::microseconds how_long);

private:
    struct Entry {
        Side side;
        Act act;
    };
    ManualClock& clock_;
    std::map<Ticket, Entry> entries_;
    std::uint64_t last_ = 0;
    std::size_t outside_ = 0;
};

}  // namespace vacancy::simulate
