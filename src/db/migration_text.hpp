#pragma once
// The text of a migration: its statements and its checksum.

#include <string>
#include <string_view>
#include <vector>

namespace vacancy::db {

/// The statements of one migration, split at lines that end in ';', comments dropped. A statement
/// under a line `-- only: sqlite` (or postgresql) is left out on the other database.
[[nodiscard]] std::vector<std::string> statements_of(std::string_view sql, std::string_view system);

/// SHA-256 in hex, line ends aside.
[[nodiscard]] std::string checksum_of(std::string_view sql);

}  // namespace vacancy::db
