#pragma once
// within: waiting for the truth with a bound.

#include <chrono>
#include <thread>

namespace vacancy::rigs {

/// Asks again every ten milliseconds until it is true, at most that long; answers whether it was.
template <class Question>
[[nodiscard]] bool within(std::chrono::seconds limit, Question is_true) {
    const auto until = std::chrono::steady_clock::now() + limit;
    while (!is_true()) {
        if (std::chrono::steady_clock::now() > until) return false;
        std::this_thread::sleep_for(std::chrono::milliseconds(10));
    }
    return true;
}

}  // namespace vacancy::rigs
