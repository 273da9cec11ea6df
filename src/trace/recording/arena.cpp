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
    {
        const std::scoped_lock lock(guard_);
        while (chain != nullptr && count_ < keep_at_most_) {
            Block* block = chain;
            chain = block->next;
            block->next = free_;
            free_ = block;
            ++count_;
        }
    }
    while (chain != nullptr) {
        const std::unique_ptr<Block> surplus(chain);
        chain = surplus->next;
    }
}

}  // namespace vacancy::trace
