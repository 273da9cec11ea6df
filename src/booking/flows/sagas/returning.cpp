#include "booking/flows/sagas/returning.hpp"

#include "booking/flows/deadline.hpp"

#include <algorithm>

namespace vacancy::booking {
namespace {

struct OneRefund {
    const payments::Payment& payment;
    const payments::Refund& refund;
};

Task<Result<payments::GatewayAnswer>> return_one(Step& step, Shop& shop, const OneRefund& one) {
    step.set(attr::booking_reservation_id, one.payment.reference);
    step.set(attr::payment_currency, one.refund.amount.currency.code());
    step.set(attr::payment_refund_amount, major_units(one.refund.amount));
    auto answer = co_await in_time(shop.timers, shop.step_deadline,
                                   payments::refund(step, shop.till, one.payment, one.refund));
    if (!answer) co_return answer;
    step.set(attr::payment_transaction_id, answer->transaction_id);
    step.set(attr::payment_refund_id, answer->refund_id);
    step.set(attr::payment_refund_status, payments::name_of(answer->status));
    co_return answer;
}

const payments::Payment& payment_of(const Returning& back, const payments::Refund& refund) {
    const auto at = std::ranges::find(back.payments, refund.payment, &payments::Payment::id);
    must(at != back.payments.end());
    return *at;
}

}  // namespace

Money Returning::sum(const Currency& currency) const {
    Money total{.amount = 0, .currency = currency};
    for (const payments::Refund& refund : refunds) total = total + refund.amount;
    return total;
}

Result<void> intend_returning(db::Tx& tx, const Returning& back) {
    for (const payments::Refund& refund : back.refunds)
        TRY_VOID(payments::intend_refund(tx, refund));
    return {};
}

Task<Result<void>> return_money(Step& step, Shop& shop, Returning& back) {
    std::vector<payments::GatewayAnswer> answers;
    for (const payments::Refund& refund : back.refunds) {
        const OneRefund one{.payment = payment_of(back, refund), .refund = refund};
        CO_TRY(auto answer, co_await step.run(span::booking_return_payment, return_one, shop, one));
        answers.push_back(std::move(answer));
    }
    back.answers = std::move(answers);
    co_return Result<void>{};
}

Result<void> note_returned(db::Tx& tx, const Returning& back) {
    must(back.answers.size() == back.refunds.size());
    for (std::size_t i = 0; i < back.refunds.size(); ++i)
        TRY_VOID(payments::note_refund(tx, back.refunds[i], back.answers[i]));
    return {};
}

Task<Result<Returning>> load_returning(Step& step, Shop& shop, const Booking& booking,
                                       const std::string& purpose) {
    const std::string reference = booking.reservation.text();
    const auto body = [&](db::Tx& tx) -> Result<Returning> {
        Returning back;
        TRY(back.payments, payments::payments_of(tx, reference));
        TRY(back.refunds, payments::refunds_of(tx, reference));
        std::erase_if(back.refunds,
                      [&](const auto& refund) { return refund.done || refund.purpose != purpose; });
        return back;
    };
    co_return co_await shop.db.read(step, body);
}

}  // namespace vacancy::booking
