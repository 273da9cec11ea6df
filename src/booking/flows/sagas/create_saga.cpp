#include "booking/flows/sagas/create_saga.hpp"

#include "base/canary.hpp"
#include "booking/flows/deadline.hpp"
#include "booking/flows/messages.hpp"
#include "booking/store/bookings.hpp"
#include "saga/runner.hpp"

namespace vacancy::booking {
namespace {

using payments::GatewayAnswer;
using payments::PaymentStatus;

/// The order of the seed: first the error is on booking.create, then the rollback opens.
Result<void> turned_back(Step& step, Attempt& attempt, Error why) {
    step.failed(why);
    attempt.turned = true;
    attempt.why = why;
    return std::unexpected(std::move(why));
}

HoldRequest hold_of(const Shop& shop, const Attempt& attempt) {
    const Booking& b = attempt.booking;
    return {.reservation = b.reservation,
            .confirmation_code = b.confirmation_code,
            .stay = attempt.stay,
            .total = b.total,
            .guest = {b.guest_name, b.guest_email, b.guest_phone, b.language},
            .time_to_live = shop.hold_time};
}

/// Without a deposit nothing is asked of the card now; it stays for the stay, or for the fee of not
/// coming. A booking that fails forgets it.
Result<void> keep_card(db::Tx& tx, const Attempt& attempt) {
    const bool has_card = !attempt.payment.means.token.empty();
    if (!has_card || attempt.booking.total.is_zero()) return {};
    payments::Charge guarantee = payments::charge_of(attempt.payment);
    guarantee.amount = attempt.booking.total;
    return payments::keep_card(tx, guarantee);
}

Result<void> record_lock(db::Tx& tx, Attempt& attempt) {
    TRY_VOID(store::insert_booking(tx, attempt.booking));
    TRY_VOID(store::append(
        tx, {.booking = attempt.booking.id, .what = "held", .trace_id = attempt.booking.trace_id}));
    if (attempt.booking.deposit.is_zero()) {
        TRY_VOID(keep_card(tx, attempt));
    } else {
        TRY_VOID(payments::intend(tx, payments::charge_of(attempt.payment)));
    }
    return attempt.journal.advance(tx);
}

void show_contention(Step& step, const HoldOutcome& held, const Booking& booking) {
    const Private<std::string> competing(held.competing_reservation);
    step.event(event::lock_contention,
               {step.attr(attr::booking_contention_reason, held.contention_reason),
                step.attr(attr::booking_competing_reservation, competing)});
    step.count(metric::vacancy_booking_contention, {booking.property.text()});
}

/// A supplier outside our database journals the intent before it is asked; refused, it is closed.
Task<Result<void>> close_refused(Step& step, Shop& shop, Attempt& attempt, ErrorCode why) {
    attempt.journal.drop_advance();
    const auto body = [&](db::Tx& tx) -> Result<void> {
        TRY_VOID(store::change_state(tx, {.booking = attempt.booking.id,
                                          .from = BookingState::pending,
                                          .to = BookingState::failed,
                                          .failure = std::string(name_of(why))}));
        TRY_VOID(payments::forget_means(tx, attempt.booking.reservation.text()));
        return saga::finish(tx, attempt.journal.id());
    };
    co_return co_await shop.db.transact(step, body);
}

/// No answer, or an error, from a supplier outside: our own intent is on disk whatever it says. A
/// lost answer is one to undo, never one to look up in our journal.
Task<Result<void>> not_held(Step& step, Shop& shop, Attempt& attempt, Error why) {
    if (!saga::answer_was_lost(why)) {
        CO_TRY_VOID(co_await close_refused(step, shop, attempt, why.code));
    } else if (why.code == ErrorCode::outcome_unknown) {
        why.code = ErrorCode::timeout;
    }
    co_return std::unexpected(std::move(why));
}

Task<Result<void>> acquire_lock(Step& step, Shop& shop, Attempt& attempt) {
    const Booking& booking = attempt.booking;
    step.set(attr::booking_reservation_id, booking.reservation.text());
    step.set(attr::booking_lock_type, "pessimistic");
    step.set(attr::booking_lock_ttl_ms,
             std::chrono::duration_cast<std::chrono::milliseconds>(shop.hold_time).count());
    const HoldRequest request = hold_of(shop, attempt);
    bool recorded = false;
    const Along along = [&](db::Tx& tx) -> Result<void> {
        recorded = true;
        return record_lock(tx, attempt);
    };
    auto held =
        co_await in_time(shop.timers, shop.step_deadline, shop.supplier.hold(step, request, along));
    step.set(attr::booking_lock_acquired, held && held->acquired);
    if (!held) {
        Error why = std::move(held).error();
        if (recorded && shop.supplier.is_apart())
            co_return co_await not_held(step, shop, attempt, std::move(why));
        co_return std::unexpected(std::move(why));
    }
    if (held->acquired) co_return Result<void>{};
    show_contention(step, *held, booking);
    constexpr auto gone = ErrorCode::room_no_longer_available;
    if (recorded) CO_TRY_VOID(co_await close_refused(step, shop, attempt, gone));
    co_return fail(gone);
}

void show_answer(Step& step, const GatewayAnswer& answer) {
    step.set(attr::payment_transaction_id, answer.transaction_id);
    step.set(attr::payment_status, payments::name_of(answer.status));
    step.set(attr::payment_gateway_latency_ms, answer.gateway_latency_ms);
    if (answer.status == PaymentStatus::declined)
        step.event(event::payment_declined,
                   {step.attr(attr::payment_decline_reason, answer.decline_reason)});
}

Task<Result<GatewayAnswer>> call_gateway(Step& step, Shop& shop, const payments::Charge& charge) {
    step.set(attr::booking_reservation_id, charge.reference);
    step.set(attr::payment_method, charge.means.method);
    step.set(attr::payment_currency, charge.amount.currency.code());
    step.set(attr::payment_card_last_four, charge.means.last4.text());
    auto answer = co_await in_time(shop.timers, shop.step_deadline,
                                   payments::authorize(step, shop.till, charge));
    if (answer) show_answer(step, *answer);
    co_return answer;
}

Task<Result<GatewayAnswer>> call_capture(Step& step, Shop& shop, const payments::Payment& payment) {
    step.set(attr::booking_reservation_id, payment.reference);
    step.set(attr::payment_currency, payment.amount.currency.code());
    auto answer = co_await in_time(shop.timers, shop.step_deadline,
                                   payments::capture(step, shop.till, payment));
    if (!answer) co_return answer;
    show_answer(step, *answer);
    if (answer->status != PaymentStatus::captured && answer->status != PaymentStatus::refunded)
        co_return fail(ErrorCode::payment_error, "the gateway did not capture");
    co_return answer;
}

Result<void> record_confirmation(db::Tx& tx, Step& step, Attempt& attempt,
                                 const GatewayAnswer& authorized) {
    Booking& booking = attempt.booking;
    const std::string trace_id = step.context().trace_id.text();
    TRY_VOID(store::change_state(
        tx, {.booking = booking.id, .from = BookingState::pending, .to = BookingState::confirmed}));
    if (!booking.deposit.is_zero()) TRY_VOID(payments::note(tx, attempt.payment.id, authorized));
    TRY_VOID(store::append(tx, {.booking = booking.id, .what = "confirmed", .trace_id = trace_id}));
    Letter letter{.booking = booking, .trace_id = trace_id};
    letter.booking.state = BookingState::confirmed;
    if (!canary::planted("outbox_outside_transaction"))
        TRY_VOID(announce_confirmed(tx, step, letter));
    // Without a deposit nothing is captured or settled: one commit less.
    if (booking.deposit.is_zero()) return attempt.journal.conclude(tx);
    return attempt.journal.advance(tx);
}

/// A bug for the simulator to find: the message is promised after the commit that makes it true.
Task<Result<void>> announce_apart(Step& step, Shop& shop, Attempt& attempt) {
    Letter letter{.booking = attempt.booking, .trace_id = step.context().trace_id.text()};
    letter.booking.state = BookingState::confirmed;
    const auto body = [&](db::Tx& tx) { return announce_confirmed(tx, step, letter); };
    co_return co_await shop.db.transact(step, body);
}

GatewayAnswer as_authorized(const payments::Payment& payment) {
    return {.transaction_id = payment.transaction_id,
            .status = PaymentStatus::authorized,
            .authorized = payment.authorized,
            .captured = payment.captured,
            .refunded = payment.refunded};
}

Task<Result<void>> confirm_stay(Step& step, Shop& shop, Attempt& attempt) {
    const Booking& booking = attempt.booking;
    step.set(attr::booking_reservation_id, booking.reservation.text());
    const GatewayAnswer authorized = as_authorized(attempt.payment);
    const Along along = [&](db::Tx& tx) {
        return record_confirmation(tx, step, attempt, authorized);
    };
    auto confirmed = co_await in_time(shop.timers, shop.step_deadline,
                                      shop.supplier.confirm(step, booking.reservation, along));
    if (confirmed) step.set(attr::booking_confirmation_code, Private(booking.confirmation_code));
    if (confirmed && canary::planted("outbox_outside_transaction"))
        confirmed = co_await announce_apart(step, shop, attempt);
    co_return confirmed;
}

Result<void> record_capture(db::Tx& tx, Step& step, Attempt& attempt) {
    if (attempt.captured) {
        TRY_VOID(payments::note(tx, attempt.payment.id, *attempt.captured));
        TRY_VOID(store::append(tx, {.booking = attempt.booking.id,
                                    .what = "captured",
                                    .detail = attempt.captured->captured.text(),
                                    .trace_id = step.context().trace_id.text()}));
    }
    return attempt.journal.advance(tx);
}

constexpr saga::Row<Shop, Attempt> rows[] = {
    {.name = "lock",
     .span = nullptr,
     .act = lock,
     .undo_span = nullptr,
     .undo = unlock,
     .records = true},
    {.name = "pay", .span = nullptr, .act = pay, .undo_span = nullptr, .undo = give_back},
    {.name = "confirm",
     .span = nullptr,
     .act = confirm,
     .undo_span = nullptr,
     .undo = nullptr,
     .pivot = true,
     .records = true},
    {.name = "capture", .span = nullptr, .act = capture, .undo_span = nullptr, .undo = nullptr},
    {.name = "settle",
     .span = nullptr,
     .act = settle_up,
     .undo_span = nullptr,
     .undo = nullptr,
     .records = true},
};

void save(const Attempt& attempt, saga::JournalEntry& entry) {
    entry.state =
        write_keys({.booking = attempt.booking.id,
                    .payment = attempt.payment.id,
                    .failure = attempt.turned ? std::string(name_of(attempt.why.code)) : "",
                    .heard = attempt.given_up});
    if (!attempt.booking.confirmation_code.empty()) entry.key = attempt.booking.confirmation_code;
    if (!attempt.loaded) return;
    entry.at_risk_minor = attempt.payment.amount.amount;
    entry.currency = attempt.booking.total.currency.code();
}

Result<Attempt> load(const saga::JournalEntry& entry) {
    TRY(const SagaKeys keys, read_keys(entry.state));
    Attempt attempt;
    attempt.loaded = false;
    attempt.booking.id = keys.booking;
    attempt.payment.id = keys.payment.value_or(PaymentId{});
    attempt.given_up = keys.heard;
    attempt.turned = !keys.failure.empty();
    attempt.why = {.code = code_named(keys.failure, ErrorCode::confirmation_failed), .detail = {}};
    return attempt;
}

constexpr saga::Table<Shop, Attempt> table{.kind = span::booking_create.name,
                                           .rows = rows,
                                           .save = save,
                                           .load = load,
                                           .undo_span = &span::booking_rollback,
                                           .undone = describe_rollback};

}  // namespace

const saga::Table<Shop, Attempt>& create_table() { return table; }

Task<Result<void>> ensure_loaded(Step& step, Shop& shop, Attempt& attempt) {
    if (attempt.loaded) co_return Result<void>{};
    CO_TRY(attempt.booking, co_await load_booking(step, shop, attempt.booking.id));
    if (!attempt.booking.deposit.is_zero()) {
        CO_TRY(attempt.payment, co_await load_payment(step, shop, attempt.payment.id));
    }
    attempt.loaded = true;
    co_return Result<void>{};
}

Task<Result<GatewayAnswer>> process_payment(Step& step, Shop& shop,
                                            const payments::Charge& charge) {
    co_return co_await step.run(span::booking_process_payment, call_gateway, shop, charge);
}

Task<Result<GatewayAnswer>> charge_difference(Step& step, Shop& shop,
                                              const payments::Charge& charge) {
    co_return co_await step.run(span::booking_charge_difference, call_gateway, shop, charge);
}

Task<Result<GatewayAnswer>> capture_payment(Step& step, Shop& shop,
                                            const payments::Payment& payment) {
    co_return co_await step.run(span::booking_capture_payment, call_capture, shop, payment);
}

Task<Result<void>> lock(Step& step, Shop& shop, Attempt& attempt) {
    auto locked = co_await step.run(span::booking_acquire_lock, acquire_lock, shop, attempt);
    // It may have been committed: only the journal knows, and the runner asks it.
    if (!locked && locked.error().code == ErrorCode::outcome_unknown) co_return locked;
    if (!locked) co_return turned_back(step, attempt, std::move(locked).error());
    crash_here(shop, "create.after_lock");
    co_return locked;
}

Task<Result<void>> pay(Step& step, Shop& shop, Attempt& attempt) {
    if (attempt.booking.deposit.is_zero()) co_return Result<void>{};
    const payments::Charge charge = payments::charge_of(attempt.payment);
    auto answer = co_await process_payment(step, shop, charge);
    crash_here(shop, "create.after_authorize");
    if (!answer) {
        Error why = std::move(answer).error();
        attempt.nothing_sent =
            why.code == ErrorCode::upstream_unavailable || why.code == ErrorCode::payment_error;
        if (why.code != ErrorCode::timeout) why.code = ErrorCode::payment_error;
        co_return turned_back(step, attempt, std::move(why));
    }
    attempt.given_up = *answer;  // what the ledger is told when this goes no further
    if (answer->status == PaymentStatus::declined)
        co_return turned_back(
            step, attempt, {.code = ErrorCode::payment_declined, .detail = answer->decline_reason});
    attempt.payment.transaction_id = answer->transaction_id;
    attempt.payment.authorized = answer->authorized;
    attempt.payment.captured = answer->captured;
    co_return Result<void>{};
}

Task<Result<void>> confirm(Step& step, Shop& shop, Attempt& attempt) {
    auto confirmed = co_await step.run(span::booking_confirm, confirm_stay, shop, attempt);
    if (confirmed) {
        crash_here(shop, "create.after_confirm");
        co_return confirmed;
    }
    Error why = std::move(confirmed).error();
    if (why.code == ErrorCode::timeout || why.code == ErrorCode::outcome_unknown) {
        // It may have been committed: only the journal knows, and the runner asks it.
        attempt.why = {.code = why.code == ErrorCode::timeout ? ErrorCode::timeout
                                                              : ErrorCode::confirmation_failed,
                       .detail = {}};
        co_return fail(ErrorCode::outcome_unknown);
    }
    const bool passing = why.kind() == ErrorKind::unavailable;
    if (!passing) why = {.code = ErrorCode::confirmation_failed, .detail = why.detail};
    co_return turned_back(step, attempt, std::move(why));
}

Task<Result<void>> capture(Step& step, Shop& shop, Attempt& attempt) {
    CO_TRY_VOID(co_await ensure_loaded(step, shop, attempt));
    if (attempt.booking.deposit.is_zero()) co_return Result<void>{};
    auto answer = co_await capture_payment(step, shop, attempt.payment);
    if (!answer) co_return std::unexpected(std::move(answer).error());
    attempt.captured = std::move(*answer);
    crash_here(shop, "create.after_capture");
    co_return Result<void>{};
}

Task<Result<void>> settle_up(Step& step, Shop& shop, Attempt& attempt) {
    CO_TRY_VOID(co_await ensure_loaded(step, shop, attempt));
    // Recovery may begin here: capturing again with the same key tells what was captured.
    if (!attempt.captured) CO_TRY_VOID(co_await capture(step, shop, attempt));
    const auto body = [&](db::Tx& tx) { return record_capture(tx, step, attempt); };
    auto settled = co_await shop.db.transact(step, body);
    if (settled) crash_here(shop, "create.after_settle");
    co_return settled;
}

}  // namespace vacancy::booking
