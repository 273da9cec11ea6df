#pragma once
// The till's tables: payment, payment_refund, payment_event, gateway_event. Plain functions inside
// the caller's transaction.

#include "db/database.hpp"
#include "payments/model/payment.hpp"

#include <optional>
#include <string>
#include <vector>

namespace vacancy::payments::store {

/// Answers false when the payment is there already.
Result<bool> insert_payment(db::Tx& tx, const Charge& charge);
/// One that nobody will ask the gateway for; only its card is kept.
Result<void> insert_guarantee(db::Tx& tx, const Charge& charge);
Result<void> save_payment(db::Tx& tx, const Payment& payment);
Result<std::optional<Payment>> load_payment(db::Tx& tx, PaymentId id);
Result<std::optional<Payment>> load_by_transaction(db::Tx& tx, const std::string& transaction_id);
Result<std::vector<Payment>> load_by_reference(db::Tx& tx, const std::string& reference);
Result<void> empty_tokens(db::Tx& tx, const std::string& reference);

/// Sets the amount aside of what was captured; constraint_violated when that is not enough.
/// Answers false when this refund was journaled before.
Result<bool> insert_refund(db::Tx& tx, const Refund& refund, const std::string& reference);
Result<void> mark_refunded(db::Tx& tx, const Refund& refund);
Result<std::vector<Refund>> load_refunds(db::Tx& tx, const std::string& reference);
/// The sum of the refunds that are done.
Result<std::int64_t> sum_of_refunds(db::Tx& tx, PaymentId payment);

struct LedgerLine {
    PaymentId payment;
    std::string what;
    Money amount;
    std::string detail{};
};
Result<void> append(db::Tx& tx, const LedgerLine& line);

struct EventRow {
    std::string event_id;
    std::string type;
    std::string transaction_id;
    std::string result;
};
/// Answers false when the event was taken in before.
Result<bool> insert_event(db::Tx& tx, const EventRow& event);

Result<std::int64_t> purge_events(db::Tx& tx, Instant before, int limit);

}  // namespace vacancy::payments::store
