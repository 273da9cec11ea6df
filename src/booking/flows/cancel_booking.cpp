#include "base/canary.hpp"
#include "booking/flows/find.hpp"
#include "booking/flows/sagas/cancel.hpp"
#include "booking/store/bookings.hpp"
#include "saga/runner.hpp"

namespace vacancy::booking {
namespace {

/// What canceling cost when it was done, whoever asks again.
Task<Result<Cancellation>> answer_again(Step& step, Shop& shop, Found found) {
    const std::string reference = found.booking.reservation.text();
    const auto body = [&](db::Tx& tx) { return payments::refunds_of(tx, reference); };
    CO_TRY(const auto refunds, co_await shop.db.read(step, body));
    const Currency currency = found.booking.total.currency;
    const Money nothing{.amount = 0, .currency = currency};
    const Money kept = payments::kept_of(found.payments, currency);
    Money refund = nothing;
    bool pending = false;
    for (const payments::Refund& each : refunds) {
        if (each.purpose != "cancel") continue;
        refund = refund + each.amount;
        pending = pending || !each.done;
    }
    co_return Cancellation{
        .booking = found.booking,
        .fee = found.booking.cancel_fee.value_or(nothing),
        .refund = refund,
        .due = due_at_property(found.booking, kept),
        .waived = nothing,
        .policy = found.booking.cancellation_policy,
        .free_until = found.booking.free_cancellation_until,
        .refund_status = refund.is_zero() ? "none" : (pending ? "pending" : "refunded")};
}

Task<Result<Cancellation>> quote(Step& step, Shop& shop, const Found& found, bool waives_fee) {
    const Booking& booking = found.booking;
    CO_TRY(const CancelTerms terms, co_await shop.supplier.cancel_terms(step, booking.reservation));
    const auto& kept = booking.cancel_quote;
    const bool honored = kept && shop.clock.now() < kept->valid_until;
    const Money paid = payments::kept_of(found.payments, booking.total.currency);
    const Money by_terms = honored ? kept->fee : terms.fee;
    const Money nothing{.amount = 0, .currency = by_terms.currency};
    const Settlement settlement = settle(paid, waives_fee ? nothing : by_terms);
    co_return Cancellation{
        .booking = booking,
        .fee = settlement.fee,
        .refund = settlement.refund,
        .due = settlement.due,
        .waived = waives_fee ? by_terms : nothing,
        .policy = terms.policy.empty() ? booking.cancellation_policy : terms.policy,
        .free_until = terms.free_until,
        .refund_status = "quoted"};
}

Task<Result<void>> keep_quote(Step& step, Shop& shop, const Cancellation& quoted) {
    const CancelQuote kept{.fee = quoted.fee, .valid_until = shop.clock.now() + shop.quote_time};
    const auto body = [&](db::Tx& tx) { return store::keep_quote(tx, quoted.booking.id, kept); };
    co_return co_await shop.db.transact(step, body);
}

/// Staff's cancellations stand in the trail of the house, with what was given up and why.
std::optional<CanceledByStaff> deed_of(const CancelBooking& command, const Booking& booking,
                                       const Cancellation& terms) {
    if (!command.asker.staff) return std::nullopt;
    return CanceledByStaff{.property = booking.property,
                           .reservation = booking.reservation,
                           .confirmation_code = booking.confirmation_code,
                           .actor = command.asker.id,
                           .role = command.asker.role,
                           .fee = terms.fee,
                           .waived = terms.waived,
                           .reason = command.reason,
                           .trace_id = {}};
}

/// What is canceled, and by which terms.
struct Agreed {
    const CancelBooking& command;
    Found found;
    Cancellation terms;
};

Task<Result<Cancellation>> cancel_now(Step& step, Shop& shop, Agreed agreed) {
    const CancelBooking& command = agreed.command;
    Found& found = agreed.found;
    Cancellation& terms = agreed.terms;
    Canceling canceling;
    canceling.journal = saga::Journal({.id = SagaId::make(shop.clock.now()),
                                       .kind = {},
                                       .key = found.booking.confirmation_code,
                                       .state = {}});
    canceling.fee = terms.fee;
    canceling.due = terms.due;
    canceling.by_staff = deed_of(command, found.booking, terms);
    canceling.back.payments = std::move(found.payments);
    canceling.back.refunds =
        payments::divide_refund(canceling.back.payments, terms.refund, "cancel");
    if (canary::planted("refund_forgotten")) canceling.back.refunds.clear();
    canceling.booking = std::move(found.booking);
    const saga::Outcome outcome = co_await saga::run(step, shop, canceling, cancel_table());
    if (!outcome.done && !outcome.pivoted) {
        Error why = outcome.failure.value_or(Error{.code = ErrorCode::internal, .detail = {}});
        if (why.code == ErrorCode::outcome_unknown) why.look_at = look_at(canceling.booking);
        co_return std::unexpected(std::move(why));
    }
    terms.booking.state = BookingState::canceled;
    terms.booking.version += 1;
    terms.refund_status = terms.refund.is_zero() ? "none" : (outcome.done ? "refunded" : "pending");
    co_return std::move(terms);
}

Task<Result<Cancellation>> try_cancel(Step& step, Shop& shop, const CancelBooking& command) {
    CO_TRY(Found found,
           co_await find_booking(step, shop, command.confirmation_code, command.asker));
    step.set(attr::booking_confirmation_code, Private(found.booking.confirmation_code));
    step.set(attr::booking_reservation_id, found.booking.reservation.text());
    step.set(attr::payment_currency, found.booking.total.currency.code());
    if (command.waives_fee && command.reason.empty())
        co_return fail(ErrorCode::invalid_request, "a fee is given up for a reason");
    if (found.booking.state == BookingState::canceled && !command.quote_only)
        co_return co_await answer_again(step, shop, std::move(found));
    if (found.booking.state != BookingState::confirmed)
        co_return fail(ErrorCode::illegal_transition);
    CO_TRY_VOID(check_version(found.booking, command.expected_version));
    // First whether it can be canceled at all: what a guest in the house owes is open, too.
    CO_TRY(Cancellation terms, co_await quote(step, shop, found, command.waives_fee));
    CO_TRY_VOID(check_settled(found.payments));
    step.set(attr::payment_refund_amount, major_units(terms.refund));
    if (command.quote_only) {
        if (command.waives_fee) co_return terms;  // a guest's own quote stays what it was
        CO_TRY_VOID(co_await keep_quote(step, shop, terms));
        co_return terms;
    }
    Agreed agreed{command, std::move(found), std::move(terms)};
    co_return co_await cancel_now(step, shop, std::move(agreed));
}

/// Lost to a second click or to a change made meanwhile: the booking is read again.
bool was_overtaken(const Error& error) {
    return error.code == ErrorCode::illegal_transition || error.code == ErrorCode::version_mismatch;
}

Task<Result<Cancellation>> cancel_or_quote(Step& step, Shop& shop, const CancelBooking& command) {
    auto canceled = co_await try_cancel(step, shop, command);
    const bool may_look_again = !command.quote_only && !command.expected_version;
    if (canceled || !may_look_again || !was_overtaken(canceled.error())) co_return canceled;
    co_return co_await try_cancel(step, shop, command);
}

}  // namespace

Task<Result<Cancellation>> cancel_booking(Step& step, Shop& shop, const CancelBooking& command) {
    co_return co_await step.run(span::booking_cancel, cancel_or_quote, shop, command);
}

}  // namespace vacancy::booking
