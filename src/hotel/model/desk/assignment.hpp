#pragma once
// Which room a guest gets. The booked type when a room of it is ready, otherwise the nearest better
// one, never a lesser one; among rooms of a type the inspected before the clean, then the lowest
// number. The same facts always lead to the same order. Pure.

#include "hotel/model/property.hpp"

#include <span>
#include <string_view>
#include <vector>

namespace vacancy::hotel {

enum class Upgrade : std::uint8_t {
    if_needed,  ///< only when the booked type has no room ready
    wanted,     ///< a better type first
    forbidden,  ///< the booked type or nothing
};

struct AssignmentWish {
    RoomTypeId booked;
    int guests = 1;
    Upgrade upgrade = Upgrade::if_needed;
    std::string_view room_number{};  ///< exactly this one; empty: the rule decides
};

/// Ready: nobody in it, clean or inspected.
[[nodiscard]] bool is_ready(const Room& room);

/// `free` are the property's rooms that nobody has claimed for the stay; the answer is the order in
/// which they are tried, empty when none may be given. `types` in the property's order: a later one
/// is the better one.
[[nodiscard]] std::vector<Room> rooms_to_try(const AssignmentWish& wish,
                                             std::span<const RoomType> types,
                                             std::span<const Room> free);

/// Why the room was chosen, in words for the agent.
[[nodiscard]] std::string_view why_chosen(const AssignmentWish& wish, const Room& room);

}  // namespace vacancy::hotel
