#pragma once
// Rows of inventory_night. Taking nights is one statement over the range: all of them or none, and
// the table's constraint stands behind it.

#include "db/database.hpp"
#include "hotel/model/changes.hpp"
#include "hotel/model/inventory.hpp"

#include <vector>

namespace vacancy::hotel::store {

enum class Count : std::uint8_t { held, sold };

/// The nights after one more room of them was taken; empty: a night had none left (or none at all).
/// Fewer than all of them (possible on PostgreSQL, when another transaction was faster) is
/// room_no_longer_available: the caller rolls back and tries again.
Result<std::vector<NightLeft>> take_nights(db::Tx& tx, Count count, const OwnNights& nights,
                                           const ReservationId& by);
/// One room of each night back.
Result<std::vector<NightLeft>> give_back_nights(db::Tx& tx, Count count, const OwnNights& nights);
/// What was held is sold.
Result<void> sell_held_nights(db::Tx& tx, const OwnNights& nights);

struct Shortage {
    LocalDate night;
    bool on_sale = true;  ///< false: the night has no inventory
    std::optional<ReservationId> taken_by{};
};
/// The first night without a room left, with the latest reservation that took one.
Result<std::optional<Shortage>> shortage(db::Tx& tx, const OwnNights& nights);

/// The nights as they would be, those whose limit would be below what is sold and held.
Result<std::vector<InventoryNight>> oversold_by(db::Tx& tx, const InventoryChange& change);
/// Makes missing nights and changes the others; what is sold above the new limits stays allowed
/// (the overbooking and the sell limit are raised to it).
Result<std::vector<TypeNight>> change_inventory(db::Tx& tx, const InventoryChange& change);
Result<std::vector<InventoryNight>> inventory(db::Tx& tx, const RoomTypeId& type,
                                              const StayDates& nights);

}  // namespace vacancy::hotel::store
