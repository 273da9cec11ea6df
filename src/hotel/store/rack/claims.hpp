#pragma once
// Rows of room_night beyond one room for one stay: longer stays, moves and swaps. The primary key
// stands behind all of it: a room's night belongs to one stay or one block.

#include "hotel/model/rack/rack.hpp"
#include "hotel/store/desk/stays.hpp"

namespace vacancy::hotel::store {

/// Nights the stay does not have yet, besides those it has; all of them, or false: somebody has one
/// and the caller must roll back.
Result<bool> claim_more(db::Tx& tx, const RoomClaim& claim);
/// The stay's nights in that room from `from` on are free again.
Result<void> unclaim(db::Tx& tx, const ReservationId& reservation, const RoomId& room,
                     LocalDate from);
/// These nights of the room go from one stay to another; answers how many did.
Result<std::int64_t> hand_over(db::Tx& tx, const RoomClaim& of, const ReservationId& to);

struct NightOwner {
    LocalDate night;
    std::optional<ReservationId> reservation{};
    std::optional<BlockId> block{};
};
/// The first of these nights that another stay or a block has.
Result<std::optional<NightOwner>> first_taken(db::Tx& tx, const RoomClaim& wanted);

/// Somebody moves in whatever the room's state: it was left a moment ago. False: somebody is in it.
Result<bool> move_back_in(db::Tx& tx, const RoomId& room);
/// Nobody is in it; it is as it was before they came.
Result<void> empty_room(db::Tx& tx, const RoomId& room, Housekeeping state);

/// Who shares the room with the guest it was given to, and is in the house.
Result<std::vector<ReservationId>> sharers_of(db::Tx& tx, const ReservationId& reservation);
/// Confirmed stays that have this room from that day on, by arrival.
Result<std::vector<ReservationId>> assigned_to(db::Tx& tx, const RoomId& room, LocalDate from);

}  // namespace vacancy::hotel::store
