#pragma once
// Crash points: with --crash-points, VACANCY_CRASH_AT=create.after_lock ends the process at once
// between those two steps of a saga, as a power cut would. For tests of recovery.

#include <string_view>

namespace vacancy {

void crash_here(std::string_view name);

}  // namespace vacancy
