#include "hotel/store/desk/lists.hpp"

#include "hotel/store/desk/stays.hpp"
#include "hotel/store/reservations.hpp"

namespace vacancy::hotel::store {
namespace {

using db::Row;
using db::Sql;

// One row is one line: reservation, stay (when there is one), room number, folio.
#define GUEST_LINES                                                                               \
    "SELECT r.id, r.confirmation_code, r.property_id, r.room_type_id, r.rate_plan_id, r.arrival," \
    " r.departure, r.guests, r.children, r.guest_name, r.guest_email, r.guest_phone,"             \
    " r.guest_language, r.status, r.total_minor, r.currency, r.first_night_minor, r.terms,"       \
    " r.hold_id, r.hold_expires_at, r.version, r.created_at, r.updated_at, s.reservation_id,"     \
    " s.property_id, s.room_id, s.shares_with, s.vip_level, s.notes, s.preferences, s.company,"   \
    " s.outside_reference, s.identity_kind, s.identity_verified_by, s.keys_made, s.key_system,"   \
    " s.taken_type_id, s.checked_in_at, s.checked_out_at, s.version, s.day_use,"                  \
    " COALESCE(m.number, ''), f.id FROM reservation r"                                            \
    " LEFT JOIN stay s ON s.reservation_id = r.id LEFT JOIN room m ON m.id = s.room_id"           \
    " LEFT JOIN folio f ON f.reservation_id = r.id AND f.window_number = 1"                       \
    " WHERE r.property_id = $1"

constexpr int stay_column = 23;
constexpr int number_column = 41;
constexpr int folio_column = 42;

constexpr Sql arriving_sql{"hotel.select_arrivals", "SELECT", "reservation",
                           GUEST_LINES
                           " AND r.arrival = $2 AND r.status = 'confirmed' AND r.id > $3"
                           " ORDER BY r.id LIMIT $4"};

constexpr Sql departing_sql{"hotel.select_departures", "SELECT", "reservation",
                            GUEST_LINES
                            " AND r.departure = $2 AND r.status = 'in_house' AND r.id > $3"
                            " ORDER BY r.id LIMIT $4"};

constexpr Sql in_house_sql{"hotel.select_in_house", "SELECT", "reservation",
                           GUEST_LINES
                           " AND r.status = 'in_house' AND r.id > $2"
                           " ORDER BY r.id LIMIT $3"};

/// Who is expected, is here, or left in the last days.
constexpr Sql live_sql{
    "hotel.select_live_guests", "SELECT", "reservation",
    GUEST_LINES
    " AND (r.status IN ('confirmed', 'in_house')"
    " OR (r.status IN ('checked_out', 'no_show', 'canceled') AND r.departure >= $2))"
    " ORDER BY r.id LIMIT $3"};

#undef GUEST_LINES

constexpr Sql arrivals_sql{
    "hotel.select_rooms_arriving", "SELECT", "stay",
    "SELECT s.room_id FROM stay s JOIN reservation r ON r.id = s.reservation_id"
    " WHERE r.property_id = $1 AND r.arrival = $2 AND r.status = 'confirmed'"
    " AND s.room_id IS NOT NULL"};

constexpr Sql departures_sql{
    "hotel.select_rooms_departing", "SELECT", "stay",
    "SELECT s.room_id FROM stay s JOIN reservation r ON r.id = s.reservation_id"
    " WHERE r.property_id = $1 AND r.departure <= $2 AND r.status = 'in_house'"
    " AND s.room_id IS NOT NULL"};

constexpr Sql add_ticket_sql{
    "hotel.add_ticket", "INSERT", "desk_ticket",
    "INSERT INTO desk_ticket (id, property_id, operation, name, created_at)"
    " VALUES ($1, $2, $3, $4, $5)"};

constexpr Sql end_ticket_sql{"hotel.end_ticket", "UPDATE", "desk_ticket",
                             "UPDATE desk_ticket SET left_at = COALESCE(left_at, $3)"
                             " WHERE id = $1 AND property_id = $2"};

constexpr Sql tickets_sql{"hotel.select_tickets", "SELECT", "desk_ticket",
                          "SELECT id, property_id, operation, name, created_at FROM desk_ticket"
                          " WHERE property_id = $1 AND left_at IS NULL ORDER BY created_at, id"};

constexpr Sql lengths_sql{"hotel.count_tickets", "SELECT", "desk_ticket",
                          "SELECT property_id, count(*) FROM desk_ticket WHERE left_at IS NULL"
                          " GROUP BY property_id"};

GuestLine read_line(const Row& row) {
    GuestLine line{.reservation = read_reservation(row)};
    line.stay.reservation = line.reservation.id;
    if (!row.is_null(stay_column)) line.stay = read_stay(row, stay_column);
    line.room_number = row.text(number_column);
    if (!row.is_null(folio_column)) line.folio = row.id<FolioId>(folio_column);
    return line;
}

Result<std::vector<RoomId>> room_ids(db::Tx& tx, const Sql& sql, const PropertyId& property,
                                     LocalDate day) {
    std::vector<RoomId> ids;
    TRY_VOID(
        tx.each(sql, [&](const Row& row) { ids.push_back(row.id<RoomId>(0)); }, property, day));
    return ids;
}

}  // namespace

Result<std::vector<GuestLine>> guest_lines(db::Tx& tx, const GuestQuery& query) {
    constexpr int most_searched = 20'000;
    constexpr int days_back = 7;
    std::vector<GuestLine> lines;
    const auto take = [&](const Row& row) { lines.push_back(read_line(row)); };
    const std::string after = query.after ? query.after->text() : "";
    const int limit = query.limit + 1;
    if (query.arriving) {
        TRY_VOID(tx.each(arriving_sql, take, query.property, *query.arriving, after, limit));
    } else if (query.departing) {
        TRY_VOID(tx.each(departing_sql, take, query.property, *query.departing, after, limit));
    } else if (query.in_house) {
        TRY_VOID(tx.each(in_house_sql, take, query.property, after, limit));
    } else {
        const LocalDate since = local_date(tx.now(), "UTC") - days_back;
        TRY_VOID(tx.each(live_sql, take, query.property, since, most_searched));
    }
    return lines;
}

Result<DueRooms> due_rooms(db::Tx& tx, const PropertyId& property, LocalDate day) {
    DueRooms due;
    TRY(due.arrivals, room_ids(tx, arrivals_sql, property, day));
    TRY(due.departures, room_ids(tx, departures_sql, property, day));
    return due;
}

Result<void> add_ticket(db::Tx& tx, const Ticket& t) {
    TRY_VOID(tx.run(add_ticket_sql, t.id, t.property, t.operation, t.name.reveal(), t.created_at));
    return {};
}

Result<bool> end_ticket(db::Tx& tx, const PropertyId& property, const TicketId& ticket) {
    TRY(const auto rows, tx.run(end_ticket_sql, ticket, property, tx.now()));
    return rows == 1;
}

Result<std::vector<Ticket>> tickets(db::Tx& tx, const PropertyId& property) {
    std::vector<Ticket> waiting;
    TRY_VOID(tx.each(
        tickets_sql,
        [&](const Row& row) {
            waiting.push_back({.id = row.id<TicketId>(0),
                               .property = row.id<PropertyId>(1),
                               .operation = row.text(2),
                               .name = Private(row.text(3)),
                               .created_at = row.instant(4)});
        },
        property));
    return waiting;
}

Result<std::vector<QueueLength>> queue_lengths(db::Tx& tx) {
    std::vector<QueueLength> lengths;
    TRY_VOID(tx.each(lengths_sql, [&](const Row& row) {
        lengths.push_back({row.id<PropertyId>(0), row.integer(1)});
    }));
    return lengths;
}

}  // namespace vacancy::hotel::store
