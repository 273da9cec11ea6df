#pragma once
// Waiting, on the clock of the house: real time in the server, simulated time in the simulator.

#include "trace/task.hpp"

#include <chrono>

namespace vacancy {

class Timers {
public:
    virtual ~Timers() = default;
    /// Resumes on the caller's executor after that long. Cancellation ends the wait at once.
    virtual Task<void> pause(std::chrono::microseconds how_long) = 0;
};

/// Asio's steady timer.
[[nodiscard]] Timers& real_timers();

}  // namespace vacancy
