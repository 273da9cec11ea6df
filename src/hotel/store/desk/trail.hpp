#pragma once
// The audit trail: who did what, appended in the transaction that did it. Each row holds the hash
// of the one before, one chain for each property.

#include "db/database.hpp"
#include "hotel/model/desk/trail.hpp"

#include <vector>

namespace vacancy::hotel::store {

/// Fills position, time and hashes.
Result<void> append_trail(db::Tx& tx, const PropertyId& property, const Deed& deed);
/// In order, after that position.
Result<std::vector<TrailEntry>> trail(db::Tx& tx, const PropertyId& property, std::int64_t after,
                                      int limit);

}  // namespace vacancy::hotel::store
