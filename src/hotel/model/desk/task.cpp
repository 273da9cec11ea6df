#include "hotel/model/desk/task.hpp"

#include <algorithm>
#include <array>

namespace vacancy::hotel {
namespace {

constexpr std::array<std::string_view, 3> kinds{"departure", "stay_over", "inspection"};
constexpr std::array<std::string_view, 4> states{"waiting", "started", "done", "canceled"};

template <class Enum, std::size_t size>
std::optional<Enum> named(const std::array<std::string_view, size>& words, std::string_view word) {
    const auto found = std::ranges::find(words, word);
    if (found == words.end()) return std::nullopt;
    return static_cast<Enum>(found - words.begin());
}

}  // namespace

std::string_view name_of(TaskKind kind) { return kinds.at(static_cast<std::size_t>(kind)); }

std::optional<TaskKind> task_kind_named(std::string_view word) {
    return named<TaskKind>(kinds, word);
}

std::string_view name_of(TaskState state) { return states.at(static_cast<std::size_t>(state)); }

std::optional<TaskState> task_state_named(std::string_view word) {
    return named<TaskState>(states, word);
}

}  // namespace vacancy::hotel
