#pragma once
// The one place where a violated constraint becomes an error code; the list is constraints.def.

#include "base/error.hpp"

#include <string_view>

namespace vacancy::db {

enum class Violation : std::uint8_t { unique, check, foreign_key, not_null, other };

/// `name`: the constraint, or SQLite's list of columns; may be empty.
[[nodiscard]] ErrorCode code_of_violation(Violation violation, std::string_view name);

/// "CHECK constraint failed: night_capacity" answers "night_capacity".
[[nodiscard]] std::string_view constraint_in(std::string_view sqlite_message);

}  // namespace vacancy::db
