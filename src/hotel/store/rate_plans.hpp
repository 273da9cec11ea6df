#pragma once
// Rows of rate_plan, with the room types each is for.

#include "db/database.hpp"
#include "hotel/model/rate_plan.hpp"

#include <vector>

namespace vacancy::hotel::store {

Result<void> insert_rate_plan(db::Tx& tx, const RatePlan& plan);
/// False when it is not at that version any more.
Result<bool> update_rate_plan(db::Tx& tx, const RatePlan& plan, std::int64_t version);
/// All of the property, by code.
Result<std::vector<RatePlan>> rate_plans(db::Tx& tx, const PropertyId& property);

}  // namespace vacancy::hotel::store
