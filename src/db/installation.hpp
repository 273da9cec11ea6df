#pragma once
// What this installation made once for itself and keeps in the database, so that several servers
// share it: keys of links and of telemetry's hashes.

#include "base/guarded.hpp"
#include "db/database.hpp"

#include <string_view>

namespace vacancy::db {

/// 32 random bytes in hex, made at the first call for this name.
Result<Secret> installation_secret(Tx& tx, std::string_view name);

}  // namespace vacancy::db
