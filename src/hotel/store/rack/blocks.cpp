#include "hotel/store/rack/blocks.hpp"

namespace vacancy::hotel::store {
namespace {

using db::Row;
using db::Sql;

constexpr Sql insert_sql{
    "hotel.insert_block", "INSERT", "room_block",
    "INSERT INTO room_block (id, property_id, room_id, kind, from_night, until_night, reason,"
    " created_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)"};

#define OPEN_BLOCKS                                                          \
    "SELECT b.id, b.property_id, b.room_id, m.number, b.kind, b.from_night," \
    " b.until_night, b.reason, b.created_at FROM room_block b"               \
    " JOIN room m ON m.id = b.room_id WHERE b.property_id = $1"              \
    " AND b.lifted_at IS NULL"

constexpr Sql find_sql{"hotel.select_block", "SELECT", "room_block", OPEN_BLOCKS " AND b.id = $2"};

constexpr Sql over_sql{"hotel.select_blocks", "SELECT", "room_block",
                       OPEN_BLOCKS
                       " AND b.until_night > $2 AND b.from_night < $3"
                       " ORDER BY m.number, b.from_night, b.id"};

#undef OPEN_BLOCKS

constexpr Sql lift_sql{"hotel.lift_block", "UPDATE", "room_block",
                       "UPDATE room_block SET lifted_at = $2 WHERE id = $1 AND lifted_at IS NULL"};

constexpr Sql nights_sql{
    "hotel.block_nights", "INSERT", "room_night",
    "INSERT INTO room_night (room_id, night, block_id, off_sale)"
    " SELECT $1, d.night, $4, CASE WHEN EXISTS (SELECT 1 FROM inventory_night i"
    " WHERE i.room_type_id = $5 AND i.night = d.night AND i.capacity > 0) THEN 1 ELSE 0 END"
    " FROM calendar_day d WHERE d.night >= $2 AND d.night < $3"
    " ORDER BY d.night ON CONFLICT (room_id, night) DO NOTHING"};

constexpr Sql take_sql{"hotel.take_from_sale", "UPDATE", "inventory_night",
                       "UPDATE inventory_night SET capacity = capacity - 1, version = version + 1,"
                       " overbooking = CASE WHEN sold + held > capacity - 1 + overbooking"
                       " THEN sold + held - capacity + 1 ELSE overbooking END"
                       " WHERE room_type_id = $1 AND night IN (SELECT n.night FROM room_night n"
                       " WHERE n.block_id = $2 AND n.off_sale = 1)"
                       " AND ($3 <> 0 OR sold + held < capacity + overbooking)"
                       " RETURNING night, capacity, overbooking, sell_limit, sold, held, version"};

constexpr Sql give_sql{"hotel.give_to_sale", "UPDATE", "inventory_night",
                       "UPDATE inventory_night SET capacity = capacity + 1, version = version + 1"
                       " WHERE room_type_id = $1 AND night IN (SELECT n.night FROM room_night n"
                       " WHERE n.block_id = $2 AND n.off_sale = 1 AND n.night >= $3)"
                       " RETURNING night, capacity, overbooking, sell_limit, sold, held, version"};

constexpr Sql off_sale_sql{"hotel.count_off_sale", "SELECT", "room_night",
                           "SELECT count(*) FROM room_night WHERE block_id = $1 AND off_sale = 1"};

constexpr Sql unblock_sql{"hotel.unblock_nights", "DELETE", "room_night",
                          "DELETE FROM room_night WHERE block_id = $1 AND night >= $2"};

constexpr Sql stays_sql{
    "hotel.select_stays_in_room", "SELECT", "room_night",
    "SELECT DISTINCT reservation_id FROM room_night WHERE room_id = $1 AND night >= $2"
    " AND night < $3 AND reservation_id IS NOT NULL ORDER BY reservation_id"};

constexpr Sql begin_sql{
    "hotel.begin_blocks", "UPDATE", "room",
    "UPDATE room SET housekeeping = CASE WHEN EXISTS (SELECT 1 FROM room_block b"
    " WHERE b.room_id = room.id AND b.lifted_at IS NULL AND b.from_night <= $2"
    " AND b.until_night > $2 AND b.kind = 'out_of_order') THEN 'out_of_order'"
    " ELSE 'out_of_service' END, version = version + 1"
    " WHERE property_id = $1 AND occupied = 0"
    " AND housekeeping NOT IN ('out_of_order', 'out_of_service')"
    " AND EXISTS (SELECT 1 FROM room_block b WHERE b.room_id = room.id AND b.lifted_at IS NULL"
    " AND b.from_night <= $2 AND b.until_night > $2)"};

constexpr Sql end_sql{
    "hotel.end_blocks", "UPDATE", "room",
    "UPDATE room SET housekeeping = 'dirty', version = version + 1"
    " WHERE property_id = $1 AND housekeeping IN ('out_of_order', 'out_of_service')"
    " AND EXISTS (SELECT 1 FROM room_block b WHERE b.room_id = room.id"
    " AND b.until_night <= $2 AND b.until_night > $3)"
    " AND NOT EXISTS (SELECT 1 FROM room_block b WHERE b.room_id = room.id"
    " AND b.lifted_at IS NULL AND b.from_night <= $2 AND b.until_night > $2)"};

constexpr int looks_back_days = 7;  // a business date may roll over several days at once

RoomBlock read_block(const Row& row) {
    const auto kind = block_kind_named(row.text_view(4));
    must(kind.has_value());
    return {.id = row.id<BlockId>(0),
            .property = row.id<PropertyId>(1),
            .room = row.id<RoomId>(2),
            .room_number = row.text(3),
            .kind = *kind,
            .nights = {row.date(5), row.date(6)},
            .reason = row.text(7),
            .created_at = row.instant(8)};
}

TypeNight read_night(const Row& row, const RoomTypeId& type) {
    const InventoryNight night{
        .room_type = type,
        .night = row.date(0),
        .capacity = row.small(1),
        .overbooking = row.small(2),
        .sell_limit = row.is_null(3) ? std::nullopt : std::optional(row.small(3)),
        .sold = row.small(4),
        .held = row.small(5)};
    return {type, {night.night, night.left(), row.integer(6)}};
}

}  // namespace

Result<void> insert_block(db::Tx& tx, const RoomBlock& b) {
    TRY_VOID(tx.run(insert_sql, b.id, b.property, b.room, name_of(b.kind), b.nights.arrival,
                    b.nights.departure, b.reason, tx.now()));
    return {};
}

Result<std::optional<RoomBlock>> find_block(db::Tx& tx, const PropertyId& property,
                                            const BlockId& id) {
    return tx.first(find_sql, read_block, property, id);
}

Result<std::vector<RoomBlock>> blocks_over(db::Tx& tx, const PropertyId& property,
                                           const StayDates& nights) {
    std::vector<RoomBlock> found;
    TRY_VOID(tx.each(
        over_sql, [&](const Row& row) { found.push_back(read_block(row)); }, property,
        nights.arrival, nights.departure));
    return found;
}

Result<bool> mark_lifted(db::Tx& tx, const BlockId& id) {
    TRY(const auto rows, tx.run(lift_sql, id, tx.now()));
    return rows == 1;
}

Result<bool> block_nights(db::Tx& tx, const RoomBlock& b,
                          const std::optional<RoomTypeId>& off_sale) {
    TRY(const auto rows, tx.run(nights_sql, b.room, b.nights.arrival, b.nights.departure, b.id,
                                off_sale.value_or(RoomTypeId{})));
    return rows == b.nights.nights();
}

Result<std::vector<TypeNight>> take_from_sale(db::Tx& tx, const RoomTypeId& type,
                                              const BlockId& block, bool oversold) {
    std::vector<TypeNight> taken;
    TRY_VOID(tx.each(
        take_sql, [&](const Row& row) { taken.push_back(read_night(row, type)); }, type, block,
        oversold ? 1 : 0));
    return taken;
}

Result<std::vector<TypeNight>> give_to_sale(db::Tx& tx, const RoomTypeId& type,
                                            const BlockId& block, LocalDate from) {
    std::vector<TypeNight> given;
    TRY_VOID(tx.each(
        give_sql, [&](const Row& row) { given.push_back(read_night(row, type)); }, type, block,
        from));
    return given;
}

Result<std::int64_t> off_sale_nights(db::Tx& tx, const BlockId& block) {
    TRY(const auto count,
        tx.first(off_sale_sql, [](const Row& row) { return row.integer(0); }, block));
    return count.value_or(0);
}

Result<void> unblock_nights(db::Tx& tx, const BlockId& block, LocalDate from) {
    TRY_VOID(tx.run(unblock_sql, block, from));
    return {};
}

Result<std::vector<ReservationId>> stays_in(db::Tx& tx, const RoomId& room,
                                            const StayDates& nights) {
    std::vector<ReservationId> found;
    TRY_VOID(tx.each(
        stays_sql, [&](const Row& row) { found.push_back(row.id<ReservationId>(0)); }, room,
        nights.arrival, nights.departure));
    return found;
}

Result<void> follow_blocks(db::Tx& tx, const PropertyId& property, LocalDate day) {
    TRY_VOID(tx.run(end_sql, property, day, day - looks_back_days));
    TRY_VOID(tx.run(begin_sql, property, day));
    return {};
}

}  // namespace vacancy::hotel::store
