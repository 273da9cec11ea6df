#pragma once
// The PostgreSQL driver: a pool of threads, each with its connection. READ COMMITTED for writers,
// one snapshot for readers; serialization failures and deadlocks are tried again; a commit whose
// answer was lost, or came with a warning, is outcome_unknown.

#include "db/database.hpp"

namespace vacancy::db::postgres {

[[nodiscard]] Result<std::unique_ptr<Database>> open(const DatabaseOptions& options);

}  // namespace vacancy::db::postgres
