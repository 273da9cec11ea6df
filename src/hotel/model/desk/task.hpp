#pragma once
// What housekeeping has to do with a room. Plain values.

#include "base/id.hpp"
#include "base/time.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace vacancy::hotel {

using TaskId = Id<struct housekeeping_task_tag>;

enum class TaskKind : std::uint8_t { departure, stay_over, inspection };
[[nodiscard]] std::string_view name_of(TaskKind kind);
[[nodiscard]] std::optional<TaskKind> task_kind_named(std::string_view word);

enum class TaskState : std::uint8_t { waiting, started, done, canceled };
[[nodiscard]] std::string_view name_of(TaskState state);
[[nodiscard]] std::optional<TaskState> task_state_named(std::string_view word);

struct HousekeepingTask {
    TaskId id;
    PropertyId property;
    RoomId room;
    TaskKind kind = TaskKind::departure;
    std::string attendant{};
    int priority = 0;  ///< higher is sooner: somebody arrives into the room today
    TaskState state = TaskState::waiting;
    std::string note{};
    LocalDate business_date{};
    Instant created_at{};
};

}  // namespace vacancy::hotel
