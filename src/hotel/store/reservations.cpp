#include "hotel/store/reservations.hpp"

#include "base/canary.hpp"
#include "hotel/model/cancellation.hpp"

namespace vacancy::hotel::store {
namespace {

using db::Row;
using db::Sql;

constexpr Sql insert_sql{
    "hotel.insert_reservation", "INSERT", "reservation",
    "INSERT INTO reservation (id, confirmation_code, property_id, room_type_id, rate_plan_id,"
    " arrival, departure, guests, children, guest_name, guest_email, guest_phone, guest_language,"
    " status, total_minor, currency, first_night_minor, terms, hold_id, hold_expires_at, version,"
    " created_at, updated_at, night_charges)"
    " SELECT $1, $2, p.id, $4, $5, $6, $7, CAST($8 AS INTEGER), CAST($9 AS INTEGER), $10, $11, $12,"
    " $13, 'tentative', CAST($14 AS BIGINT), $15, CAST($16 AS BIGINT), $17, $18,"
    " CAST($19 AS BIGINT), 1, CAST($20 AS BIGINT), CAST($20 AS BIGINT), $22"
    " FROM property p WHERE p.id = $3 AND p.rates_version = $21"
    " ON CONFLICT (id) DO NOTHING"};

constexpr Sql nights_sql{"hotel.select_sold_nights", "SELECT", "reservation",
                         "SELECT night_charges FROM reservation WHERE id = $1"};

constexpr Sql select_sql{
    "hotel.select_reservation", "SELECT", "reservation",
    "SELECT id, confirmation_code, property_id, room_type_id, rate_plan_id, arrival, departure,"
    " guests, children, guest_name, guest_email, guest_phone, guest_language, status, total_minor,"
    " currency, first_night_minor, terms, hold_id, hold_expires_at, version, created_at, updated_at"
    " FROM reservation WHERE id = $1"};

constexpr Sql select_over{
    "hotel.select_reservations_over", "SELECT", "reservation",
    "SELECT id, confirmation_code, property_id, room_type_id, rate_plan_id, arrival, departure,"
    " guests, children, guest_name, guest_email, guest_phone, guest_language, status, total_minor,"
    " currency, first_night_minor, terms, hold_id, hold_expires_at, version, created_at, updated_at"
    " FROM reservation WHERE property_id = $1 AND room_type_id = $2 AND arrival < $4"
    " AND arrival >= $5 AND departure > $3"
    " AND status IN ('tentative', 'confirmed', 'in_house') ORDER BY arrival, id LIMIT $6"};

constexpr Sql move_sql{"hotel.move_reservation", "UPDATE", "reservation",
                       "UPDATE reservation SET status = $3, version = version + 1, updated_at = $4"
                       " WHERE id = $1 AND status = $2"
                       " RETURNING id, property_id, room_type_id, arrival, departure"};

constexpr Sql confirm_sql{
    "hotel.confirm_reservation", "UPDATE", "reservation",
    "UPDATE reservation SET status = 'confirmed', version = version + 1, updated_at = $2"
    " WHERE id = $1 AND status = 'tentative' AND hold_expires_at > $2"
    " RETURNING id, property_id, room_type_id, arrival, departure"};

constexpr Sql expire_sql{
    "hotel.expire_holds", "UPDATE", "reservation",
    "UPDATE reservation SET status = 'expired', version = version + 1, updated_at = $1"
    " WHERE status = 'tentative' AND id IN (SELECT r.id FROM reservation r"
    " WHERE r.status = 'tentative' AND r.hold_expires_at <= $1 ORDER BY r.hold_expires_at LIMIT $2)"
    " RETURNING id, property_id, room_type_id, arrival, departure"};

constexpr Sql expire_of_sql{
    "hotel.expire_holds_of_nights", "UPDATE", "reservation",
    "UPDATE reservation SET status = 'expired', version = version + 1, updated_at = $1"
    " WHERE status = 'tentative' AND id IN (SELECT r.id FROM reservation r"
    " WHERE r.status = 'tentative' AND r.hold_expires_at <= $1 AND r.room_type_id = $2"
    " AND r.arrival < $4 AND r.departure > $3)"
    " RETURNING id, property_id, room_type_id, arrival, departure"};

constexpr Sql rewrite_sql{
    "hotel.rewrite_stay", "UPDATE", "reservation",
    "UPDATE reservation SET room_type_id = $3, rate_plan_id = $4, arrival = $5, departure = $6,"
    " guests = $7, children = $8, total_minor = $9, first_night_minor = $10, terms = $11,"
    " version = version + 1, updated_at = $12, night_charges = $13 WHERE id = $1 AND version = $2"};

constexpr Sql live_holds_sql{
    "hotel.select_live_holds", "SELECT", "reservation",
    "SELECT id, property_id, room_type_id, arrival, departure, hold_expires_at FROM reservation"
    " WHERE status = 'tentative'"};

constexpr Sql purge_holds_sql{
    "hotel.purge_holds", "DELETE", "reservation",
    "DELETE FROM reservation WHERE id IN (SELECT r.id FROM reservation r"
    " WHERE (r.status = 'expired' OR (r.status = 'canceled' AND r.version = 2))"
    " AND r.updated_at < $1 ORDER BY r.updated_at LIMIT $2)"};

constexpr Sql live_hold_count_sql{"hotel.count_live_holds", "SELECT", "reservation",
                                  "SELECT CAST(COUNT(*) AS BIGINT) FROM reservation"
                                  " WHERE status = 'tentative' AND hold_expires_at > $1"};

Moved read_moved(const Row& row) {
    return {row.id<PropertyId>(1), {row.id<RoomTypeId>(2), {row.date(3), row.date(4)}}};
}

Expired read_expired(const Row& row) { return {row.id<ReservationId>(0), read_moved(row)}; }

GuestDetails read_guest(const Row& row) {
    GuestDetails guest{.name = Private(row.text(9)), .email = Private(row.text(10))};
    if (!row.is_null(11)) guest.phone = Private(row.text(11));
    guest.language = row.text(12);
    return guest;
}

std::string terms_of(const Reservation& r) { return terms_text({r.cancellation, r.no_show}); }

}  // namespace

Reservation read_reservation(const Row& row) {
    const auto status = status_named(row.text_view(13));
    auto terms = parse_terms(row.text_view(17));
    must(status && terms);
    return {.id = row.id<ReservationId>(0),
            .confirmation_code = row.text(1),
            .property = row.id<PropertyId>(2),
            .room_type = row.id<RoomTypeId>(3),
            .rate_plan = row.id<RatePlanId>(4),
            .stay = {row.date(5), row.date(6)},
            .guests = row.small(7),
            .children = row.small(8),
            .guest = read_guest(row),
            .status = *status,
            .total = row.money(14, 15),
            .first_night = row.money(16, 15),
            .cancellation = terms->cancellation,
            .no_show = terms->no_show,
            .hold = row.id<HoldId>(18),
            .hold_expires_at = row.instant(19),
            .version = row.integer(20),
            .created_at = row.instant(21),
            .updated_at = row.instant(22)};
}

Result<bool> insert_held(db::Tx& tx, const Reservation& r, std::int64_t rates_version,
                         const std::string& nights) {
    const auto phone =
        r.guest.phone ? std::optional(r.guest.phone->reveal()) : std::optional<std::string>{};
    TRY(const auto rows,
        tx.run(insert_sql, r.id, r.confirmation_code, r.property, r.room_type, r.rate_plan,
               r.stay.arrival, r.stay.departure, r.guests, r.children, r.guest.name.reveal(),
               r.guest.email.reveal(), phone, r.guest.language, r.total.amount, r.total.currency,
               r.first_night.amount, terms_of(r), r.hold, r.hold_expires_at, r.created_at,
               rates_version, nights));
    return rows == 1;
}

Result<std::optional<Reservation>> find_reservation(db::Tx& tx, const ReservationId& id) {
    return tx.first(select_sql, read_reservation, id);
}

Result<std::string> sold_nights(db::Tx& tx, const ReservationId& id) {
    TRY(auto text, tx.first(nights_sql, [](const Row& row) { return row.text(0); }, id));
    return text.value_or("");
}

Result<std::optional<Moved>> move(db::Tx& tx, const ReservationId& id, Status from, Status to) {
    must(may_become(from, to));
    if (from == Status::tentative && to == Status::confirmed)
        return tx.first(confirm_sql, read_moved, id, tx.now());
    return tx.first(move_sql, read_moved, id, name_of(from), name_of(to), tx.now());
}

Result<std::vector<Expired>> expire_due(db::Tx& tx, int limit) {
    std::vector<Expired> expired;
    if (canary::planted("hold_not_expired")) return expired;
    TRY_VOID(tx.each(
        expire_sql, [&](const Row& row) { expired.push_back(read_expired(row)); }, tx.now(),
        limit));
    return expired;
}

Result<std::vector<Expired>> expire_due_of(db::Tx& tx, const OwnNights& nights) {
    std::vector<Expired> expired;
    TRY_VOID(tx.each(
        expire_of_sql, [&](const Row& row) { expired.push_back(read_expired(row)); }, tx.now(),
        nights.room_type, nights.stay.arrival, nights.stay.departure));
    return expired;
}

Result<bool> rewrite_stay(db::Tx& tx, const Reservation& r, std::int64_t version,
                          const std::string& nights) {
    TRY(const auto rows,
        tx.run(rewrite_sql, r.id, version, r.room_type, r.rate_plan, r.stay.arrival,
               r.stay.departure, r.guests, r.children, r.total.amount, r.first_night.amount,
               terms_of(r), tx.now(), nights));
    return rows == 1;
}

Result<std::vector<PlacedHold>> live_holds(db::Tx& tx) {
    std::vector<PlacedHold> holds;
    TRY_VOID(tx.each(live_holds_sql, [&](const Row& row) {
        const Moved moved = read_moved(row);
        holds.push_back({moved.property,
                         {row.id<ReservationId>(0), moved.nights.room_type, moved.nights.stay,
                          row.instant(5)}});
    }));
    return holds;
}

Result<std::int64_t> purge_holds(db::Tx& tx, Instant before, int limit) {
    return tx.run(purge_holds_sql, before, limit);
}

Result<std::int64_t> live_hold_count(db::Tx& tx) {
    const auto number = [](const Row& row) { return row.integer(0); };
    TRY(const auto count, tx.first(live_hold_count_sql, number, tx.now()));
    return count.value_or(0);
}

Result<std::vector<Reservation>> reservations_over(db::Tx& tx, const PropertyId& property,
                                                   const OwnNights& nights, int limit) {
    constexpr int longest_stay_days = 366;  // bounds the scan of the arrival index
    std::vector<Reservation> found;
    TRY_VOID(tx.each(
        select_over, [&](const Row& row) { found.push_back(read_reservation(row)); }, property,
        nights.room_type, nights.stay.arrival, nights.stay.departure,
        nights.stay.arrival - longest_stay_days, limit));
    return found;
}

}  // namespace vacancy::hotel::store
