#pragma once
// What flows share: telling memory of a change once it is committed, and giving back what is due.

#include "hotel/api.hpp"
#include "hotel/store/inventory.hpp"
#include "hotel/store/reservations.hpp"

namespace vacancy::hotel {

/// After the commit the calendar shows these nights.
void remember_nights(db::Tx& tx, Desk& desk, const PropertyId& property,
                     const std::vector<TypeNight>& nights);
void remember_nights(db::Tx& tx, Desk& desk, const store::Moved& moved,
                     std::vector<NightLeft> nights);
void remember_hold(db::Tx& tx, Desk& desk, const PropertyId& property, const LiveHold& hold);
void forget_hold(db::Tx& tx, Desk& desk, const PropertyId& property, const ReservationId& id);

/// Other servers are told that the property's prices or rules are new.
void tell_book(db::Tx& tx, Desk& desk, const PropertyId& property);

/// Their holds are over: nights back in this transaction. Answers how many.
Result<int> give_back_expired(db::Tx& tx, Desk& desk, const std::vector<store::Expired>& expired);

/// Takes the nights, from holds whose time is over if need be; empty: there is none left.
Result<std::vector<NightLeft>> take_or_reclaim(db::Tx& tx, Desk& desk, store::Count count,
                                               const std::pair<OwnNights, ReservationId>& wanted);

/// Reads the property's book again; the memory is then as new as the store is now.
Task<Result<void>> reload(Step& step, Desk& desk, const PropertyId& property);
/// What a change of the book came to: its new version, and how memory may follow without reading.
struct Patch {
    std::int64_t version = 0;
    std::function<void(Book&)> change{};
};
Task<Result<void>> follow(Step& step, Desk& desk, const PropertyId& property, const Patch& patch);
Result<void> reload_now(Step& step, Desk& desk, const PropertyId& property);

}  // namespace vacancy::hotel
