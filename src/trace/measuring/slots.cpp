#include "trace/measuring/slots.hpp"

#include <array>
#include <mutex>

namespace vacancy::trace {
namespace {

struct Slots {
    std::mutex guard;
    std::array<bool, own_slots> taken{};
};

/// Never destroyed: threads may end after main.
Slots& slots() {
    static auto* all = new Slots;
    return *all;
}

struct Lease {
    std::size_t slot = shared_slot;
    Lease() {
        Slots& all = slots();
        const std::scoped_lock lock(all.guard);
        for (std::size_t i = 0; i < own_slots; ++i) {
            if (all.taken.at(i)) continue;
            all.taken.at(i) = true;
            slot = i;
            return;
        }
    }
    Lease(const Lease&) = delete;
    Lease& operator=(const Lease&) = delete;
    ~Lease() {
        slot_of_this_thread = shared_slot;  // for whatever ends later in this thread
        if (slot == shared_slot) return;
        Slots& all = slots();
        const std::scoped_lock lock(all.guard);
        all.taken.at(slot) = false;
    }
};

}  // namespace

std::size_t take_slot() {
    static thread_local const Lease lease;
    return slot_of_this_thread = lease.slot;
}

}  // namespace vacancy::trace
