#pragma once
// Booking: what a buyer made in one go, as this room remembers it, and the states it may pass
// through. Plain values; whoever loads one owns it.

#include "base/guarded.hpp"
#include "base/id.hpp"
#include "base/money.hpp"
#include "base/time.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace vacancy::booking {

/// `pending` holds a room and waits for its payment; `failed` gave everything back.
enum class BookingState : std::uint8_t { pending, confirmed, canceled, failed };
[[nodiscard]] std::string_view name_of(BookingState state);
[[nodiscard]] std::optional<BookingState> parse_state(std::string_view name);

/// pending → confirmed | failed, confirmed → canceled; a change of dates keeps `confirmed`.
[[nodiscard]] bool may_become(BookingState from, BookingState to);

enum class Source : std::uint8_t { web, mobile, api };
[[nodiscard]] std::string_view name_of(Source source);

/// The fee a guest was told for canceling, kept for a while so that it is the fee that is charged.
struct CancelQuote {
    Money fee;
    Instant valid_until;
};

struct Booking {
    BookingId id;
    std::string confirmation_code;
    ReservationId reservation;
    AccountId account;
    PropertyId property;
    RoomTypeId room_type;
    RatePlanId rate_plan;
    std::string room_type_name;
    std::string rate_plan_name;
    std::string meal_plan;
    StayDates stay;
    int guests = 1;
    int children = 0;                    ///< of the guests
    std::optional<Money> agreed_rate{};  ///< a night, in place of the plan's prices
    Money total;
    Money deposit;  ///< paid when booking or changing; the rest is due at the property
    BookingState state = BookingState::pending;
    int version = 1;  ///< rises with every change; the calendar's SEQUENCE is one less
    Source source = Source::web;
    Private<std::string> user_id;
    Private<std::string> guest_name;
    Private<std::string> guest_email;
    std::optional<Private<std::string>> guest_phone{};
    std::string language = "en";
    std::optional<Private<std::string>> special_requests{};
    std::string cancellation_policy;
    std::optional<Instant> free_cancellation_until{};
    std::optional<CancelQuote> cancel_quote{};
    std::optional<Money> cancel_fee{};  ///< what canceling cost
    std::string request_key;    ///< tenant, principal and Idempotency-Key; empty: none was given
    std::string request_print;  ///< what was asked with that key
    std::string failure;        ///< the code of the error that ended it; empty unless failed
    std::string trace_id;       ///< of the request that made it
    Instant created_at{};
    Instant updated_at{};
};

/// One line of a booking's history; append-only.
struct BookingEvent {
    int seq = 0;
    std::string what;  ///< held, confirmed, captured, canceled, modified, failed
    std::string detail;
    std::string trace_id;
    Instant at{};
};

/// 64 bits of FNV-1a in hex: tells two request bodies apart; no secret depends on it.
[[nodiscard]] std::string print_of(std::string_view text);

/// What is owed at the property: the rest of the stay, or of the fee that canceling cost. Never
/// negative.
[[nodiscard]] Money due_at_property(const Booking& booking, const Money& paid);

/// What comes back of `paid` when canceling costs `fee`, and what of the fee is not paid yet. One
/// of the two is zero.
struct Settlement {
    Money fee;
    Money refund;
    Money due;
};
[[nodiscard]] Settlement settle(const Money& paid, const Money& fee);

}  // namespace vacancy::booking
