#pragma once
// Workers: what runs without being asked: recovery of sagas, delivery of the outbox, sweeping of
// holds, rolling of business dates. One thread of its own, so that no request waits for them.

#include "main/house/house.hpp"

#include <chrono>
#include <memory>

namespace vacancy {

class Workers {
public:
    explicit Workers(House& house);
    Workers(const Workers&) = delete;
    Workers& operator=(const Workers&) = delete;
    ~Workers();

    void start();
    /// Lets each finish what it has in hand until the deadline.
    void stop(std::chrono::milliseconds deadline);

private:
    struct State;
    std::unique_ptr<State> state_;
};

}  // namespace vacancy
