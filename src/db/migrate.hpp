#pragma once
// Numbered migrations with checksums. A migration that was applied and has since changed is
// refused.

#include "db/database.hpp"

#include <span>

namespace vacancy::db {

struct Migration {
    int number;
    std::string_view name;
    std::string_view sql;  ///< statements split at lines that end in a semicolon
};

/// migrations/*.sql, in order.
[[nodiscard]] std::span<const Migration> embedded_migrations();

struct MigrationReport {
    int applied = 0;
    int version = 0;
};

/// Brings the schema up to date; safe to repeat and for two processes at once.
Result<MigrationReport> migrate(Step& step, Database& db,
                                std::span<const Migration> migrations = embedded_migrations());
/// No migration was ever applied.
Result<bool> is_empty(Step& step, Database& db);
/// The schema is exactly that of this binary; otherwise an error that says what to do.
Result<void> check_schema(Step& step, Database& db);

}  // namespace vacancy::db
