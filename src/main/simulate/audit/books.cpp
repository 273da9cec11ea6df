#include "main/simulate/audit/books.hpp"

#include <algorithm>

namespace vacancy::simulate {
namespace {

using db::Row;
using db::Sql;

constexpr Sql changes{"simulated_changes", "SELECT", "sqlite", "SELECT total_changes()"};
constexpr Sql all_nights{
    "simulated_nights", "SELECT", "inventory_night",
    "SELECT room_type_id, night, sold, held FROM inventory_night ORDER BY room_type_id, night"};
constexpr Sql all_stays{"simulated_stays", "SELECT", "reservation",
                        "SELECT id, room_type_id, arrival, departure, status, hold_expires_at"
                        " FROM reservation ORDER BY id"};
constexpr Sql all_bookings{
    "simulated_bookings", "SELECT", "booking",
    "SELECT booking_id, COALESCE(request_key, ''), reservation_id, state, room_type_id,"
    " rate_plan_id, arrival, departure, guests, total_minor, COALESCE(cancel_fee_minor, 0),"
    " created_at, updated_at FROM booking ORDER BY booking_id"};
constexpr Sql all_payments{
    "simulated_payments", "SELECT", "payment",
    "SELECT reference, COALESCE(transaction_id, ''), status, authorized_minor, captured_minor,"
    " refunded_minor FROM payment ORDER BY payment_id"};
constexpr Sql all_messages{"simulated_messages", "SELECT", "outbox",
                           "SELECT channel, subject, topic, state FROM outbox ORDER BY id"};
constexpr Sql open_sagas{"simulated_sagas", "SELECT", "saga",
                         "SELECT COUNT(*) FROM saga WHERE finished = 0"};

constexpr Sql all_folios{
    "simulated_folios", "SELECT", "folio",
    "SELECT f.reservation_id, f.status,"
    " COALESCE(SUM(CASE WHEN p.kind IN ('charge', 'correction', 'allowance')"
    " THEN l.amount_minor ELSE 0 END), 0), COALESCE(SUM(l.amount_minor), 0),"
    " (SELECT COUNT(*) FROM outbox o WHERE o.topic = 'folio.receipt' AND o.subject = f.id)"
    " FROM folio f LEFT JOIN posting_line l ON l.folio_id = f.id"
    " LEFT JOIN posting p ON p.id = l.posting_id"
    " GROUP BY f.id, f.reservation_id, f.status ORDER BY f.id"};
constexpr Sql all_claims{"simulated_claims", "SELECT", "room_night",
                         "SELECT n.reservation_id, r.number, COUNT(*) FROM room_night n"
                         " JOIN room r ON r.id = n.room_id WHERE n.reservation_id IS NOT NULL"
                         " GROUP BY n.reservation_id, r.number ORDER BY n.reservation_id"};
constexpr Sql all_given{"simulated_given", "SELECT", "stay",
                        "SELECT s.reservation_id, r.number FROM stay s"
                        " JOIN room r ON r.id = s.room_id ORDER BY s.reservation_id"};
constexpr Sql all_rooms{"simulated_rooms", "SELECT", "room",
                        "SELECT number, occupied, housekeeping FROM room ORDER BY number"};
constexpr Sql unbalanced{"simulated_unbalanced", "SELECT", "posting_line",
                         "SELECT COUNT(*) FROM (SELECT posting_id FROM posting_line"
                         " GROUP BY posting_id HAVING SUM(amount_minor) <> 0) AS unbalanced"};
constexpr Sql open_letters{"simulated_letters", "SELECT", "interface_letter",
                           "SELECT COUNT(*) FROM interface_letter"};
constexpr Sql busy_stays{"simulated_busy", "SELECT", "stay",
                         "SELECT COUNT(*) FROM stay WHERE busy_with <> ''"};

constexpr Sql date_of{"simulated_date", "SELECT", "property", "SELECT business_date FROM property"};
constexpr Sql night_postings{
    "simulated_night_postings", "SELECT", "posting",
    "SELECT p.reference, SUM(l.amount_minor) FROM posting p JOIN posting_line l"
    " ON l.posting_id = p.id WHERE l.folio_id IS NOT NULL AND"
    " (p.reference LIKE 'night:%' OR p.reference LIKE 'no_show:%') GROUP BY p.id, p.reference"
    " ORDER BY p.reference, p.id"};
constexpr Sql closed_days{"simulated_closed_days", "SELECT", "night_audit",
                          "SELECT business_date, report FROM night_audit WHERE state = 'closed'"
                          " ORDER BY business_date"};
constexpr Sql earned{"simulated_earned", "SELECT", "posting_line",
                     "SELECT p.business_date, -SUM(l.amount_minor) FROM posting p"
                     " JOIN posting_line l ON l.posting_id = p.id"
                     " WHERE l.account LIKE 'revenue:%' OR l.account LIKE 'tax:%'"
                     " GROUP BY p.business_date ORDER BY p.business_date"};

StayDates stay_in(const Row& row, int column) {
    return {.arrival = row.date(column), .departure = row.date(column + 1)};
}

Result<void> read_stays(db::Tx& tx, Books& books) {
    TRY_VOID(tx.each(all_nights, [&](const Row& row) {
        books.nights.push_back({row.text(0), row.date(1), row.small(2), row.small(3)});
    }));
    return tx.each(all_stays, [&](const Row& row) {
        books.stays.push_back(
            {row.text(0), row.text(1), stay_in(row, 2), row.text(4), row.instant(5)});
    });
}

Result<void> read_sales(db::Tx& tx, Books& books) {
    TRY_VOID(tx.each(all_bookings, [&](const Row& row) {
        books.bookings.push_back({.id = row.text(0),
                                  .key = row.text(1),
                                  .reservation = row.text(2),
                                  .state = row.text(3),
                                  .type = row.text(4),
                                  .plan = row.text(5),
                                  .stay = stay_in(row, 6),
                                  .guests = row.small(8),
                                  .total = row.integer(9),
                                  .fee = row.integer(10),
                                  .created_at = row.instant(11),
                                  .updated_at = row.instant(12)});
    }));
    return tx.each(all_payments, [&](const Row& row) {
        books.payments.push_back({row.text(0), row.text(1), row.text(2), row.integer(3),
                                  row.integer(4), row.integer(5)});
    });
}

void count(Books& books, const Row& row) {
    const bool is_open = row.text_view(3) == "waiting";
    const bool is_dead = row.text_view(3) == "dead";
    books.open_messages += is_open ? 1 : 0;
    books.dead_messages += is_dead ? 1 : 0;
    books.partner_events += row.text_view(0) == "webhook" ? 1 : 0;
    if (row.text_view(0) != "mail") return;
    MessageCount& mails = books.mails[row.text(1)];
    ++mails.all;
    mails.open += is_open ? 1 : 0;
    mails.dead += is_dead ? 1 : 0;
    mails.confirmations += row.text_view(2).ends_with(".confirmed") ? 1 : 0;
}

Result<int> counted(db::Tx& tx, const Sql& sql) {
    TRY(const auto count, tx.first(sql, [](const Row& row) { return row.small(0); }));
    return count.value_or(0);
}

Result<void> read_desk(db::Tx& tx, Books& books) {
    TRY_VOID(tx.each(all_folios, [&](const Row& row) {
        books.folios[row.text(0)] = {.is_open = row.text_view(1) == "open",
                                     .charges = row.integer(2),
                                     .balance = row.integer(3),
                                     .receipts = row.small(4)};
    }));
    TRY_VOID(
        tx.each(all_claims, [&](const Row& row) { books.claims[row.text(0)] += row.small(2); }));
    TRY_VOID(tx.each(all_given, [&](const Row& row) { books.room_of[row.text(0)] = row.text(1); }));
    TRY_VOID(tx.each(all_rooms, [&](const Row& row) {
        books.rooms.push_back({row.text(0), row.boolean(1), row.text(2)});
    }));
    TRY(books.unbalanced_postings, counted(tx, unbalanced));
    TRY(books.busy_stays, counted(tx, busy_stays));
    TRY(books.open_letters, counted(tx, open_letters));
    return {};
}

/// "night:RESERVATION:DATE" or "no_show:RESERVATION".
NightPosting night_posting(const Row& row) {
    const std::string reference = row.text(0);
    const auto id = reference.find(':') + 1;
    const auto date = std::min(reference.find(':', id), reference.size());
    return {.reservation = reference.substr(id, date - id),
            .night = date < reference.size() ? reference.substr(date + 1, 10) : "",
            .amount = row.integer(1)};
}

Result<void> read_nights(db::Tx& tx, Books& books) {
    TRY_VOID(tx.each(date_of, [&](const Row& row) { books.business_date = row.date(0); }));
    TRY_VOID(tx.each(closed_days, [&](const Row& row) {
        books.closed_days.push_back({row.date(0), row.text(1)});
    }));
    TRY_VOID(tx.each(night_postings,
                     [&](const Row& row) { books.night_postings.push_back(night_posting(row)); }));
    return tx.each(earned, [&](const Row& row) { books.earned[row.date(0)] = row.integer(1); });
}

}  // namespace

Result<Books> read_books(db::Database& db) {
    const auto body = [](db::Tx& tx) -> Result<Books> {
        Books books;
        TRY_VOID(read_stays(tx, books));
        TRY_VOID(read_sales(tx, books));
        TRY_VOID(tx.each(all_messages, [&](const Row& row) { count(books, row); }));
        TRY_VOID(read_desk(tx, books));
        TRY_VOID(read_nights(tx, books));
        TRY(books.open_sagas, counted(tx, open_sagas));
        return books;
    };
    Step step = Step::silent();
    return db.read_now(step, body);
}

Result<std::int64_t> count_changes(db::Database& db) {
    const auto body = [](db::Tx& tx) -> Result<std::int64_t> {
        TRY(const auto count, tx.first(changes, [](const Row& row) { return row.integer(0); }));
        return count.value_or(0);
    };
    Step step = Step::silent();
    return db.read_now(step, body);
}

}  // namespace vacancy::simulate
