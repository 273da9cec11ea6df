#pragma once
// The hotels of a history, set up so that its bookings can be made: one property a hotel, its room
// types as reserved, a rate plan for each meal and deposit, rooms for every night on record.

#include "main/replay/timeline.hpp"
#include "main/replay/world.hpp"

namespace vacancy::replay {

[[nodiscard]] PropertyId property_of(const std::string& hotel);
[[nodiscard]] RoomTypeId room_type_of(const HistoryRow& row);
[[nodiscard]] RatePlanId rate_plan_of(const HistoryRow& row);

/// What is there already stays: a second run changes nothing. Ends with the calendars loaded.
Result<void> set_up_hotels(Step& step, World& world, const std::vector<HistoryRow>& history,
                           const RoomCounts& rooms);

}  // namespace vacancy::replay
