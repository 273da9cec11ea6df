#include "booking/store/bookings.hpp"

#include "db/later.hpp"

namespace vacancy::booking::store {
namespace {

constexpr db::Sql insert_booking_sql{
    "booking.insert_booking", "INSERT", "booking",
    "INSERT INTO booking (booking_id, confirmation_code, reservation_id, account_id, property_id, "
    "room_type_id, rate_plan_id, room_type_name, rate_plan_name, meal_plan, arrival, departure, "
    "guests, total_minor, currency, state, version, source, user_id, guest_name, guest_email, "
    "guest_phone, language, special_requests, cancellation_policy, free_cancellation_until, "
    "request_key, request_print, failure, trace_id, created_at, updated_at, deposit_minor, "
    "children, "
    "agreed_rate_minor) VALUES ($1, $2, $3, "
    "$4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, "
    "$23, $24, $25, $26, $27, $28, '', $29, $30, $30, $31, $32, $33)"};

constexpr db::Sql change_state_sql{"booking.change_state", "UPDATE", "booking",
                                   "UPDATE booking SET state = $3, failure = $4, updated_at = $5 "
                                   "WHERE booking_id = $1 AND state = $2"};

constexpr db::Sql cancel_sql{
    "booking.cancel", "UPDATE", "booking",
    "UPDATE booking SET state = 'canceled', version = version + 1, cancel_fee_minor = $3, "
    "updated_at = $4 WHERE booking_id = $1 AND version = $2 AND state = 'confirmed'"};

constexpr db::Sql change_stay_sql{
    "booking.change_stay", "UPDATE", "booking",
    "UPDATE booking SET arrival = $3, departure = $4, guests = $5, room_type_id = $6, "
    "rate_plan_id = $7, room_type_name = $8, rate_plan_name = $9, meal_plan = $10, "
    "total_minor = $11, cancellation_policy = $12, free_cancellation_until = $13, "
    "cancel_quote_minor = NULL, cancel_quote_until = NULL, version = version + 1, "
    "deposit_minor = $14, children = $15, agreed_rate_minor = $16, "
    "updated_at = $17 WHERE booking_id = $1 AND version = $2 AND state = 'confirmed'"};

constexpr db::Sql keep_quote_sql{
    "booking.keep_quote", "UPDATE", "booking",
    "UPDATE booking SET cancel_quote_minor = $2, cancel_quote_until = $3 WHERE booking_id = $1"};

#define BOOKING_COLUMNS                                                                       \
    "SELECT booking_id, confirmation_code, reservation_id, account_id, property_id, "         \
    "room_type_id, "                                                                          \
    "rate_plan_id, room_type_name, rate_plan_name, meal_plan, arrival, departure, guests, "   \
    "total_minor, currency, state, version, source, user_id, guest_name, guest_email, "       \
    "guest_phone, language, special_requests, cancellation_policy, free_cancellation_until, " \
    "cancel_quote_minor, cancel_quote_until, cancel_fee_minor, request_key, request_print, "  \
    "failure, trace_id, created_at, updated_at, deposit_minor, children, agreed_rate_minor "  \
    "FROM booking "

constexpr db::Sql by_id_sql{"booking.by_id", "SELECT", "booking",
                            BOOKING_COLUMNS "WHERE booking_id = $1"};
constexpr db::Sql by_code_sql{"booking.by_code", "SELECT", "booking",
                              BOOKING_COLUMNS "WHERE confirmation_code = $1"};
constexpr db::Sql by_request_sql{"booking.by_request", "SELECT", "booking",
                                 BOOKING_COLUMNS "WHERE request_key = $1"};
// An empty text stands for "any".
constexpr db::Sql list_sql{
    "booking.list", "SELECT", "booking",
    BOOKING_COLUMNS
    "WHERE account_id = $1 AND booking_id > $2 AND ($3 = '' OR property_id = $3) AND ($4 = '' OR "
    "state = $4) AND ($5 = '' OR arrival >= $5) AND ($6 = '' OR arrival <= $6) "
    "ORDER BY booking_id LIMIT $7"};
#undef BOOKING_COLUMNS

constexpr db::Sql append_sql{
    "booking.append_event", "INSERT", "booking_event",
    "INSERT INTO booking_event (booking_id, seq, what, detail, trace_id, at) VALUES ($1, "
    "(SELECT COALESCE(MAX(seq), 0) + 1 FROM booking_event WHERE booking_id = $1), $2, $3, $4, $5)"};

constexpr db::Sql with_cards_sql{
    "booking.with_cards", "SELECT", "booking",
    "SELECT booking_id, reservation_id FROM booking WHERE has_cards = 1 AND departure < $1 "
    "AND updated_at < $2 AND state <> 'pending' ORDER BY departure LIMIT $3"};

constexpr db::Sql cards_forgotten_sql{"booking.cards_forgotten", "UPDATE", "booking",
                                      "UPDATE booking SET has_cards = 0 WHERE booking_id = $1"};

constexpr db::Sql history_sql{
    "booking.history", "SELECT", "booking_event",
    "SELECT seq, what, detail, trace_id, at FROM booking_event WHERE booking_id = $1 ORDER BY seq"};

std::optional<Private<std::string>> private_text(const db::Row& row, int column) {
    if (row.is_null(column)) return std::nullopt;
    return Private(row.text(column));
}

std::optional<std::string> revealed(const std::optional<Private<std::string>>& text) {
    if (!text) return std::nullopt;
    return text->reveal();
}

std::optional<std::int64_t> agreed_minor(const Booking& booking) {
    if (!booking.agreed_rate) return std::nullopt;
    return booking.agreed_rate->amount;
}

Source source_in(std::string_view name) {
    if (name == "mobile") return Source::mobile;
    return name == "api" ? Source::api : Source::web;
}

void read_terms(const db::Row& row, Booking& booking) {
    const Currency currency = booking.total.currency;
    booking.cancellation_policy = row.text(24);
    booking.free_cancellation_until = row.optional_instant(25);
    if (!row.is_null(26))
        booking.cancel_quote = CancelQuote{.fee = {.amount = row.integer(26), .currency = currency},
                                           .valid_until = row.instant(27)};
    if (!row.is_null(28))
        booking.cancel_fee = Money{.amount = row.integer(28), .currency = currency};
    booking.request_key = row.optional_text(29).value_or("");
    booking.request_print = row.text(30);
    booking.failure = row.text(31);
    booking.trace_id = row.text(32);
    booking.created_at = row.instant(33);
    booking.updated_at = row.instant(34);
    booking.deposit = {.amount = row.integer(35), .currency = currency};
    booking.children = row.small(36);
    if (!row.is_null(37))
        booking.agreed_rate = Money{.amount = row.integer(37), .currency = currency};
}

Booking booking_in(const db::Row& row) {
    Booking booking;
    booking.id = row.id<BookingId>(0);
    booking.confirmation_code = row.text(1);
    booking.reservation = row.id<ReservationId>(2);
    booking.account = row.id<AccountId>(3);
    booking.property = row.id<PropertyId>(4);
    booking.room_type = row.id<RoomTypeId>(5);
    booking.rate_plan = row.id<RatePlanId>(6);
    booking.room_type_name = row.text(7);
    booking.rate_plan_name = row.text(8);
    booking.meal_plan = row.text(9);
    booking.stay = {.arrival = row.date(10), .departure = row.date(11)};
    booking.guests = row.small(12);
    booking.total = row.money(13, 14);
    const auto state = parse_state(row.text_view(15));
    must(state.has_value());
    booking.state = *state;
    booking.version = row.small(16);
    booking.source = source_in(row.text_view(17));
    booking.user_id = Private(row.text(18));
    booking.guest_name = Private(row.text(19));
    booking.guest_email = Private(row.text(20));
    booking.guest_phone = private_text(row, 21);
    booking.language = row.text(22);
    booking.special_requests = private_text(row, 23);
    read_terms(row, booking);
    return booking;
}

/// Nothing changed: it is in another state, or somebody else was faster.
Result<void> refused(db::Tx& tx, const Booking& booking) {
    TRY(const auto now, by_id(tx, booking.id));
    if (!now) return fail(ErrorCode::booking_not_found);
    if (now->state != BookingState::confirmed) return fail(ErrorCode::illegal_transition);
    return fail(ErrorCode::version_mismatch);
}

}  // namespace

Result<void> insert_booking(db::Tx& tx, const Booking& b) {
    const auto request = b.request_key.empty() ? std::nullopt : std::optional(b.request_key);
    return db::later(
        tx, {}, insert_booking_sql, b.id, b.confirmation_code, b.reservation, b.account, b.property,
        b.room_type, b.rate_plan, b.room_type_name, b.rate_plan_name, b.meal_plan, b.stay.arrival,
        b.stay.departure, b.guests, b.total.amount, b.total.currency, name_of(b.state), b.version,
        name_of(b.source), b.user_id.reveal(), b.guest_name.reveal(), b.guest_email.reveal(),
        revealed(b.guest_phone), b.language, revealed(b.special_requests), b.cancellation_policy,
        b.free_cancellation_until, request, b.request_print, b.trace_id, tx.now(), b.deposit.amount,
        b.children, agreed_minor(b));
}

Result<void> change_state(db::Tx& tx, const Transition& change) {
    if (!may_become(change.from, change.to)) return fail(ErrorCode::illegal_transition);
    const db::Exactly one{.rows = 1, .otherwise = ErrorCode::illegal_transition};
    return db::later(tx, one, change_state_sql, change.booking, name_of(change.from),
                     name_of(change.to), change.failure, tx.now());
}

Result<void> cancel(db::Tx& tx, const Booking& booking, const Money& fee) {
    TRY(const auto rows, tx.run(cancel_sql, booking.id, booking.version, fee.amount, tx.now()));
    if (rows == 1) return {};
    return refused(tx, booking);
}

Result<void> change_stay(db::Tx& tx, const Booking& b) {
    TRY(const auto rows,
        tx.run(change_stay_sql, b.id, b.version, b.stay.arrival, b.stay.departure, b.guests,
               b.room_type, b.rate_plan, b.room_type_name, b.rate_plan_name, b.meal_plan,
               b.total.amount, b.cancellation_policy, b.free_cancellation_until, b.deposit.amount,
               b.children, agreed_minor(b), tx.now()));
    if (rows == 1) return {};
    return refused(tx, b);
}

Result<void> keep_quote(db::Tx& tx, BookingId booking, const CancelQuote& quote) {
    TRY_VOID(tx.run(keep_quote_sql, booking, quote.fee.amount, quote.valid_until));
    return {};
}

Result<std::optional<Booking>> by_id(db::Tx& tx, BookingId id) {
    return tx.first(by_id_sql, booking_in, id);
}

Result<std::optional<Booking>> by_code(db::Tx& tx, std::string_view confirmation_code) {
    return tx.first(by_code_sql, booking_in, confirmation_code);
}

Result<std::optional<Booking>> by_request(db::Tx& tx, std::string_view request_key) {
    return tx.first(by_request_sql, booking_in, request_key);
}

Result<std::vector<Booking>> list(db::Tx& tx, const Filter& filter) {
    const auto text = [](const auto& value) { return value ? value->text() : std::string{}; };
    const std::string state = filter.state ? std::string(name_of(*filter.state)) : std::string{};
    std::vector<Booking> found;
    TRY_VOID(tx.each(
        list_sql, [&](const db::Row& row) { found.push_back(booking_in(row)); }, filter.account,
        filter.after, text(filter.property), state, text(filter.arriving_from),
        text(filter.arriving_until), filter.limit + 1));
    return found;
}

Result<void> append(db::Tx& tx, const EventLine& line) {
    return db::later(tx, {}, append_sql, line.booking, line.what, line.detail, line.trace_id,
                     tx.now());
}

Result<std::vector<std::pair<BookingId, ReservationId>>> with_cards(db::Tx& tx,
                                                                    const CardsPastTime& which) {
    std::vector<std::pair<BookingId, ReservationId>> found;
    TRY_VOID(tx.each(
        with_cards_sql,
        [&](const db::Row& row) {
            found.emplace_back(row.id<BookingId>(0), row.id<ReservationId>(1));
        },
        which.departed, which.quiet, which.limit));
    return found;
}

Result<void> cards_forgotten(db::Tx& tx, BookingId booking) {
    TRY_VOID(tx.run(cards_forgotten_sql, booking));
    return {};
}

Result<std::vector<BookingEvent>> history(db::Tx& tx, BookingId booking) {
    std::vector<BookingEvent> events;
    TRY_VOID(tx.each(
        history_sql,
        [&](const db::Row& row) {
            events.push_back({.seq = row.small(0),
                              .what = row.text(1),
                              .detail = row.text(2),
                              .trace_id = row.text(3),
                              .at = row.instant(4)});
        },
        booking));
    return events;
}

}  // namespace vacancy::booking::store
