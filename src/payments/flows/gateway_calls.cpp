#include "base/canary.hpp"
#include "payments/api.hpp"

#include <fmt/format.h>

namespace vacancy::payments {

// Keys are made of our own payment id, so that whoever repeats a call after a crash repeats the
// key.

Task<Result<GatewayAnswer>> authorize(Step& step, Till& till, const Charge& charge) {
    AuthorizeRequest request{.reference = charge.reference,
                             .idempotency_key = "authorize-" + charge.id.text(),
                             .amount = charge.amount,
                             .method = charge.means.method,
                             .token = charge.means.token};
    if (canary::planted("retry_without_key")) request.idempotency_key = Uuid::make({}).text();
    co_return co_await till.gateway.authorize(step, request);
}

Task<Result<GatewayAnswer>> increment(Step& step, Till& till, const Payment& payment,
                                      const Raise& raise) {
    const IncrementRequest request{
        .transaction_id = payment.transaction_id,
        .idempotency_key =
            fmt::format("increment-{}-{}-{}", payment.id.text(), raise.total.amount, raise.wish),
        .total = raise.total};
    co_return co_await till.gateway.increment(step, request);
}

Task<Result<GatewayAnswer>> look_up(Step& step, Till& till, const Payment& payment) {
    co_return co_await till.gateway.look_up(step, payment.transaction_id);
}

Task<Result<GatewayAnswer>> capture(Step& step, Till& till, const Payment& payment) {
    const CaptureRequest request{.transaction_id = payment.transaction_id,
                                 .idempotency_key = "capture-" + payment.id.text(),
                                 .amount = payment.amount};
    co_return co_await till.gateway.capture(step, request);
}

Task<Result<GatewayAnswer>> give_up(Step& step, Till& till, const Payment& payment) {
    std::string transaction = payment.transaction_id;
    bool captured = payment.captured.amount > 0;
    if (transaction.empty()) {
        const Charge charge = charge_of(payment);
        auto known = co_await authorize(step, till, charge);
        if (!known || known->status == PaymentStatus::declined ||
            known->status == PaymentStatus::voided)
            co_return known;
        transaction = known->transaction_id;
        captured = known->status == PaymentStatus::captured;
    }
    const ReturnRequest request{.transaction_id = transaction,
                                .idempotency_key = "give-up-" + payment.id.text()};
    if (captured) co_return co_await till.gateway.refund(step, request);
    co_return co_await till.gateway.void_authorization(step, request);
}

Task<Result<GatewayAnswer>> refund(Step& step, Till& till, const Payment& payment,
                                   const Refund& asked) {
    const ReturnRequest request{
        .transaction_id = payment.transaction_id,
        .idempotency_key = "refund-" + payment.id.text() + "-" + asked.purpose,
        .amount = asked.amount};
    co_return co_await till.gateway.refund(step, request);
}

GatewayAnswer never_sent(const Payment& payment) {
    const Money nothing{0, payment.amount.currency};
    return {.status = PaymentStatus::voided,
            .authorized = nothing,
            .captured = nothing,
            .refunded = nothing};
}

}  // namespace vacancy::payments
