#pragma once
// Lean: the least an Asio server can be, as the measure H of what HTTP itself costs: one thread, a
// coroutine a connection, reads up to the empty line and writes a fixed answer.

#include <cstdint>
#include <memory>

namespace vacancy::load {

class Lean {
public:
    Lean();
    Lean(const Lean&) = delete;
    Lean& operator=(const Lean&) = delete;
    ~Lean();
    [[nodiscard]] std::uint16_t port() const;
    /// CPU seconds its thread has used.
    [[nodiscard]] double cpu_s() const;

private:
    struct State;
    std::unique_ptr<State> state_;
};

}  // namespace vacancy::load
