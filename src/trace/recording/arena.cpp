#include "trace/recording/arena.hpp"

#include <thread>

namespace vacancy::trace {

void SpinLock::wait() const {
    // The holder may have lost its core: after a short while let it run.
    for (int i = 0; i < 64; ++i) {
        if (!taken_.load(std::memory_order_relaxed)) return;
    }
    std::this_thread::yield();
}

BlockPool::~BlockPool() {
    while (free_ != nullptr) {
        const std::unique_ptr<Block> block(free_);
        free_ = block->next;
    }
}

Block* BlockPool::take() {
    {
        const std::scoped_lock lock(guard_);
        if (free_ != nullptr) {
            Block* block = free_;
            free_ = block->next;
            --count_;
            block->next = nullptr;
            return block;
        }
    }
    return std::make_unique_for_overwrite<Block>().release();
}

void BlockPool::give(Block* chain) {
    while (chain != nullptr) {
        std::unique_ptr<Block> block(chain);
        chain = block->next;
        const std::scoped_lock lock(guard_);
        if (count_ >= keep_at_most_) continue;
        block->next = free_;
        free_ = block.release();
        ++count_;
    }
}

}  // namespace vacancy::trace
