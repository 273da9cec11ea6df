#pragma once
// The SQLite driver: one writer, read-only readers, and the lock that keeps a second writer out.

#include "db/database.hpp"

namespace vacancy::db::sqlite {

/// `path`: a file, or ":memory:" (then reads run on the writer's connection too).
[[nodiscard]] Result<std::unique_ptr<Database>> open(const std::string& path,
                                                     const DatabaseOptions& options);

/// Copies the database file `from`, in use or not, to `to`, which must not exist.
Result<void> copy_database(const std::string& from, const std::string& to);

}  // namespace vacancy::db::sqlite
