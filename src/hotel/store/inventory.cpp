#include "hotel/store/inventory.hpp"

#include "base/canary.hpp"
#include "db/later.hpp"

namespace vacancy::hotel::store {
namespace {

using db::Row;
using db::Sql;

constexpr Sql take_held{
    "hotel.take_held", "UPDATE", "inventory_night",
    "UPDATE inventory_night SET held = held + 1, version = version + 1, last_taken_by = $4"
    " WHERE room_type_id = $1 AND night >= $2 AND night < $3"
    " AND sold + held < capacity + overbooking"
    " AND (sell_limit IS NULL OR sold + held < sell_limit)"
    " AND (SELECT count(*) FROM inventory_night n WHERE n.room_type_id = $1 AND n.night >= $2"
    " AND n.night < $3 AND n.sold + n.held < n.capacity + n.overbooking"
    " AND (n.sell_limit IS NULL OR n.sold + n.held < n.sell_limit)) = $5"
    " RETURNING night, capacity, overbooking, sell_limit, sold, held, version"};

// The classic bug of this trade, for the simulator to find: whoever looked before may take.
constexpr Sql take_unchecked{
    "hotel.take_unchecked", "UPDATE", "inventory_night",
    "UPDATE inventory_night SET held = held + 1, version = version + 1, last_taken_by = $4,"
    " overbooking = overbooking + $5 WHERE room_type_id = $1 AND night >= $2 AND night < $3"
    " RETURNING night, capacity, overbooking, sell_limit, sold, held, version"};

constexpr Sql take_sold{
    "hotel.take_sold", "UPDATE", "inventory_night",
    "UPDATE inventory_night SET sold = sold + 1, version = version + 1, last_taken_by = $4"
    " WHERE room_type_id = $1 AND night >= $2 AND night < $3"
    " AND sold + held < capacity + overbooking"
    " AND (sell_limit IS NULL OR sold + held < sell_limit)"
    " AND (SELECT count(*) FROM inventory_night n WHERE n.room_type_id = $1 AND n.night >= $2"
    " AND n.night < $3 AND n.sold + n.held < n.capacity + n.overbooking"
    " AND (n.sell_limit IS NULL OR n.sold + n.held < n.sell_limit)) = $5"
    " RETURNING night, capacity, overbooking, sell_limit, sold, held, version"};

constexpr Sql give_back_held{
    "hotel.give_back_held", "UPDATE", "inventory_night",
    "UPDATE inventory_night SET held = held - 1, version = version + 1"
    " WHERE room_type_id = $1 AND night >= $2 AND night < $3"
    " RETURNING night, capacity, overbooking, sell_limit, sold, held, version"};

constexpr Sql give_back_sold{
    "hotel.give_back_sold", "UPDATE", "inventory_night",
    "UPDATE inventory_night SET sold = sold - 1, version = version + 1"
    " WHERE room_type_id = $1 AND night >= $2 AND night < $3"
    " RETURNING night, capacity, overbooking, sell_limit, sold, held, version"};

constexpr Sql sell_held{"hotel.sell_held", "UPDATE", "inventory_night",
                        "UPDATE inventory_night SET held = held - 1, sold = sold + 1,"
                        " version = version + 1"
                        " WHERE room_type_id = $1 AND night >= $2 AND night < $3"};

constexpr Sql select_nights{
    "hotel.select_inventory", "SELECT", "inventory_night",
    "SELECT night, capacity, overbooking, sell_limit, sold, held, version, last_taken_by"
    " FROM inventory_night WHERE room_type_id = $1 AND night >= $2 AND night < $3 ORDER BY night"};

constexpr Sql select_changed{
    "hotel.select_changed_inventory", "SELECT", "inventory_night",
    "SELECT i.night, CAST(COALESCE($5, i.capacity) AS INTEGER),"
    " CAST(COALESCE($6, i.overbooking) AS INTEGER),"
    " CASE WHEN $8 = 1 THEN NULL ELSE CAST(COALESCE($7, i.sell_limit) AS INTEGER) END,"
    " i.sold, i.held, i.version FROM inventory_night i"
    " JOIN calendar_day d ON d.night = i.night"
    " WHERE i.room_type_id = $1 AND i.night >= $2 AND i.night < $3"
    " AND (d.weekday_bit & $4) <> 0 AND i.sold + i.held > 0 ORDER BY i.night"};

constexpr Sql make_nights{"hotel.make_inventory", "INSERT", "inventory_night",
                          "INSERT INTO inventory_night (room_type_id, night, capacity)"
                          " SELECT $1, night, 0 FROM calendar_day"
                          " WHERE night >= $2 AND night < $3 AND (weekday_bit & $4) <> 0"
                          " ON CONFLICT (room_type_id, night) DO NOTHING"};

// What is sold above the new numbers stays: the overbooking is then the number a person allowed.
constexpr Sql change_nights{
    "hotel.change_inventory", "UPDATE", "inventory_night",
    "UPDATE inventory_night SET version = version + 1,"
    " capacity = CAST(COALESCE($5, capacity) AS INTEGER),"
    " overbooking = CASE WHEN sold + held > CAST(COALESCE($5, capacity) AS INTEGER)"
    " + CAST(COALESCE($6, overbooking) AS INTEGER)"
    " THEN sold + held - CAST(COALESCE($5, capacity) AS INTEGER)"
    " ELSE CAST(COALESCE($6, overbooking) AS INTEGER) END,"
    " sell_limit = CASE WHEN $8 = 1 THEN NULL"
    " WHEN sold + held > CAST(COALESCE($7, sell_limit) AS INTEGER) THEN sold + held"
    " ELSE CAST(COALESCE($7, sell_limit) AS INTEGER) END"
    " WHERE room_type_id = $1 AND night >= $2 AND night < $3"
    " AND night IN (SELECT d.night FROM calendar_day d WHERE d.night >= $2 AND d.night < $3"
    " AND (d.weekday_bit & $4) <> 0)"
    " RETURNING night, capacity, overbooking, sell_limit, sold, held, version"};

/// The columns every statement above answers first.
InventoryNight read_night(const Row& row, const RoomTypeId& type) {
    return {.room_type = type,
            .night = row.date(0),
            .capacity = row.small(1),
            .overbooking = row.small(2),
            .sell_limit = row.is_null(3) ? std::nullopt : std::optional(row.small(3)),
            .sold = row.small(4),
            .held = row.small(5)};
}

NightLeft read_left(const Row& row, const RoomTypeId& type) {
    const InventoryNight night = read_night(row, type);
    return {night.night, night.left(), row.integer(6)};
}

std::optional<ReservationId> reservation_in(std::string_view text) {
    if (text.empty()) return std::nullopt;
    auto id = ReservationId::parse(text);
    must(id.has_value());
    return *id;
}

std::optional<std::int64_t> wide(const std::optional<int>& value) {
    return value ? std::optional<std::int64_t>(*value) : std::nullopt;
}

}  // namespace

Result<std::vector<NightLeft>> take_nights(db::Tx& tx, Count count, const OwnNights& nights,
                                           const ReservationId& by) {
    std::vector<NightLeft> taken;
    const auto collect = [&](const Row& row) { taken.push_back(read_left(row, nights.room_type)); };
    const Sql& held = canary::planted("check_then_insert") ? take_unchecked : take_held;
    TRY_VOID(tx.each(count == Count::held ? held : take_sold, collect, nights.room_type,
                     nights.stay.arrival, nights.stay.departure, by, nights.stay.nights()));
    if (!taken.empty() && static_cast<int>(taken.size()) != nights.stay.nights())
        return fail(ErrorCode::room_no_longer_available);
    return taken;
}

Result<std::vector<NightLeft>> give_back_nights(db::Tx& tx, Count count, const OwnNights& nights) {
    std::vector<NightLeft> back;
    const auto collect = [&](const Row& row) { back.push_back(read_left(row, nights.room_type)); };
    const int missed = canary::planted("off_by_one_night") && nights.stay.nights() > 1 ? 1 : 0;
    TRY_VOID(tx.each(count == Count::held ? give_back_held : give_back_sold, collect,
                     nights.room_type, nights.stay.arrival, nights.stay.departure - missed));
    must(static_cast<int>(back.size()) == nights.stay.nights() - missed);
    return back;
}

Result<void> sell_held_nights(db::Tx& tx, const OwnNights& nights) {
    // Anything else is a bug: who has the hold has its nights.
    const db::Exactly all{.rows = nights.stay.nights(), .otherwise = ErrorCode::internal};
    return db::later(tx, all, sell_held, nights.room_type, nights.stay.arrival,
                     nights.stay.departure);
}

Result<std::optional<Shortage>> shortage(db::Tx& tx, const OwnNights& nights) {
    std::optional<Shortage> found;
    LocalDate next = nights.stay.arrival;
    const auto look = [&](const Row& row) {
        const InventoryNight night = read_night(row, nights.room_type);
        if (!found && night.night != next) found = Shortage{next, false};
        ++next;
        if (!found && night.left() <= 0)
            found = Shortage{night.night, true, reservation_in(row.text_view(7))};
    };
    TRY_VOID(
        tx.each(select_nights, look, nights.room_type, nights.stay.arrival, nights.stay.departure));
    if (!found && next < nights.stay.departure) found = Shortage{next, false};
    return found;
}

Result<std::vector<InventoryNight>> oversold_by(db::Tx& tx, const InventoryChange& change) {
    std::vector<InventoryNight> oversold;
    const auto look = [&](const Row& row) {
        const InventoryNight night = read_night(row, change.room_type);
        if (night.left() < 0) oversold.push_back(night);
    };
    TRY_VOID(tx.each(select_changed, look, change.room_type, change.nights.from,
                     change.nights.until, change.nights.weekdays, wide(change.capacity),
                     wide(change.overbooking), wide(change.sell_limit), change.drop_sell_limit));
    return oversold;
}

Result<std::vector<TypeNight>> change_inventory(db::Tx& tx, const InventoryChange& change) {
    TRY_VOID(tx.run(make_nights, change.room_type, change.nights.from, change.nights.until,
                    change.nights.weekdays));
    std::vector<TypeNight> changed;
    const auto collect = [&](const Row& row) {
        changed.push_back({change.room_type, read_left(row, change.room_type)});
    };
    TRY_VOID(tx.each(change_nights, collect, change.room_type, change.nights.from,
                     change.nights.until, change.nights.weekdays, wide(change.capacity),
                     wide(change.overbooking), wide(change.sell_limit), change.drop_sell_limit));
    return changed;
}

Result<std::vector<InventoryNight>> inventory(db::Tx& tx, const RoomTypeId& type,
                                              const StayDates& nights) {
    std::vector<InventoryNight> found;
    TRY_VOID(tx.each(
        select_nights, [&](const Row& row) { found.push_back(read_night(row, type)); }, type,
        nights.arrival, nights.departure));
    return found;
}

}  // namespace vacancy::hotel::store
