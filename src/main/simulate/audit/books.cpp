#include "main/simulate/audit/books.hpp"

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

}  // namespace

Result<Books> read_books(db::Database& db) {
    const auto body = [](db::Tx& tx) -> Result<Books> {
        Books books;
        TRY_VOID(read_stays(tx, books));
        TRY_VOID(read_sales(tx, books));
        TRY_VOID(tx.each(all_messages, [&](const Row& row) { count(books, row); }));
        TRY(const auto open, tx.first(open_sagas, [](const Row& row) { return row.small(0); }));
        books.open_sagas = open.value_or(0);
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
