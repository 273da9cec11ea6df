#pragma once
// The door of the payments room. A payment is one authorization and what follows from it; its row
// in our ledger is written before the gateway is asked and never shows more than the gateway told.
//
// Two kinds of functions: verbs ask the gateway (no transaction is open), plain functions with a
// db::Tx& write the ledger inside the caller's transaction. All of them may be repeated: keys are
// derived from our own payment id, and the ledger only moves forward.

#include "payments/till.hpp"

#include <optional>
#include <string>
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

/// A payment as our ledger knows it: refunded <= captured <= authorized.
struct Payment {
    PaymentId id;
    std::string reference;
    int part = 1;
    Means means;
    LedgerStatus status = LedgerStatus::intended;
    Money amount;
    Money authorized;
    Money captured;
    Money refunded;
    Money refund_intended;  ///< of it not yet refunded by the gateway
    std::string transaction_id;
    std::string decline_reason;
};

/// One refund: journaled before the gateway is asked. `purpose` makes it once: "cancel", "v3".
struct Refund {
    PaymentId payment;
    std::string purpose;
    Money amount;
    bool done = false;
    std::string refund_id;
};

// Verbs: they call the gateway and touch no table.

/// Authorizes with the payment's own key. A decline is an answer. Errors as Gateway tells them.
Task<Result<GatewayAnswer>> authorize(Step& step, Till& till, const Charge& charge);
Task<Result<GatewayAnswer>> capture(Step& step, Till& till, const Payment& payment);
/// Gives an authorization up when only our own keys are known: asks for it again with the same key
/// to learn the transaction, then voids it, or refunds it when it was captured already. Answers
/// `declined` when the gateway had declined it, so that there was nothing to give up.
Task<Result<GatewayAnswer>> give_up(Step& step, Till& till, const Charge& charge);
Task<Result<GatewayAnswer>> refund(Step& step, Till& till, const Payment& payment,
                                   const Refund& asked);

// The ledger, inside the caller's transaction.

/// Before the gateway is asked. Harmless when it is there already.
Result<void> intend(db::Tx& tx, const Charge& charge);
/// What the gateway answered; amounts only rise, and a status goes only forward.
Result<void> note(db::Tx& tx, PaymentId payment, const GatewayAnswer& answer);
/// Refuses with constraint_violated when more than what was captured would go back.
Result<void> intend_refund(db::Tx& tx, const Refund& asked);
Result<void> note_refund(db::Tx& tx, const Refund& asked, const GatewayAnswer& answer);

Result<std::optional<Payment>> find_payment(db::Tx& tx, PaymentId id);
/// All payments of a reference, by part.
Result<std::vector<Payment>> payments_of(db::Tx& tx, const std::string& reference);
Result<std::vector<Refund>> open_refunds(db::Tx& tx, const std::string& reference);
/// Captured less refunded and less what is about to be refunded.
[[nodiscard]] Money kept_of(const std::vector<Payment>& payments, const Currency& currency);
/// Divides a refund over payments, the latest first; at most what each of them kept.
[[nodiscard]] std::vector<Refund> divide_refund(const std::vector<Payment>& payments,
                                                const Money& amount, const std::string& purpose);
[[nodiscard]] Charge charge_of(const Payment& payment);

// What the gateway tells by itself.

/// One event of the gateway's webhooks, its signature proven.
struct GatewayEvent {
    std::string event_id;
    std::string type;
    GatewayAnswer state;  ///< the payment as of that event
    bool carries_state = false;
};
enum class Intake : std::uint8_t { recorded, repeated, unknown_payment, contradicts };
[[nodiscard]] std::string_view name_of(Intake intake);
/// Duplicates and events that come late change nothing; a contradiction is kept in the history.
Task<Result<Intake>> take_event(Step& step, Till& till, const GatewayEvent& event);

}  // namespace vacancy::payments
