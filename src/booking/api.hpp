#pragma once
// The door of the booking room: commands, answers, verbs. Rights: whoever knows a confirmation code
// (70 random bits) may act on its booking, as with the key of a locker; a caller with a key of a
// tenant reaches only that tenant's bookings, and a foreign one looks like an absent one.

#include "booking/model/booking.hpp"
#include "booking/shop.hpp"

#include <optional>
#include <string>
#include <vector>

namespace vacancy::booking {

/// Who asks. A key without an account (and a guest) needs the confirmation code and nothing else.
struct Asker {
    bool staff = false;
    std::optional<AccountId> account{};
    std::optional<PropertyId> property{};
    std::string id{};    ///< of staff: who it is, for the trail
    std::string role{};  ///< agent, manager, …
};

struct SearchAvailability {
    StayRequest stay;
    bool explain = false;
};

struct BuyerPayment {
    std::string method;
    Secret token;
    Last4 card_last_four;
    Currency currency;
};

struct CreateBooking {
    Private<std::string> user_id;
    Source source = Source::web;
    StayRequest search;
    GuestDetails guest;
    BuyerPayment payment;
    std::optional<Private<std::string>> special_requests{};
    /// Tenant, principal and Idempotency-Key; empty: none was given.
    std::string request_key{};
};

struct PaymentFacts {
    std::string transaction_id{};  ///< empty: nothing was due when booking
    std::string status{};  ///< captured; authorized while the capture is being retried; none
    Money amount{};        ///< what was due when booking
};

struct Confirmed {
    Booking booking;
    PaymentFacts payment;
    Money due_at_property;
};

struct BookingView {
    Booking booking;
    std::vector<BookingEvent> history;
    PaymentFacts payment;
    Money paid;             ///< captured less refunded
    Money due_at_property;  ///< of the stay, or of the fee when it was canceled
};

struct ListBookings {
    Asker asker;
    std::optional<PropertyId> property{};
    std::optional<BookingState> state{};
    std::optional<LocalDate> arriving_from{};
    std::optional<LocalDate> arriving_until{};
    std::string after{};  ///< the cursor: the last booking id of the page before
    int limit = 50;
};

struct BookingPage {
    std::vector<Booking> items;
    std::string next{};  ///< empty: that was all
};

struct CancelBooking {
    std::string confirmation_code;
    Asker asker;
    bool quote_only = false;
    bool waives_fee = false;  ///< the desk gives the fee up; needs a reason
    std::string reason{};
    std::optional<int> expected_version{};  ///< If-Match
};

struct Cancellation {
    Booking booking;
    Money fee;
    Money refund;
    Money due;       ///< what of the fee was not paid ahead
    Money waived{};  ///< of the fee by the terms, given up by the desk
    std::string policy;
    std::optional<Instant> free_until{};
    std::string refund_status;  ///< quoted, none, refunded, pending
};

struct ModifyBooking {
    std::string confirmation_code;
    Asker asker;
    bool quote_only = false;
    std::optional<LocalDate> check_in{};
    std::optional<LocalDate> check_out{};
    std::optional<int> guests{};
    std::optional<int> children{};  ///< of the guests
    std::optional<RoomTypeId> room_type{};
    std::optional<BuyerPayment> payment{};  ///< absent: the card the booking was paid with
    std::optional<int> expected_version{};
    std::string request_key{};
};

struct Modification {
    Booking booking;  ///< as it is now; as it would be, when only quoted
    Offer offer;      ///< the new price by night
    Money old_total;
    Money difference;            ///< new less old; may be negative
    Money due_now{};             ///< charged by the change
    Money refund{};              ///< given back by the change
    Money due_at_property{};     ///< after the change
    std::string payment_status;  ///< quoted, none, captured, authorized, refunded, pending
};

Task<Result<Availability>> search_availability(Step&, Shop&, const SearchAvailability&);
/// Errors: sold_out, room_no_longer_available, price_changed, payment_declined, payment_error,
/// timeout, outcome_unknown (look_at: where the final answer will be).
Task<Result<Confirmed>> create_booking(Step&, Shop&, const CreateBooking&);
Task<Result<BookingView>> look_up_booking(Step&, Shop&, const std::string& code, const Asker&);
Task<Result<BookingPage>> list_bookings(Step&, Shop&, const ListBookings&);
/// Repeating it answers what the first one did.
Task<Result<Cancellation>> cancel_booking(Step&, Shop&, const CancelBooking&);
Task<Result<Modification>> modify_booking(Step&, Shop&, const ModifyBooking&);

}  // namespace vacancy::booking
