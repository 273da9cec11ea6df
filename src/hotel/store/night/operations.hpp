#pragma once
// Rows of desk_operation, and a day's rows of desk_ticket.

#include "db/database.hpp"
#include "hotel/model/desk/peak.hpp"

namespace vacancy::hotel::store {

Result<void> add_operation(db::Tx& tx, const PropertyId& property, const DeskOperation& done);

/// A day on the property's clock, and when it begins and ends.
struct DeskDayQuery {
    PropertyId property;
    LocalDate day;
    Instant from;
    Instant until;
};
Result<DeskDay> desk_day(db::Tx& tx, const DeskDayQuery& query);

}  // namespace vacancy::hotel::store
