#pragma once
// Payment: one authorization and what followed from it, as our ledger knows it. The rules by which
// it moves are here; they never wait and touch no store. Plain values; whoever loads one owns it.

#include "base/guarded.hpp"
#include "base/id.hpp"
#include "base/money.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace vacancy::payments {

/// A card (or another means) as the gateway's token for it; nothing of the card but four digits.
struct Means {
    std::string method;  ///< card
    Secret token;
    Last4 last4;
};

/// What is to be authorized. `reference` names whose money it is for, the reservation; a reference
/// has one payment with part 1 and further parts for what became due later.
struct Charge {
    PaymentId id;
    std::string reference;
    int part = 1;
    Money amount;
    Means means;
};

enum class LedgerStatus : std::uint8_t {
    intended,
    authorized,
    captured,
    voided,
    refunded,
    declined
};
[[nodiscard]] std::string_view name_of(LedgerStatus status);
[[nodiscard]] LedgerStatus parse_ledger_status(std::string_view name);

/// refunded <= captured <= authorized, and what was ever meant to be refunded <= captured.
struct Payment {
    PaymentId id;
    std::string reference{};
    int part = 1;
    Means means{};
    LedgerStatus status = LedgerStatus::intended;
    Money amount{};
    Money authorized{};
    Money captured{};
    Money refunded{};
    Money refund_intended{};  ///< all refunds ever journaled, done or not
    std::string transaction_id{};
    std::string decline_reason{};
};

/// One refund: journaled before the gateway is asked. `purpose` makes it once: "cancel", "v3".
struct Refund {
    PaymentId payment;
    std::string purpose;
    Money amount;
    bool done = false;
    std::string refund_id{};
};

/// What the gateway said a payment to be at some moment; amounts are totals.
struct Observation {
    LedgerStatus status = LedgerStatus::intended;
    Money authorized{};
    Money captured{};
    Money refunded{};
    std::string transaction_id{};
    std::string decline_reason{};
};

/// The payment after the observation. Old news changes nothing: amounts only rise and a status goes
/// only forward. constraint_violated when the two cannot both be true.
[[nodiscard]] Result<Payment> after(const Payment& payment, const Observation& seen);

/// Captured less what went back or is about to.
[[nodiscard]] Money kept_of(const std::vector<Payment>& payments, const Currency& currency);
/// Divides a refund over payments, the latest first; at most what each of them kept.
[[nodiscard]] std::vector<Refund> divide_refund(const std::vector<Payment>& payments,
                                                const Money& amount, const std::string& purpose);
/// The charge that a payment began with; its token may have been emptied.
[[nodiscard]] Charge charge_of(const Payment& payment);

}  // namespace vacancy::payments
