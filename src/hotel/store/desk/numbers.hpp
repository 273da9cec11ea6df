#pragma once
// Numbers without gaps, one series for each property and kind. A number is taken in the transaction
// that uses it: rolled back with it, and others wait for it.

#include "db/database.hpp"

namespace vacancy::hotel::store {

/// The one given out last; 0: none yet.
Result<std::int64_t> last_number(db::Tx& tx, const PropertyId& property, std::string_view kind);
/// 1, 2, 3, …
Result<std::int64_t> next_number(db::Tx& tx, const PropertyId& property, std::string_view kind);

}  // namespace vacancy::hotel::store
