#include "booking/flows/find.hpp"
#include "booking/flows/sagas/modify.hpp"
#include "saga/runner.hpp"

namespace vacancy::booking {
namespace {

/// The stay that is wanted; what the command leaves out stays as it is.
SwapRequest wanted_of(const Booking& booking, const ModifyBooking& command) {
    SwapRequest wanted{
        .reservation = booking.reservation,
        .stay = {.property = booking.property,
                 .stay = {.arrival = command.check_in.value_or(booking.stay.arrival),
                          .departure = command.check_out.value_or(booking.stay.departure)},
                 .guests = command.guests.value_or(booking.guests),
                 .room_type = command.room_type.value_or(booking.room_type)},
        .total = {}};
    const int children = command.children.value_or(booking.children);
    wanted.stay.children = command.children ? children : std::min(children, wanted.stay.guests);
    // Another room type has rate plans and prices of its own: the supplier chooses.
    if (wanted.stay.room_type == booking.room_type) {
        wanted.stay.rate_plan = booking.rate_plan;
        wanted.stay.agreed_rate = booking.agreed_rate;
    }
    return wanted;
}

bool changes(const Booking& booking, const SwapRequest& wanted) {
    return wanted.stay.stay != booking.stay || wanted.stay.guests != booking.guests ||
           wanted.stay.children != booking.children || wanted.stay.room_type != booking.room_type;
}

Booking changed(const Booking& booking, const SwapRequest& wanted, const Offer& offer) {
    Booking after = booking;
    after.stay = wanted.stay.stay;
    after.guests = wanted.stay.guests;
    after.children = wanted.stay.children;
    after.agreed_rate = wanted.stay.agreed_rate;
    after.room_type = offer.room_type;
    after.rate_plan = offer.rate_plan;
    after.room_type_name = offer.room_type_name;
    after.rate_plan_name = offer.rate_plan_name;
    after.meal_plan = offer.meal_plan;
    after.total = offer.total;
    after.deposit = offer.due_at_booking.value_or(offer.total);
    if (!offer.cancellation_policy.empty()) {
        after.cancellation_policy = offer.cancellation_policy;
        after.free_cancellation_until = offer.free_cancellation_until;
    }
    after.version += 1;
    return after;
}

/// The card of the command, or the one the booking was paid with.
Result<payments::Means> means_of(const Found& found, const ModifyBooking& command) {
    if (command.payment)
        return payments::Means{.method = command.payment->method,
                               .token = command.payment->token,
                               .last4 = command.payment->card_last_four};
    for (const payments::Payment& payment : found.payments)
        if (!payment.means.token.empty()) return payment.means;
    return std::unexpected(
        Error{.code = ErrorCode::invalid_request,
              .detail = {},
              .fields = {{"/payment", "missing", "a card is needed for the difference"}}});
}

/// The deposit of the new stay against what is paid: one of the two is zero.
void settle_deposit(const Found& found, Modification& change) {
    Money paid = payments::kept_of(found.payments, change.booking.total.currency);
    for (const payments::Payment& payment : found.payments)  // about to be captured
        if (payment.status == payments::LedgerStatus::authorized) paid = paid + payment.authorized;
    const Settlement settlement = settle(paid, change.booking.deposit);
    change.due_now = settlement.due;
    change.refund = settlement.refund;
    change.due_at_property = change.booking.total - change.booking.deposit;
}

struct Planned {
    Found found;
    Modification change;
};

/// What the new stay asks for ahead is charged, what was paid beyond it goes back.
Result<void> plan_money(const Shop& shop, const Planned& planned, const ModifyBooking& command,
                        Changing& change) {
    const Found& found = planned.found;
    const Modification& quoted = planned.change;
    if (!quoted.due_now.is_zero()) {
        TRY(payments::Means means, means_of(found, command));
        change.extra = payments::Payment{.id = PaymentId::make(shop.clock.now()),
                                         .reference = change.before.reservation.text(),
                                         .part = static_cast<int>(found.payments.size()) + 1,
                                         .means = std::move(means),
                                         .amount = quoted.due_now};
    } else if (!quoted.refund.is_zero()) {
        change.back.refunds = payments::divide_refund(found.payments, quoted.refund,
                                                      purpose_of(change.after.version));
    }
    change.back.payments = found.payments;
    return {};
}

std::string payment_status_of(const Changing& change, bool done) {
    if (change.extra) return done ? "captured" : "authorized";
    if (!change.back.refunds.empty()) return done ? "refunded" : "pending";
    return "none";
}

Task<Result<Modification>> modify_now(Step& step, Shop& shop, const ModifyBooking& command,
                                      Planned planned) {
    Changing change;
    change.journal = saga::Journal({.id = SagaId::make(shop.clock.now()),
                                    .kind = {},
                                    .key = planned.found.booking.confirmation_code,
                                    .state = {}});
    change.before = planned.found.booking;
    change.after = planned.change.booking;
    CO_TRY_VOID(plan_money(shop, planned, command, change));
    const saga::Outcome outcome = co_await saga::run(step, shop, change, modify_table());
    if (!outcome.done && !outcome.pivoted) {
        Error why = change.why;
        if (why.code == ErrorCode::canceled && outcome.failure) why = *outcome.failure;
        const bool refused = why.kind() == ErrorKind::declined || why.kind() == ErrorKind::conflict;
        if (!outcome.at_rest && !refused) why.code = ErrorCode::outcome_unknown;
        if (why.code == ErrorCode::outcome_unknown) why.look_at = look_at(change.before);
        co_return std::unexpected(std::move(why));
    }
    planned.change.payment_status = payment_status_of(change, outcome.done);
    co_return std::move(planned.change);
}

Result<void> check_asked(const SwapRequest& wanted) {
    const StayDates& stay = wanted.stay.stay;
    if (stay.nights() >= 1 && stay.nights() <= 366) return {};
    return std::unexpected(
        Error{.code = ErrorCode::invalid_request,
              .detail = {},
              .fields = {{"/check_out", "invalid", "must be 1 to 366 nights after check_in"}}});
}

Task<Result<Modification>> try_modify(Step& step, Shop& shop, const ModifyBooking& command) {
    CO_TRY(Found found,
           co_await find_booking(step, shop, command.confirmation_code, command.asker));
    const Booking booking = found.booking;
    step.set(attr::booking_confirmation_code, Private(booking.confirmation_code));
    step.set(attr::booking_reservation_id, booking.reservation.text());
    step.set(attr::payment_currency, booking.total.currency.code());
    if (booking.state != BookingState::confirmed) co_return fail(ErrorCode::illegal_transition);
    CO_TRY_VOID(check_version(booking, command.expected_version));
    SwapRequest wanted = wanted_of(booking, command);
    CO_TRY_VOID(check_asked(wanted));
    const Money nothing{.amount = 0, .currency = booking.total.currency};
    Modification change{.booking = booking,
                        .offer = {.room_type = booking.room_type,
                                  .rate_plan = booking.rate_plan,
                                  .total = booking.total},
                        .old_total = booking.total,
                        .difference = nothing,
                        .due_now = nothing,
                        .refund = nothing,
                        .due_at_property = booking.total - booking.deposit,
                        .payment_status = command.quote_only ? "quoted" : "none"};
    if (!changes(booking, wanted)) co_return change;  // a double click finds it done
    CO_TRY(change.offer, co_await shop.supplier.swap_price(step, wanted));
    change.booking = changed(booking, wanted, change.offer);
    change.difference = change.booking.total - booking.total;
    settle_deposit(found, change);
    step.set(attr::booking_total_price, major_units(change.booking.total));
    if (command.quote_only) co_return change;
    CO_TRY_VOID(check_settled(found.payments));
    Planned planned{.found = std::move(found), .change = std::move(change)};
    co_return co_await modify_now(step, shop, command, std::move(planned));
}

/// Lost to a second click or to another change, before anything of this one was done.
bool was_overtaken(const Error& error) {
    return error.code == ErrorCode::already_exists || error.code == ErrorCode::version_mismatch;
}

Task<Result<Modification>> modify_or_quote(Step& step, Shop& shop, const ModifyBooking& command) {
    constexpr int most_tries = 3;
    for (int tries = 1;; ++tries) {
        auto changed = co_await try_modify(step, shop, command);
        const bool may_look_again = tries < most_tries && !command.expected_version;
        if (changed || !may_look_again || !was_overtaken(changed.error())) co_return changed;
    }
}

}  // namespace

Task<Result<Modification>> modify_booking(Step& step, Shop& shop, const ModifyBooking& command) {
    co_return co_await step.run(span::booking_modify, modify_or_quote, shop, command);
}

}  // namespace vacancy::booking
