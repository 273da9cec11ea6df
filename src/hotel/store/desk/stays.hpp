#pragma once
// Rows of stay, desk_rules and room_night, and the room's own state. A room's night belongs to one
// stay by its primary key.

#include "db/database.hpp"
#include "hotel/model/desk/stay.hpp"
#include "hotel/model/property.hpp"

#include <vector>

namespace vacancy::hotel::store {

/// Made empty when it is not there.
Result<Stay> stay_of(db::Tx& tx, const Reservation& reservation);
/// From column `at` on: reservation_id, property_id, room_id, shares_with, vip_level, notes,
/// preferences, company, outside_reference, identity_kind, identity_verified_by, keys_made,
/// key_system, taken_type_id, checked_in_at, checked_out_at, version, day_use.
[[nodiscard]] Stay read_stay(const db::Row& row, int at);
Result<std::optional<Stay>> find_stay(db::Tx& tx, const ReservationId& reservation);
Result<void> save_stay(db::Tx& tx, const Stay& stay);
/// The guest's document as a keyed hash, where the property keeps one.
Result<void> set_identity_hash(db::Tx& tx, const ReservationId& reservation,
                               const std::string& hash);
/// Marks the stay as being checked in or out by that saga; false: another one is at it. The same
/// saga may ask again.
Result<bool> begin_work(db::Tx& tx, const ReservationId& reservation, const SagaId& saga);
Result<void> end_work(db::Tx& tx, const ReservationId& reservation, const SagaId& saga);

Result<DeskRules> desk_rules(db::Tx& tx, const PropertyId& property);

struct RoomClaim {
    RoomId room;
    StayDates nights;
    ReservationId reservation;
};
/// All nights or none; false: somebody has one of them.
Result<bool> claim_room(db::Tx& tx, const RoomClaim& claim);
/// The stay's claims from that night on are free again.
Result<void> release_room(db::Tx& tx, const ReservationId& reservation, LocalDate from);
/// Rooms of the property that nobody has claimed for any of the nights.
Result<std::vector<Room>> unclaimed_rooms(db::Tx& tx, const PropertyId& property,
                                          const RoomClaim& wanted);
Result<std::optional<Room>> find_room(db::Tx& tx, const RoomId& id);
Result<std::optional<Room>> find_room_numbered(db::Tx& tx, const PropertyId& property,
                                               std::string_view number);
/// Somebody moved in; false: somebody is in it, or it is not ready any more.
Result<bool> occupy_room(db::Tx& tx, const RoomId& id);
/// Nobody is in it, and it is dirty.
Result<void> vacate_room(db::Tx& tx, const RoomId& id);
/// The reservation of the guest who is in the room now; of those who share it, the one it was given
/// to.
Result<std::optional<ReservationId>> guest_of_room(db::Tx& tx, const RoomId& id);
Result<std::optional<ReservationId>> reservation_by_code(db::Tx& tx, const PropertyId& property,
                                                         std::string_view confirmation_code);

}  // namespace vacancy::hotel::store
