#pragma once
// DecidedTraces: ids of traces that were kept for a reason, so that later parts of the same trace
// (a message being delivered, a saga being recovered) are kept too. Bounded: a new id may displace
// an old one. What the ratio decides needs no memory, it follows from the id. Any thread, no lock.

#include "trace/context.hpp"

#include <atomic>
#include <memory>

namespace vacancy::trace {

class DecidedTraces {
public:
    void keep(const TraceId& id) { slot(id).store(low(id), std::memory_order_relaxed); }
    [[nodiscard]] bool is_kept(const TraceId& id) const {
        return slot(id).load(std::memory_order_relaxed) == low(id);
    }

private:
    static constexpr std::size_t slots = 1 << 15;
    [[nodiscard]] static std::uint64_t low(const TraceId& id) {
        std::uint64_t value = 0;
        for (std::size_t i = 8; i < 16; ++i) value = value << 8 | id.bytes[i];
        return value;
    }
    [[nodiscard]] std::atomic<std::uint64_t>& slot(const TraceId& id) const {
        return slots_[low(id) % slots];
    }
    std::unique_ptr<std::atomic<std::uint64_t>[]> slots_ =
        std::make_unique<std::atomic<std::uint64_t>[]>(slots);
};

/// The low 56 bits of a trace id are random (W3C Trace Context level 2), so that every process that
/// uses the same threshold decides the same.
[[nodiscard]] std::uint64_t randomness_of(const TraceId& id);
/// True for `ratio` of all trace ids.
[[nodiscard]] bool is_in_ratio(const TraceId& id, double ratio);

}  // namespace vacancy::trace
