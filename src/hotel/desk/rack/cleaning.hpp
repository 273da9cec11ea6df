#pragma once
// What housekeeping does: tasks, sheets for the attendants on duty, and what they find behind the
// door.

#include "hotel/desk/front_desk.hpp"
#include "hotel/model/desk/lists.hpp"
#include "hotel/model/rack/sheet.hpp"
#include "trace/step.hpp"
#include "trace/task.hpp"

namespace vacancy::hotel {

struct SheetsQuery {
    PropertyId property;
    std::optional<std::string> attendant{};
};
Task<Result<std::vector<Sheet>>> task_sheets(Step& step, FrontDesk& front,
                                             const SheetsQuery& query);

struct DealCommand {
    PropertyId property;
    std::vector<std::string> attendants;  ///< on duty today
    bool stay_overs = true;               ///< also rooms whose guests stay
    Actor actor;
};
/// Makes what is to be done today, puts rooms with an arrival first and deals out what nobody has.
Task<Result<std::vector<Sheet>>> deal_tasks(Step& step, FrontDesk& front,
                                            const DealCommand& command);

struct TaskChange {
    PropertyId property;
    TaskId task;
    std::optional<TaskState> state{};
    std::optional<std::string> attendant{};
    std::optional<int> priority{};
    std::optional<std::string> note{};
    bool inspected = false;  ///< with `done`: somebody looked and was satisfied
    Actor actor;
};
/// A cleaning that is done makes the room clean, or inspected. not_found when it is not open any
/// more. The room as it is now comes along.
struct ChangedTask {
    OpenTask open;
    Room room;
};
Task<Result<ChangedTask>> change_task(Step& step, FrontDesk& front, const TaskChange& change);

struct OccupancyReport {
    PropertyId property;
    std::string room_number;
    bool occupied = false;  ///< somebody or their things are in it
    Actor actor;
};
/// room_not_found. Answers what is wrong, if anything is.
Task<Result<RoomDiscrepancy>> report_occupancy(Step& step, FrontDesk& front,
                                               const OccupancyReport& report);

struct Discrepant {
    BoardLine line;
    RoomDiscrepancy what = RoomDiscrepancy::none;
};
/// Rooms that housekeeping found other than the desk believes, by number.
Task<Result<std::vector<Discrepant>>> discrepancies(Step& step, FrontDesk& front,
                                                    const PropertyId& property);

}  // namespace vacancy::hotel
