#include "hotel/store/feed.hpp"

namespace vacancy::hotel::store {
namespace {

using db::Row;
using db::Sql;

constexpr Sql tell_sql{
    "hotel.tell_change", "INSERT", "inventory_change",
    "INSERT INTO inventory_change (id, node, property_id, room_type_id, arrival, departure,"
    " ended_hold, at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)"};

constexpr Sql told_sql{"hotel.select_changes", "SELECT", "inventory_change",
                       "SELECT id, property_id, room_type_id, arrival, departure, ended_hold, at"
                       " FROM inventory_change WHERE at >= $1 AND node <> $2 ORDER BY at, id"};

constexpr Sql left_sql{
    "hotel.select_nights_left", "SELECT", "inventory_night",
    "SELECT night, capacity, overbooking, sell_limit, sold, held, version FROM inventory_night"
    " WHERE room_type_id = $1 AND night >= $2 AND night < $3 ORDER BY night"};

constexpr Sql purge_sql{
    "hotel.purge_changes", "DELETE", "inventory_change",
    "DELETE FROM inventory_change WHERE id IN (SELECT c.id FROM inventory_change c"
    " WHERE c.at < $1 ORDER BY c.at LIMIT $2)"};

FeedLine read_line(const Row& row) {
    FeedLine line{.id = row.text(0), .property = row.id<PropertyId>(1), .at = row.instant(6)};
    if (!row.text_view(2).empty())
        line.nights = OwnNights{row.id<RoomTypeId>(2), {row.date(3), row.date(4)}};
    if (!row.text_view(5).empty()) line.ended_hold = row.id<ReservationId>(5);
    return line;
}

NightLeft read_left(const Row& row) {
    const InventoryNight night{
        .capacity = row.small(1),
        .overbooking = row.small(2),
        .sell_limit = row.is_null(3) ? std::nullopt : std::optional(row.small(3)),
        .sold = row.small(4),
        .held = row.small(5)};
    return {row.date(0), night.left(), row.integer(6)};
}

}  // namespace

Result<void> tell(db::Tx& tx, const std::string& node, const FeedLine& line) {
    const auto type = line.nights ? line.nights->room_type.text() : std::string{};
    const auto from = line.nights ? line.nights->stay.arrival.text() : std::string{};
    const auto until = line.nights ? line.nights->stay.departure.text() : std::string{};
    const auto ended = line.ended_hold ? line.ended_hold->text() : std::string{};
    TRY_VOID(tx.run(tell_sql, Uuid::make(tx.now()).text(), node, line.property, type, from, until,
                    ended, tx.now()));
    return {};
}

Result<std::vector<FeedLine>> told_since(db::Tx& tx, const std::string& node, Instant since) {
    std::vector<FeedLine> lines;
    TRY_VOID(
        tx.each(told_sql, [&](const Row& row) { lines.push_back(read_line(row)); }, since, node));
    return lines;
}

Result<std::vector<NightLeft>> nights_left(db::Tx& tx, const OwnNights& nights) {
    std::vector<NightLeft> left;
    TRY_VOID(tx.each(
        left_sql, [&](const Row& row) { left.push_back(read_left(row)); }, nights.room_type,
        nights.stay.arrival, nights.stay.departure));
    return left;
}

Result<std::int64_t> purge_told(db::Tx& tx, Instant before, int limit) {
    return tx.run(purge_sql, before, limit);
}

}  // namespace vacancy::hotel::store
