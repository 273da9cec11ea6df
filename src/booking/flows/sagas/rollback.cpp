#include "booking/flows/deadline.hpp"
#include "booking/flows/sagas/create_saga.hpp"
#include "booking/store/bookings.hpp"

namespace vacancy::booking {
namespace {

using payments::PaymentStatus;

Task<Result<void>> refund_payment(Step& step, Shop& shop, Attempt& attempt) {
    const payments::Payment& payment = attempt.payment;
    step.set(attr::payment_currency, payment.amount.currency.code());
    auto answer = co_await in_time(shop.timers, shop.step_deadline,
                                   payments::give_up(step, shop.till, payment));
    if (!answer) co_return std::unexpected(std::move(answer).error());
    show_refund(step, *answer, "give-up-" + payment.id.text());
    attempt.given_up = std::move(*answer);
    co_return Result<void>{};
}

/// Written once: a repetition finds the booking failed already.
Result<void> record_failure(db::Tx& tx, Attempt& attempt, const std::string& trace_id) {
    TRY(const auto now, store::by_id(tx, attempt.booking.id));
    if (now && now->state == BookingState::pending) {
        const std::string failure(name_of(attempt.why.code));
        TRY_VOID(store::change_state(tx, {.booking = now->id,
                                          .from = BookingState::pending,
                                          .to = BookingState::failed,
                                          .failure = failure}));
        TRY_VOID(store::append(
            tx, {.booking = now->id, .what = "failed", .detail = failure, .trace_id = trace_id}));
    }
    if (now && attempt.given_up)
        TRY_VOID(payments::note(tx, attempt.payment.id, *attempt.given_up));
    // The saga ends here: its card is asked for nothing more.
    if (now) TRY_VOID(payments::forget_means(tx, now->reservation.text()));
    return attempt.journal.advance(tx);
}

Task<Result<bool>> release_lock(Step& step, Shop& shop, Attempt& attempt) {
    step.set(attr::booking_reservation_id, attempt.booking.reservation.text());
    const std::string trace_id = step.context().trace_id.text();
    bool recorded = false;
    const Along along = [&](db::Tx& tx) -> Result<void> {
        recorded = true;
        return record_failure(tx, attempt, trace_id);
    };
    auto released = co_await shop.supplier.release(step, attempt.booking.reservation, along);
    if (released && !recorded) {
        const auto body = [&](db::Tx& tx) { return record_failure(tx, attempt, trace_id); };
        CO_TRY_VOID(co_await shop.db.transact(step, body));
    }
    // A hold whose time was over is no lock either.
    step.set(attr::booking_lock_released, released.has_value());
    co_return released;
}

/// The supplier gave the nights back together with the hold; this says so.
Result<void> restore_inventory(Step& step, const Attempt& attempt, bool restored) {
    step.set(attr::booking_property_id, attempt.booking.property.text());
    step.set(attr::booking_inventory_restored, restored);
    return {};
}

std::string_view failure_reason(ErrorCode code) {
    switch (code) {
        case ErrorCode::payment_declined: return "payment_declined";
        case ErrorCode::payment_error: return "payment_error";
        case ErrorCode::timeout: return "timeout";
        default: return "confirmation_failed";
    }
}

}  // namespace

Task<Result<void>> give_back(Step& step, Shop& shop, Attempt& attempt) {
    CO_TRY_VOID(co_await ensure_loaded(step, shop, attempt));
    if (attempt.booking.deposit.is_zero()) co_return Result<void>{};
    if (attempt.nothing_sent) {
        attempt.given_up = payments::never_sent(attempt.payment);
        co_return Result<void>{};
    }
    auto given = co_await step.run(span::booking_refund_payment, refund_payment, shop, attempt);
    if (!given) co_return given;
    ++attempt.undo_spans;
    crash_here(shop, "create.after_give_up");
    co_return given;
}

Task<Result<void>> unlock(Step& step, Shop& shop, Attempt& attempt) {
    CO_TRY_VOID(co_await ensure_loaded(step, shop, attempt));
    auto released = co_await step.run(span::booking_release_lock, release_lock, shop, attempt);
    if (!released) co_return std::unexpected(std::move(released).error());
    ++attempt.undo_spans;
    crash_here(shop, "create.after_release");
    if (*released) {
        auto restored =
            step.within(span::booking_restore_inventory, restore_inventory, attempt, *released);
        if (!restored) co_return restored;
        ++attempt.undo_spans;
    }
    co_return Result<void>{};
}

void describe_rollback(Step& step, const Attempt& attempt, const Error&,
                       const saga::Outcome& outcome) {
    const std::string_view reason = failure_reason(attempt.why.code);
    step.set(attr::booking_reservation_id, attempt.booking.reservation.text());
    step.set(attr::booking_failure_reason, reason);
    step.set(attr::booking_rollback_steps, attempt.undo_spans);
    step.set(attr::booking_rollback_complete, outcome.at_rest);
    step.count(metric::vacancy_booking_rollbacks, {reason});
}

}  // namespace vacancy::booking
