#include "booking/cards.hpp"

#include "booking/store/bookings.hpp"
#include "payments/api.hpp"

namespace vacancy::booking {

Result<std::int64_t> forget_cards(db::Tx& tx, const CardsToForget& which) {
    // Whole days later than any zone's own day of departure.
    const LocalDate departed = local_date(which.before, "UTC") - 1;
    const store::CardsPastTime past{
        .departed = departed, .quiet = which.quiet, .limit = which.limit};
    TRY(const auto found, store::with_cards(tx, past));
    std::int64_t forgotten = 0;
    for (const auto& [booking, reservation] : found) {
        TRY(const bool idle, payments::forget_idle_means(tx, reservation.text()));
        if (!idle) continue;
        TRY_VOID(store::cards_forgotten(tx, booking));
        ++forgotten;
    }
    return forgotten;
}

}  // namespace vacancy::booking
