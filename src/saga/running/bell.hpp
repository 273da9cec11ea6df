#pragma once
// Bell: lets a worker's loop sleep until somebody rings or time has passed. Any thread may ring;
// one coroutine waits. A ring while nobody waits is remembered. Owner: the worker.

#include "trace/task.hpp"

#include <chrono>
#include <memory>

namespace vacancy::saga {

class Bell {
public:
    explicit Bell(const Executor& executor);
    Bell(const Bell&) = delete;
    Bell& operator=(const Bell&) = delete;
    ~Bell();

    void ring();
    /// Rings for good: every wait ends at once, and `is_stopped` says why.
    void stop();
    [[nodiscard]] bool is_stopped() const;
    Task<void> wait(std::chrono::milliseconds at_most);

private:
    struct State;
    std::shared_ptr<State> state_;
};

}  // namespace vacancy::saga
