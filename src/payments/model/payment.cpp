#include "payments/model/payment.hpp"

#include <algorithm>
#include <array>
#include <ranges>

namespace vacancy::payments {
namespace {

constexpr auto statuses = std::to_array<std::string_view>(
    {"intended", "authorized", "captured", "voided", "refunded", "declined"});

Money larger(const Money& a, const Money& b) { return a.amount >= b.amount ? a : b; }

std::int64_t kept(const Payment& payment) {
    return payment.captured.amount -
           std::max(payment.refunded.amount, payment.refund_intended.amount);
}

bool speaks_of(const Payment& payment, const Observation& seen) {
    if (!payment.transaction_id.empty() && !seen.transaction_id.empty() &&
        payment.transaction_id != seen.transaction_id)
        return false;
    const auto same = [&](const Money& m) {
        return m.is_zero() || m.currency == payment.amount.currency;
    };
    return same(seen.authorized) && same(seen.captured) && same(seen.refunded);
}

LedgerStatus later_status(const Payment& now, const Observation& seen) {
    if (now.captured.amount > 0)
        return now.refunded == now.captured ? LedgerStatus::refunded : LedgerStatus::captured;
    if (now.status == LedgerStatus::voided || now.status == LedgerStatus::declined)
        return now.status;
    if (seen.status == LedgerStatus::voided) return LedgerStatus::voided;
    if (seen.status == LedgerStatus::declined)
        return now.authorized.is_zero() ? LedgerStatus::declined : now.status;
    return now.authorized.is_zero() ? now.status : LedgerStatus::authorized;
}

}  // namespace

std::string_view name_of(LedgerStatus status) {
    return statuses.at(static_cast<std::size_t>(status));
}

LedgerStatus parse_ledger_status(std::string_view name) {
    const auto at = std::ranges::find(statuses, name);
    must(at != statuses.end());
    return static_cast<LedgerStatus>(at - statuses.begin());
}

Result<Payment> after(const Payment& payment, const Observation& seen) {
    if (!speaks_of(payment, seen))
        return fail(ErrorCode::constraint_violated, "the gateway speaks of another payment");
    Payment now = payment;
    now.authorized = larger(now.authorized, seen.authorized);
    now.captured = larger(now.captured, seen.captured);
    now.refunded = larger(now.refunded, seen.refunded);
    if (now.transaction_id.empty()) now.transaction_id = seen.transaction_id;
    if (now.decline_reason.empty()) now.decline_reason = seen.decline_reason;
    const bool taken_back = payment.status == LedgerStatus::voided && seen.captured.amount > 0;
    const bool voided_late = seen.status == LedgerStatus::voided && now.captured.amount > 0;
    if (taken_back || voided_late || now.captured.amount > now.authorized.amount ||
        now.refunded.amount > now.captured.amount)
        return fail(ErrorCode::constraint_violated, "the gateway contradicts the ledger");
    now.status = later_status(now, seen);
    return now;
}

Money kept_of(const std::vector<Payment>& payments, const Currency& currency) {
    Money sum{.amount = 0, .currency = currency};
    for (const Payment& payment : payments)
        sum = sum + Money{.amount = kept(payment), .currency = currency};
    return sum;
}

std::vector<Refund> divide_refund(const std::vector<Payment>& payments, const Money& amount,
                                  const std::string& purpose) {
    std::vector<Refund> refunds;
    std::int64_t left = amount.amount;
    for (const Payment& payment : payments | std::views::reverse) {
        const std::int64_t share = std::min(left, kept(payment));
        if (share <= 0) continue;
        refunds.push_back({.payment = payment.id,
                           .purpose = purpose,
                           .amount = {.amount = share, .currency = amount.currency}});
        left -= share;
    }
    must(left == 0);
    return refunds;
}

Charge charge_of(const Payment& payment) {
    return {.id = payment.id,
            .reference = payment.reference,
            .part = payment.part,
            .amount = payment.amount,
            .means = payment.means};
}

}  // namespace vacancy::payments
