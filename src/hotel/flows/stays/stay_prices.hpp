#pragma once
// What the nights of a stay cost, when it becomes longer or shorter: those that stay keep their
// price.

#include "hotel/flows/rack/assigning.hpp"

namespace vacancy::hotel {

[[nodiscard]] Result<std::vector<Money>> prices_of(db::Tx& tx, const Reservation& reservation);
/// What each of the nights would cost now by the reservation's plan, whatever its restrictions;
/// invalid_request when the plan has no price for one.
[[nodiscard]] Result<std::vector<Money>> prices_of_more(const Book& book,
                                                        const Reservation& reservation,
                                                        const StayDates& nights);

struct Rewritten {
    StayDates stay;
    Money total;
    const Book& book;
};
/// The reservation with another departure and total, at the version it was read; version_mismatch.
[[nodiscard]] Result<void> rewrite(db::Tx& tx, const Reservation& reservation, const Rewritten& as);

}  // namespace vacancy::hotel
