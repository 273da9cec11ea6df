#pragma once
// Who cleans what: open tasks dealt out to the attendants on duty, fairly and the same way every
// time. And what it means when housekeeping finds a room other than the desk believes. Pure.

#include "hotel/model/desk/task.hpp"
#include "hotel/model/property.hpp"

#include <span>
#include <string>
#include <vector>

namespace vacancy::hotel {

/// How much work a task is, in units: a departure is two, the others are one.
[[nodiscard]] int effort_of(TaskKind kind);

/// Rooms that somebody arrives into today come first.
inline constexpr int arrival_due_priority = 10;

struct OpenTask {
    HousekeepingTask task;
    std::string room_number{};
};
/// By priority, then by room number ("9" before "10").
void put_in_order(std::vector<OpenTask>& tasks);

/// Gives every task without an attendant to whoever has the least to do (the first by name among
/// equals); tasks that have one stay there and count. Nobody on duty: nothing changes.
void deal_out(std::vector<OpenTask>& tasks, std::span<const std::string> attendants);

struct Sheet {
    std::string attendant;
    int effort = 0;
    std::vector<OpenTask> tasks{};
};
/// One for each attendant who has something to do, by name; tasks nobody has are on the sheet
/// without a name.
[[nodiscard]] std::vector<Sheet> sheets_of(const std::vector<OpenTask>& tasks);

/// Occupancy as the desk believes it and as housekeeping found it.
enum class RoomDiscrepancy : std::uint8_t {
    none,
    sleep,  ///< vacant for the desk, somebody is in it
    skip,   ///< occupied for the desk, nobody is in it
};
[[nodiscard]] std::string_view name_of(RoomDiscrepancy discrepancy);
/// `reported`: "vacant", "occupied", or empty when nobody has looked.
[[nodiscard]] RoomDiscrepancy discrepancy_of(bool occupied, std::string_view reported);

}  // namespace vacancy::hotel
