#pragma once
// Rows of room_block, the nights it takes from the room, and what it takes from sale.

#include "db/database.hpp"
#include "hotel/model/inventory.hpp"
#include "hotel/model/rack/rack.hpp"

namespace vacancy::hotel::store {

Result<void> insert_block(db::Tx& tx, const RoomBlock& block);
Result<std::optional<RoomBlock>> find_block(db::Tx& tx, const PropertyId& property,
                                            const BlockId& id);
/// Not lifted, over these nights, by room and beginning.
Result<std::vector<RoomBlock>> blocks_over(db::Tx& tx, const PropertyId& property,
                                           const StayDates& nights);
/// False: it was lifted already.
Result<bool> mark_lifted(db::Tx& tx, const BlockId& id);

/// The block's nights of its room; false: somebody has one of them and the caller must roll back.
/// `off_sale`: nights the type has on sale are marked as taken from it.
Result<bool> block_nights(db::Tx& tx, const RoomBlock& block,
                          const std::optional<RoomTypeId>& off_sale);
/// One room less to sell on the nights marked so; with `oversold` what is sold beyond stays allowed
/// as overbooking. Fewer nights than were marked come back when one had none left.
Result<std::vector<TypeNight>> take_from_sale(db::Tx& tx, const RoomTypeId& type,
                                              const BlockId& block, bool oversold);
/// One room more again on the nights from `from` on that were marked so.
Result<std::vector<TypeNight>> give_to_sale(db::Tx& tx, const RoomTypeId& type,
                                            const BlockId& block, LocalDate from);
/// How many nights of the block are marked.
Result<std::int64_t> off_sale_nights(db::Tx& tx, const BlockId& block);
/// The room's nights from that day on are free again.
Result<void> unblock_nights(db::Tx& tx, const BlockId& block, LocalDate from);

/// Stays that have one of these nights of the room.
Result<std::vector<ReservationId>> stays_in(db::Tx& tx, const RoomId& room,
                                            const StayDates& nights);

/// Vacant rooms whose block has begun by that day show it; whose last block ended are dirty.
Result<void> follow_blocks(db::Tx& tx, const PropertyId& property, LocalDate day);

}  // namespace vacancy::hotel::store
