#pragma once
// The shop's tables: booking and booking_event. Plain functions inside the caller's transaction.

#include "booking/model/booking.hpp"
#include "db/database.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace vacancy::booking::store {

/// already_exists when the same request key made a booking before.
Result<void> insert_booking(db::Tx& tx, const Booking& booking);

struct Transition {
    BookingId booking;
    BookingState from;
    BookingState to;
    std::string failure{};
};
/// One conditional statement; illegal_transition when the booking is not in `from` any more.
Result<void> change_state(db::Tx& tx, const Transition& change);

/// Confirmed → canceled with its fee; the version rises. illegal_transition or version_mismatch.
Result<void> cancel(db::Tx& tx, const Booking& booking, const Money& fee);
/// Writes stay, guests, room type, rate plan and total of a confirmed booking; the version rises.
Result<void> change_stay(db::Tx& tx, const Booking& changed);
Result<void> keep_quote(db::Tx& tx, BookingId booking, const CancelQuote& quote);

Result<std::optional<Booking>> by_id(db::Tx& tx, BookingId id);
Result<std::optional<Booking>> by_code(db::Tx& tx, std::string_view confirmation_code);
Result<std::optional<Booking>> by_request(db::Tx& tx, std::string_view request_key);

struct Filter {
    AccountId account;
    std::optional<PropertyId> property{};
    std::optional<BookingState> state{};
    std::optional<LocalDate> arriving_from{};
    std::optional<LocalDate> arriving_until{};
    std::string after{};
    int limit = 50;
};
/// In the order they were made; one more than `limit` when there are more.
Result<std::vector<Booking>> list(db::Tx& tx, const Filter& filter);

struct EventLine {
    BookingId booking;
    std::string what;
    std::string detail{};
    std::string trace_id{};
};
Result<void> append(db::Tx& tx, const EventLine& line);
/// Bookings with cards whose guests left before `departed`; nothing that changed since `quiet`.
struct CardsPastTime {
    LocalDate departed;
    Instant quiet;
    int limit = 100;
};
Result<std::vector<std::pair<BookingId, ReservationId>>> with_cards(db::Tx& tx,
                                                                    const CardsPastTime& which);
Result<void> cards_forgotten(db::Tx& tx, BookingId booking);
Result<std::vector<BookingEvent>> history(db::Tx& tx, BookingId booking);

}  // namespace vacancy::booking::store
