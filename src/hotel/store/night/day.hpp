#pragma once
// What the night audit reads: who is still to be posted or has not come, the day's figures, and
// what does not agree.

#include "db/database.hpp"
#include "hotel/model/night/report.hpp"

#include <vector>

namespace vacancy::hotel::store {

/// A property's business date, and where a walk through its reservations is.
struct DayQuery {
    PropertyId property;
    LocalDate day;
    ReservationId after{};
    int limit = 100;
};
/// In the house this night and not charged for it yet, and all who should have left, by id.
Result<std::vector<ReservationId>> unposted_stays(db::Tx& tx, const DayQuery& query);
/// Confirmed, due on that day or in the week before it and not here, by id.
Result<std::vector<ReservationId>> not_arrived(db::Tx& tx, const DayQuery& query);

struct FiguresQuery {
    PropertyId property;
    LocalDate day;
    Currency currency;
    Instant since{};  ///< the close of the day before
};
Result<DayFigures> day_figures(db::Tx& tx, const FiguresQuery& query);

/// Everything at once, by kind, then by room and code.
Result<std::vector<Discrepancy>> discrepancies(db::Tx& tx, const PropertyId& property,
                                               LocalDate day);

}  // namespace vacancy::hotel::store
