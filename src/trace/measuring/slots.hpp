#pragma once
// Slots: a small number for every living thread, so that what one thread alone writes needs no
// atomic arithmetic.

#include <cstddef>

namespace vacancy::trace {

constexpr std::size_t own_slots = 32;
constexpr std::size_t shared_slot = own_slots;  ///< of the threads beyond; they share it
constexpr std::size_t no_slot = own_slots + 1;

inline constinit thread_local std::size_t slot_of_this_thread = no_slot;

/// Takes a free slot until the thread ends.
std::size_t take_slot();

[[nodiscard]] inline std::size_t slot_of_thread() {
    return slot_of_this_thread != no_slot ? slot_of_this_thread : take_slot();
}

}  // namespace vacancy::trace
