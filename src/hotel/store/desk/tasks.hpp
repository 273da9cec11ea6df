#pragma once
// Rows of housekeeping_task.

#include "db/database.hpp"
#include "hotel/model/desk/task.hpp"

#include <vector>

namespace vacancy::hotel::store {

/// One open task of a kind for each room is enough: nothing happens when there is one.
Result<void> add_task(db::Tx& tx, const HousekeepingTask& task);
/// The open ones of the property, the most urgent first.
Result<std::vector<HousekeepingTask>> open_tasks(db::Tx& tx, const PropertyId& property);
/// False: it is not open any more, or not of this property.
Result<bool> change_task(db::Tx& tx, const HousekeepingTask& task);
/// The guest who was to stay has left the room.
Result<void> cancel_stay_over(db::Tx& tx, const RoomId& room);
/// Rooms somebody slept in are dirty, unless they are out of order or of service; the numbers of
/// those that were not.
Result<std::vector<std::string>> soil_occupied_rooms(db::Tx& tx, const PropertyId& property);
/// Rooms whose guests stay on beyond that day.
Result<std::vector<RoomId>> stay_overs(db::Tx& tx, const PropertyId& property, LocalDate day);
/// The room is clean: its cleaning tasks are done.
Result<void> finish_tasks(db::Tx& tx, const RoomId& room);

}  // namespace vacancy::hotel::store
