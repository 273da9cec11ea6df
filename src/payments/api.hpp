#pragma once
// The door of the payments room. A payment is one authorization and what follows from it; its row
// in our ledger is written before the gateway is asked and never shows more than the gateway told.
//
// Two kinds of functions: verbs ask the gateway (no transaction is open), plain functions with a
// db::Tx& write the ledger inside the caller's transaction. All of them may be repeated: keys are
// derived from our own payment id, and the ledger only moves forward.

#include "payments/model/payment.hpp"
#include "payments/till.hpp"

#include <optional>
#include <string>
#include <vector>

namespace vacancy::payments {

// Verbs: they call the gateway and touch no table.

/// Authorizes with the payment's own key. A decline is an answer. Errors as Gateway tells them.
Task<Result<GatewayAnswer>> authorize(Step& step, Till& till, const Charge& charge);
struct Raise {
    Money total;       ///< what is to be authorized in all
    std::string wish;  ///< whose it is: with the total it makes the key, so that the same wish may
                       ///< be asked for again, and another one is not told the answer of the first
};
/// Raises an authorization. A decline is an answer and leaves the authorization as it was.
Task<Result<GatewayAnswer>> increment(Step& step, Till& till, const Payment& payment,
                                      const Raise& raise);
/// The payment as the gateway has it now: when an answer was lost.
Task<Result<GatewayAnswer>> look_up(Step& step, Till& till, const Payment& payment);
Task<Result<GatewayAnswer>> capture(Step& step, Till& till, const Payment& payment);
/// Gives the money up whatever happened to it: voids the authorization, or refunds it when it was
/// captured. With only our own keys known (the answer was lost) it first asks for the authorization
/// again with the same key, which tells the transaction. Answers `declined` when the gateway had
/// declined, so that there was nothing to give up.
Task<Result<GatewayAnswer>> give_up(Step& step, Till& till, const Payment& payment);
Task<Result<GatewayAnswer>> refund(Step& step, Till& till, const Payment& payment,
                                   const Refund& asked);

/// What the ledger is told of a payment that the gateway never learned of: it is given up, so that
/// no intention stays open.
[[nodiscard]] GatewayAnswer never_sent(const Payment& payment);

// An answer as one word of a saga's state: who takes an undoing over knows what was heard before,
// although no row has written it to the ledger yet.

/// "voided|EUR|20000|0|0|pi_1|": status, currency, authorized, captured and refunded in minor
/// units, transaction, why it was declined. No answer is the empty word.
[[nodiscard]] std::string word_of(const std::optional<GatewayAnswer>& answer);
/// The other way. constraint_violated: that was not such a word.
[[nodiscard]] Result<std::optional<GatewayAnswer>> read_answer(std::string_view word);

// The ledger, inside the caller's transaction.

/// Before the gateway is asked. Harmless when it is there already.
Result<void> intend(db::Tx& tx, const Charge& charge);
/// Keeps a card for what may become due later, a stay or a fee: a payment that was given up before
/// it was ever asked for. Its token stays until the cards of its reference are forgotten.
Result<void> keep_card(db::Tx& tx, const Charge& guarantee);
/// Such a payment: the gateway has never heard of it.
[[nodiscard]] bool is_guarantee(const Payment& payment);
/// What the gateway answered; amounts only rise, and a status goes only forward.
Result<void> note(db::Tx& tx, PaymentId payment, const GatewayAnswer& answer);
/// Refuses with constraint_violated when more than what was captured would go back.
Result<void> intend_refund(db::Tx& tx, const Refund& asked);
Result<void> note_refund(db::Tx& tx, const Refund& asked, const GatewayAnswer& answer);

Result<std::optional<Payment>> find_payment(db::Tx& tx, PaymentId id);
/// All payments of a reference, by part.
Result<std::vector<Payment>> payments_of(db::Tx& tx, const std::string& reference);
/// All refunds of a reference, done or not.
Result<std::vector<Refund>> refunds_of(db::Tx& tx, const std::string& reference);
/// Forgets the cards of a reference; nothing more can be charged to them.
Result<void> forget_means(db::Tx& tx, const std::string& reference);
/// The same if no payment of it is between two states (intended, authorized), where its card may
/// have to be named again; answers whether it did.
Result<bool> forget_idle_means(db::Tx& tx, const std::string& reference);
/// Deletes at most `limit` events of the gateway that were taken in before that.
Result<std::int64_t> purge_gateway_events(db::Tx& tx, Instant before, int limit);

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
