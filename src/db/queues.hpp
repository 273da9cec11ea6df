#pragma once
// How long transactions wait before they run: what admission control looks at. Any thread.

#include "db/database.hpp"

#include <chrono>

namespace vacancy::db {

/// The longest a transaction of this database has waited for its turn since this was last asked.
[[nodiscard]] std::chrono::nanoseconds longest_wait(Database& database);

}  // namespace vacancy::db
