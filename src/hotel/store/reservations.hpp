#pragma once
// Rows of table reservation. A state changes only from the state it is expected to be in.

#include "db/database.hpp"
#include "hotel/model/inventory.hpp"
#include "hotel/model/reservation.hpp"

#include <vector>

namespace vacancy::hotel::store {

/// Inserts the tentative reservation if the property's prices are still of that version; answers
/// whether it did: false when they are not, or when the id is there already.
/// `nights`: what each of them costs, as model/night/charges.hpp writes it.
Result<bool> insert_held(db::Tx& tx, const Reservation& reservation, std::int64_t rates_version,
                         const std::string& nights);
/// That text; empty for reservations of before it was kept.
Result<std::string> sold_nights(db::Tx& tx, const ReservationId& id);

/// A row that begins with the columns id, confirmation_code, property_id, room_type_id,
/// rate_plan_id, arrival, departure, guests, children, guest_name, guest_email, guest_phone,
/// guest_language, status, total_minor, currency, first_night_minor, terms, hold_id,
/// hold_expires_at, version, created_at, updated_at.
[[nodiscard]] Reservation read_reservation(const db::Row& row);
Result<std::optional<Reservation>> find_reservation(db::Tx& tx, const ReservationId& id);

/// What a change of state touched.
struct Moved {
    PropertyId property;
    OwnNights nights;
};
/// From one state to the other (a legal edge), or nothing when it is not in `from`. Into confirmed
/// only while its hold lasts at tx.now().
Result<std::optional<Moved>> move(db::Tx& tx, const ReservationId& id, Status from, Status to);

/// Holds whose time is over become expired, at most `limit`.
struct Expired {
    ReservationId reservation;
    Moved moved;
};
Result<std::vector<Expired>> expire_due(db::Tx& tx, int limit);
/// The same for holds that touch one of these nights.
Result<std::vector<Expired>> expire_due_of(db::Tx& tx, const OwnNights& nights);

/// New stay, type, plan and price of a reservation that is still at `version` of it; `nights` as in
/// insert_held.
Result<bool> rewrite_stay(db::Tx& tx, const Reservation& reservation, std::int64_t version,
                          const std::string& nights);

struct PlacedHold {
    PropertyId property;
    LiveHold hold;
};
Result<std::vector<PlacedHold>> live_holds(db::Tx& tx);

/// Deletes at most `limit` expired and released holds that ended before that. A reservation that
/// was canceled as its second version was never confirmed.
Result<std::int64_t> purge_holds(db::Tx& tx, Instant before, int limit);
Result<std::int64_t> live_hold_count(db::Tx& tx);

/// Live reservations (tentative, confirmed, in house) of a room type over these nights, by arrival;
/// at most `limit`.
Result<std::vector<Reservation>> reservations_over(db::Tx& tx, const PropertyId& property,
                                                   const OwnNights& nights, int limit);

}  // namespace vacancy::hotel::store
