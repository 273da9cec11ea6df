#pragma once
// A day of the desk by the hour of the hotel's own clock: who waited, what was done, how long it
// took and which step was slow. Plain values and pure rules.

#include "base/id.hpp"
#include "base/time.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace vacancy::hotel {

/// Which step of an operation took longest, while it runs.
struct Pace {
    std::string_view slow_step{};
    std::int64_t slow_ns = 0;

    void took(std::string_view step, std::int64_t ns) {
        if (ns <= slow_ns) return;
        slow_step = step;
        slow_ns = ns;
    }
};

/// A check-in or check-out that ended.
struct DeskOperation {
    std::string operation;  ///< check_in, check_out
    std::string result;     ///< success, or what it failed with
    LocalDate local_day{};
    int hour = 0;
    std::int64_t duration_us = 0;
    std::string slow_step{};
    std::int64_t slow_step_us = 0;
    std::string trace_id{};
};

/// A guest's time in the queue.
struct TicketTimes {
    Instant since{};
    std::optional<Instant> left{};  ///< nothing: still waiting
};

/// One kind of operation of an hour.
struct OperationFigures {
    std::string operation;
    std::string result;
    int count = 0;
    std::int64_t p50_us = 0;
    std::int64_t p95_us = 0;
};

struct DeskHour {
    int hour = 0;
    int tickets = 0;  ///< guests who came to wait in this hour
    int waiting = 0;  ///< of these, not served yet
    std::int64_t wait_p50_s = 0;
    std::int64_t wait_p95_s = 0;
    std::vector<OperationFigures> operations{};  ///< by operation, then result
    /// The step that cost most time, and the trace in which it was slowest; empty: nothing was
    /// done.
    std::string slow_step{};
    std::int64_t slow_step_us = 0;  ///< in that trace
    std::string example_trace_id{};
};

/// The value below which so many of a hundred are: the nearest rank. Zero of none.
[[nodiscard]] std::int64_t percentile(std::vector<std::int64_t> values, int percent);

struct DeskDay {
    std::vector<DeskOperation> operations{};
    std::vector<TicketTimes> tickets{};
};
/// The hours in which something happened, in order. `zone` tells a ticket's hour, `now` how long
/// those who still wait have waited.
[[nodiscard]] std::vector<DeskHour> day_by_hour(const DeskDay& day, std::string_view zone,
                                                Instant now);

/// The hour of the day, 0 to 23, on that zone's clock.
[[nodiscard]] int local_hour(Instant at, std::string_view zone);

}  // namespace vacancy::hotel
