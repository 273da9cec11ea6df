#pragma once
// The memory of traces in flight: blocks of a fixed size, taken from and given back to one pool, so
// that a request allocates nothing once the pool is warm. What lies in a block is trivially
// destructible: giving a block back is all that is needed. The pool belongs to the recorder; any
// thread.

#include <array>
#include <atomic>
#include <cstddef>
#include <memory>
#include <mutex>

namespace vacancy::trace {

/// Held for a few nanoseconds only.
class SpinLock {
public:
    void lock() {
        while (taken_.exchange(true, std::memory_order_acquire)) wait();
    }
    void unlock() { taken_.store(false, std::memory_order_release); }

private:
    void wait() const;
    std::atomic<bool> taken_{false};
};

struct Block {
    static constexpr std::size_t size = 16 * 1024;
    Block* next = nullptr;
    alignas(16) std::array<char, size> bytes;
};

class BlockPool {
public:
    explicit BlockPool(std::size_t keep_at_most) : keep_at_most_(keep_at_most) {}
    BlockPool(const BlockPool&) = delete;
    BlockPool& operator=(const BlockPool&) = delete;
    ~BlockPool();

    [[nodiscard]] Block* take();
    /// Gives back a chain of blocks.
    void give(Block* chain);

private:
    SpinLock guard_;
    Block* free_ = nullptr;
    std::size_t count_ = 0;
    const std::size_t keep_at_most_;
};

}  // namespace vacancy::trace
