#include "hotel/flows/rack/fees.hpp"

#include "hotel/flows/rack/assigning.hpp"
#include "hotel/model/rack/rules.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace vacancy::hotel {

StayDates freed_nights(const Reservation& r, const Stay& stay, LocalDate business_date) {
    const LocalDate first = stay.day_use ? r.stay.arrival : r.stay.arrival + 1;
    const LocalDate from = std::max(first, business_date);
    return {from, std::max(from, r.stay.departure)};
}

Result<void> post_late_fee(db::Tx& tx, const Entry& entry, const Reservation& r) {
    TRY(const DeskRules rules, store::desk_rules(tx, r.property));
    return charge_guest(tx, entry, r.id,
                        {.code = late_fee_code,
                         .description = "Late check-out",
                         .reference = fmt::format("late:{}:{}", r.id.text(), r.version),
                         .amount = late_check_out_fee(rules, entry.property, r, tx.now())});
}

Result<void> post_early_fee(db::Tx& tx, const Entry& entry, const Reservation& r) {
    TRY(const DeskRules rules, store::desk_rules(tx, r.property));
    return charge_guest(tx, entry, r.id,
                        {.code = early_fee_code,
                         .description = "Early check-in",
                         .reference = fmt::format("early_in:{}:{}", r.id.text(), r.version),
                         .amount = early_check_in_fee(rules, entry.property, r, tx.now())});
}

}  // namespace vacancy::hotel
