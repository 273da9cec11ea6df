#pragma once
// The rack as it stands, read across room_night, reservation and stay; the house's rules of the
// desk; what housekeeping reports.

#include "db/database.hpp"
#include "hotel/model/desk/stay.hpp"
#include "hotel/model/rack/rack.hpp"

namespace vacancy::hotel::store {

/// Claimed by stays, by room and night.
Result<std::vector<ClaimedNight>> claimed_nights(db::Tx& tx, const PropertyId& property,
                                                 const StayDates& nights);
/// Confirmed stays over these nights that have no room, by arrival; at most `limit`.
Result<std::vector<ReservationId>> unassigned(db::Tx& tx, const PropertyId& property,
                                              const StayDates& nights, int limit);

/// At the version it was read (0: never set before); false: another one was faster.
Result<bool> save_desk_rules(db::Tx& tx, const PropertyId& property, const DeskRules& rules);

/// `found`: "vacant" or "occupied".
Result<void> report_room(db::Tx& tx, const RoomId& room, std::string_view found);
struct Report {
    RoomId room;
    std::string found;
};
/// Rooms of which housekeeping said something since somebody last moved in or out.
Result<std::vector<Report>> reports(db::Tx& tx, const PropertyId& property);

/// New facts of a stay at that version of it; false: it has another one now.
Result<bool> save_facts(db::Tx& tx, const Stay& stay);
/// The guest's keys as they are now.
Result<void> save_keys(db::Tx& tx, const Stay& stay);

}  // namespace vacancy::hotel::store
