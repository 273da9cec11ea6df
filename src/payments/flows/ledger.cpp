#include "payments/store/ledger.hpp"

#include "payments/api.hpp"

namespace vacancy::payments {
namespace {

LedgerStatus status_of(PaymentStatus status) {
    switch (status) {
        case PaymentStatus::authorized: return LedgerStatus::authorized;
        case PaymentStatus::captured: return LedgerStatus::captured;
        case PaymentStatus::voided: return LedgerStatus::voided;
        case PaymentStatus::refunded: return LedgerStatus::refunded;
        case PaymentStatus::declined: return LedgerStatus::declined;
    }
    broken_promise("a payment status of the gateway", __FILE__, __LINE__);
}

Observation observation_of(const GatewayAnswer& answer) {
    return {.status = status_of(answer.status),
            .authorized = answer.authorized,
            .captured = answer.captured,
            .refunded = answer.refunded,
            .transaction_id = answer.transaction_id,
            .decline_reason = answer.decline_reason};
}

bool moved(const Payment& before, const Payment& now) {
    return before.status != now.status || before.authorized != now.authorized ||
           before.captured != now.captured || before.refunded != now.refunded ||
           before.transaction_id != now.transaction_id;
}

Money amount_of(const Payment& now) {
    switch (now.status) {
        case LedgerStatus::captured: return now.refunded.is_zero() ? now.captured : now.refunded;
        case LedgerStatus::refunded: return now.refunded;
        case LedgerStatus::authorized:
        case LedgerStatus::voided: return now.authorized;
        case LedgerStatus::intended:
        case LedgerStatus::declined: break;
    }
    return now.amount;
}

std::string word_of(const Payment& before, const Payment& now) {
    if (before.refunded != now.refunded) return "refunded";
    return std::string(name_of(now.status));
}

Result<void> move(db::Tx& tx, const Payment& payment, const Observation& seen) {
    TRY(const Payment now, after(payment, seen));
    if (!moved(payment, now)) return {};
    TRY_VOID(store::save_payment(tx, now));
    return store::append(tx, {.payment = now.id,
                              .what = word_of(payment, now),
                              .amount = amount_of(now),
                              .detail = now.decline_reason});
}

Result<Payment> existing(db::Tx& tx, PaymentId id) {
    TRY(auto found, store::load_payment(tx, id));
    if (!found) return fail(ErrorCode::not_found, "no such payment");
    return std::move(*found);
}

}  // namespace

std::string_view name_of(PaymentStatus status) { return name_of(status_of(status)); }

std::string_view name_of(Intake intake) {
    switch (intake) {
        case Intake::recorded: return "recorded";
        case Intake::repeated: return "repeated";
        case Intake::unknown_payment: return "unknown_payment";
        case Intake::contradicts: return "contradicts";
    }
    broken_promise("an intake", __FILE__, __LINE__);
}

Result<void> intend(db::Tx& tx, const Charge& charge) {
    TRY(const bool is_new, store::insert_payment(tx, charge));
    if (!is_new) return {};
    return store::append(tx, {.payment = charge.id, .what = "intended", .amount = charge.amount});
}

Result<void> keep_card(db::Tx& tx, const Charge& guarantee) {
    TRY_VOID(store::insert_guarantee(tx, guarantee));
    return store::append(
        tx, {.payment = guarantee.id, .what = "card_kept", .amount = guarantee.amount});
}

bool is_guarantee(const Payment& payment) {
    return payment.status == LedgerStatus::voided && payment.transaction_id.empty();
}

Result<void> note(db::Tx& tx, PaymentId payment, const GatewayAnswer& answer) {
    TRY(const Payment known, existing(tx, payment));
    return move(tx, known, observation_of(answer));
}

Result<void> intend_refund(db::Tx& tx, const Refund& asked) {
    TRY(const Payment payment, existing(tx, asked.payment));
    TRY(const bool is_new, store::insert_refund(tx, asked, payment.reference));
    if (!is_new) return {};
    return store::append(tx, {.payment = asked.payment,
                              .what = "refund_intended",
                              .amount = asked.amount,
                              .detail = asked.purpose});
}

Result<void> note_refund(db::Tx& tx, const Refund& asked, const GatewayAnswer& answer) {
    Refund done = asked;
    done.refund_id = answer.refund_id;
    TRY_VOID(store::mark_refunded(tx, done));
    TRY(const Payment payment, existing(tx, asked.payment));
    TRY(const std::int64_t sum, store::sum_of_refunds(tx, asked.payment));
    Observation seen = observation_of(answer);
    if (seen.refunded.amount < sum)
        seen.refunded = {.amount = sum, .currency = payment.amount.currency};
    return move(tx, payment, seen);
}

Result<std::optional<Payment>> find_payment(db::Tx& tx, PaymentId id) {
    return store::load_payment(tx, id);
}

Result<std::vector<Payment>> payments_of(db::Tx& tx, const std::string& reference) {
    return store::load_by_reference(tx, reference);
}

Result<std::vector<Refund>> refunds_of(db::Tx& tx, const std::string& reference) {
    return store::load_refunds(tx, reference);
}

Result<void> forget_means(db::Tx& tx, const std::string& reference) {
    return store::empty_tokens(tx, reference);
}

Result<bool> forget_idle_means(db::Tx& tx, const std::string& reference) {
    TRY(const auto payments, store::load_by_reference(tx, reference));
    for (const Payment& payment : payments) {
        if (payment.status == LedgerStatus::intended || payment.status == LedgerStatus::authorized)
            return false;
    }
    TRY_VOID(store::empty_tokens(tx, reference));
    return true;
}

Result<std::int64_t> purge_gateway_events(db::Tx& tx, Instant before, int limit) {
    return store::purge_events(tx, before, limit);
}

namespace {

Result<Intake> take_in(db::Tx& tx, const GatewayEvent& event) {
    const std::string& transaction = event.state.transaction_id;
    TRY(const auto payment, store::load_by_transaction(tx, transaction));
    Intake intake = payment ? Intake::recorded : Intake::unknown_payment;
    std::optional<Result<Payment>> moved_on;
    if (payment && event.carries_state) {
        moved_on = after(*payment, observation_of(event.state));
        if (!*moved_on) intake = Intake::contradicts;
    }
    TRY(const bool is_new, store::insert_event(tx, {event.event_id, event.type, transaction,
                                                    std::string(name_of(intake))}));
    if (!is_new) return Intake::repeated;
    if (intake == Intake::contradicts) {
        TRY_VOID(store::append(tx, {.payment = payment->id,
                                    .what = "contradicted",
                                    .amount = event.state.captured,
                                    .detail = event.event_id}));
    } else if (moved_on) {
        TRY_VOID(move(tx, *payment, observation_of(event.state)));
    }
    return intake;
}

}  // namespace

Task<Result<Intake>> take_event(Step& step, Till& till, const GatewayEvent& event) {
    co_return co_await till.db.transact(step, [&](db::Tx& tx) { return take_in(tx, event); });
}

}  // namespace vacancy::payments
