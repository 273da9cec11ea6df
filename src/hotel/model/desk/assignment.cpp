#include "hotel/model/desk/assignment.hpp"

#include <algorithm>
#include <optional>
#include <tuple>

namespace vacancy::hotel {
namespace {

/// How far above the booked type a type is: 0 is the booked one; nothing: a lesser one, or too
/// small for the party.
std::optional<int> steps_up(const AssignmentWish& wish, std::span<const RoomType> types,
                            const RoomTypeId& type) {
    const auto booked = std::ranges::find(types, wish.booked, &RoomType::id);
    const auto given = std::ranges::find(types, type, &RoomType::id);
    if (booked == types.end() || given == types.end()) return std::nullopt;
    if (given < booked) return std::nullopt;
    if (given != booked && given->max_guests < wish.guests) return std::nullopt;
    return static_cast<int>(given - booked);
}

/// "9" comes before "10".
auto by_number(const Room& room) { return std::tuple(room.number.size(), room.number); }

struct Candidate {
    const Room* room;
    int up;
};

int preference(const Candidate& candidate, Upgrade upgrade) {
    if (upgrade != Upgrade::wanted) return candidate.up;
    return candidate.up == 0 ? 1'000 : candidate.up;
}

}  // namespace

bool is_ready(const Room& room) {
    return !room.occupied && (room.housekeeping == Housekeeping::clean ||
                              room.housekeeping == Housekeeping::inspected);
}

std::vector<Room> rooms_to_try(const AssignmentWish& wish, std::span<const RoomType> types,
                               std::span<const Room> free) {
    std::vector<Candidate> candidates;
    for (const Room& room : free) {
        if (!is_ready(room)) continue;
        if (!wish.room_number.empty() && room.number != wish.room_number) continue;
        const auto up = steps_up(wish, types, room.room_type);
        if (!up || (*up > 0 && wish.upgrade == Upgrade::forbidden)) continue;
        candidates.push_back({&room, *up});
    }
    std::ranges::sort(candidates, {}, [&](const Candidate& candidate) {
        const bool clean_only = candidate.room->housekeeping != Housekeeping::inspected;
        return std::tuple(preference(candidate, wish.upgrade), clean_only,
                          by_number(*candidate.room));
    });
    std::vector<Room> rooms;
    rooms.reserve(candidates.size());
    for (const Candidate& candidate : candidates) rooms.push_back(*candidate.room);
    return rooms;
}

std::string_view why_chosen(const AssignmentWish& wish, const Room& room) {
    if (!wish.room_number.empty()) return "asked for";
    if (room.room_type == wish.booked) return "the booked type, first by number";
    return wish.upgrade == Upgrade::wanted ? "an upgrade was wanted"
                                           : "no room of the booked type was ready";
}

}  // namespace vacancy::hotel
