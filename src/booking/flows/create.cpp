#include "booking/api.hpp"
#include "booking/flows/deadline.hpp"
#include "booking/flows/find.hpp"
#include "booking/flows/sagas/create_saga.hpp"
#include "booking/store/bookings.hpp"
#include "saga/runner.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace vacancy::booking {
namespace {

Task<Result<Availability>> check_availability(Step& step, Shop& shop, const StayRequest& stay) {
    step.set(attr::booking_check_in, stay.stay.arrival.text());
    step.set(attr::booking_check_out, stay.stay.departure.text());
    step.set(attr::booking_guests, stay.guests);
    step.set(attr::booking_property_id, stay.property.text());
    auto found = co_await in_time(shop.timers, shop.step_deadline,
                                  shop.supplier.availability(step, stay, false));
    if (found) step.set(attr::booking_available_count, found->offers.size());
    co_return found;
}

Task<Result<Offer>> calculate_price(Step& step, Shop& shop, const StayRequest& stay) {
    step.set(attr::booking_property_id, stay.property.text());
    auto offer = co_await in_time(shop.timers, shop.step_deadline, shop.supplier.price(step, stay));
    if (!offer) co_return offer;
    step.set(attr::booking_total_price, major_units(offer->total));
    step.set(attr::payment_currency, offer->total.currency.code());
    co_return offer;
}

/// Offers come cheapest first; who named a room type or a rate plan gets that or nothing.
const Offer* choose(const Availability& found, const StayRequest& wanted) {
    const auto fits = [&](const Offer& offer) {
        return offer.rooms_left > 0 &&
               (!wanted.room_type || *wanted.room_type == offer.room_type) &&
               (!wanted.rate_plan || *wanted.rate_plan == offer.rate_plan);
    };
    const auto at = std::ranges::find_if(found.offers, fits);
    return at == found.offers.end() ? nullptr : &*at;
}

std::string print_of_request(const CreateBooking& c) {
    const auto id = [](const auto& value) { return value ? value->text() : std::string{}; };
    std::string text = fmt::format(
        "{}|{}|{}|{}|{}|{}|{}|{}|{}|{}|{}|{}", c.user_id.reveal(), name_of(c.source),
        c.search.property.text(), c.search.stay.arrival.text(), c.search.stay.departure.text(),
        c.search.guests, id(c.search.room_type), id(c.search.rate_plan), c.guest.name.reveal(),
        c.guest.email.reveal(), c.payment.method, c.payment.currency.code());
    if (c.search.children != 0) text += fmt::format("|{}", c.search.children);
    return print_of(text);
}

Booking new_booking(const Shop& shop, const CreateBooking& command, const Offer& offer) {
    const Instant now = shop.clock.now();
    Booking b;
    b.id = BookingId::make(now);
    b.confirmation_code = make_confirmation_code();
    b.reservation = ReservationId::make(now);
    b.account = offer.account;
    b.property = command.search.property;
    b.room_type = offer.room_type;
    b.rate_plan = offer.rate_plan;
    b.room_type_name = offer.room_type_name;
    b.rate_plan_name = offer.rate_plan_name;
    b.meal_plan = offer.meal_plan;
    b.stay = command.search.stay;
    b.guests = command.search.guests;
    b.children = command.search.children;
    b.agreed_rate = command.search.agreed_rate;
    b.total = offer.total;
    b.deposit = offer.due_at_booking.value_or(offer.total);
    b.source = command.source;
    b.user_id = command.user_id;
    b.guest_name = command.guest.name;
    b.guest_email = command.guest.email;
    b.guest_phone = command.guest.phone;
    b.language = command.guest.language;
    b.special_requests = command.special_requests;
    b.cancellation_policy = offer.cancellation_policy;
    b.free_cancellation_until = offer.free_cancellation_until;
    b.request_key = command.request_key;
    b.request_print = print_of_request(command);
    b.created_at = now;
    b.updated_at = now;
    return b;
}

Attempt new_attempt(const Shop& shop, Booking booking, const BuyerPayment& buyer) {
    const Instant now = shop.clock.now();
    Attempt attempt;
    attempt.journal = saga::Journal(
        {.id = SagaId::make(now), .kind = {}, .key = booking.confirmation_code, .state = {}});
    attempt.payment = {
        .id = PaymentId::make(now),
        .reference = booking.reservation.text(),
        .means = {.method = buyer.method, .token = buyer.token, .last4 = buyer.card_last_four},
        .amount = booking.deposit};
    attempt.booking = std::move(booking);
    return attempt;
}

Error unknown_outcome(const Booking& booking) {
    return {.code = ErrorCode::outcome_unknown,
            .detail = "The booking is being settled; look there for its end",
            .retry_after_s = 5,
            .look_at = look_at(booking)};
}

/// What the buyer is told when the saga came back, or does not know yet.
Error verdict(const Attempt& attempt, const saga::Outcome& outcome) {
    const bool refused =
        attempt.why.kind() == ErrorKind::declined || attempt.why.kind() == ErrorKind::conflict;
    if (!outcome.at_rest && !refused) return unknown_outcome(attempt.booking);
    // The same as the booking says to whoever asks again.
    if (attempt.turned || outcome.undone > 0) return attempt.why;
    return outcome.failure.value_or(Error{.code = ErrorCode::confirmation_failed, .detail = {}});
}

Task<Result<Offer>> find_offer(Step& step, Shop& shop, const CreateBooking& command) {
    CO_TRY(const Availability found, co_await step.run(span::booking_check_availability,
                                                       check_availability, shop, command.search));
    const Offer* offer = choose(found, command.search);
    if (offer == nullptr) co_return fail(ErrorCode::sold_out);
    StayRequest exact = command.search;
    exact.room_type = offer->room_type;
    exact.rate_plan = offer->rate_plan;
    CO_TRY(Offer priced,
           co_await step.run(span::booking_calculate_price, calculate_price, shop, exact));
    if (priced.total.currency != command.payment.currency)
        co_return std::unexpected(Error{
            .code = ErrorCode::invalid_request,
            .detail = {},
            .fields = {{"/payment/currency", "invalid",
                        fmt::format("the stay is sold in {}", priced.total.currency.code())}}});
    co_return priced;
}

PaymentFacts told_of(const Attempt& attempt, const saga::Outcome& outcome) {
    PaymentFacts facts{.status = "none", .amount = attempt.booking.deposit};
    if (facts.amount.is_zero()) return facts;
    facts.transaction_id = attempt.payment.transaction_id;
    facts.status = outcome.done && attempt.captured ? "captured" : "authorized";
    return facts;
}

Task<Result<Confirmed>> attempt_booking(Step& step, Shop& shop, const CreateBooking& command,
                                        bool& timed_out) {
    CO_TRY(const Offer offer, co_await find_offer(step, shop, command));
    Booking booking = new_booking(shop, command, offer);
    booking.trace_id = step.context().trace_id.text();
    Attempt attempt = new_attempt(shop, std::move(booking), command.payment);
    attempt.stay = command.search;
    attempt.stay.room_type = offer.room_type;
    attempt.stay.rate_plan = offer.rate_plan;
    const saga::Outcome outcome = co_await saga::run(step, shop, attempt, create_table());
    timed_out = attempt.turned && attempt.why.code == ErrorCode::timeout;
    if (!outcome.done && !outcome.pivoted) co_return std::unexpected(verdict(attempt, outcome));
    attempt.booking.state = BookingState::confirmed;
    step.set(attr::booking_confirmation_code, Private(attempt.booking.confirmation_code));
    co_return Confirmed{.booking = attempt.booking,
                        .payment = told_of(attempt, outcome),
                        .due_at_property = attempt.booking.total - attempt.booking.deposit};
}

/// A deadline in any step makes the attempt a timeout, also when its end is not known yet.
std::string_view status_of(const Result<Confirmed>& outcome, bool timed_out) {
    if (outcome) return "success";
    return timed_out || outcome.error().code == ErrorCode::timeout ? "timeout" : "failed";
}

/// booking.create with its status, counted once whatever happens.
Task<Result<Confirmed>> counted(Step& step, Shop& shop, const CreateBooking& command) {
    const std::string_view source = name_of(command.source);
    step.set(attr::booking_user_id, command.user_id);
    step.set(attr::booking_source, source);
    try {
        bool timed_out = false;
        auto outcome = co_await attempt_booking(step, shop, command, timed_out);
        const std::string_view status = status_of(outcome, timed_out);
        step.set(attr::booking_status, status);
        step.count(metric::booking_attempts, {status, source});
        co_return outcome;
    } catch (...) {
        step.set(attr::booking_status, "failed");
        step.count(metric::booking_attempts, {"failed", source});
        throw;
    }
}

struct Earlier {
    Booking booking;
    PaymentFacts payment;
    Money paid;
};

Task<Result<std::optional<Earlier>>> find_earlier(Step& step, Shop& shop,
                                                  const CreateBooking& command) {
    const auto body = [&](db::Tx& tx) -> Result<std::optional<Earlier>> {
        TRY(auto booking, store::by_request(tx, command.request_key));
        if (!booking) return std::nullopt;
        TRY(const auto payments, payments::payments_of(tx, booking->reservation.text()));
        const Currency currency = booking->total.currency;
        return Earlier{.booking = std::move(*booking),
                       .payment = facts_of(payments, currency),
                       .paid = payments::kept_of(payments, currency)};
    };
    co_return co_await shop.db.read(step, body);
}

/// The end of an earlier request with the same key.
Result<Confirmed> answer_again(Earlier earlier, const CreateBooking& command) {
    if (earlier.booking.request_print != print_of_request(command))
        return fail(ErrorCode::idempotency_key_reused);
    switch (earlier.booking.state) {
        case BookingState::pending: return std::unexpected(unknown_outcome(earlier.booking));
        case BookingState::failed:
            return fail(code_named(earlier.booking.failure, ErrorCode::confirmation_failed));
        case BookingState::confirmed:
        case BookingState::canceled: break;
    }
    const Money due = due_at_property(earlier.booking, earlier.paid);
    return Confirmed{.booking = std::move(earlier.booking),
                     .payment = std::move(earlier.payment),
                     .due_at_property = due};
}

}  // namespace

Task<Result<Confirmed>> create_booking(Step& step, Shop& shop, const CreateBooking& command) {
    const bool repeatable = !command.request_key.empty();
    if (repeatable) {
        CO_TRY(auto earlier, co_await find_earlier(step, shop, command));
        if (earlier) co_return answer_again(std::move(*earlier), command);
    }
    auto outcome = co_await step.run(span::booking_create, counted, shop, command);
    // Two with the same key at once: the other one was faster.
    if (repeatable && !outcome && outcome.error().code == ErrorCode::already_exists) {
        CO_TRY(auto earlier, co_await find_earlier(step, shop, command));
        if (earlier) co_return answer_again(std::move(*earlier), command);
    }
    co_return outcome;
}

}  // namespace vacancy::booking
