#include "payments/store/ledger.hpp"

#include "db/later.hpp"

namespace vacancy::payments::store {
namespace {

constexpr db::Sql insert_payment_sql{
    "payments.insert_payment", "INSERT", "payment",
    "INSERT INTO payment (payment_id, reference, part, method, token, card_last_four, status, "
    "currency, amount_minor, authorized_minor, captured_minor, refunded_minor, "
    "refund_intended_minor, transaction_id, decline_reason, created_at, updated_at) "
    "VALUES ($1, $2, $3, $4, $5, $6, 'intended', $7, $8, 0, 0, 0, 0, NULL, '', $9, $9) "
    "ON CONFLICT (payment_id) DO NOTHING"};

constexpr db::Sql insert_guarantee_sql{
    "payments.insert_guarantee", "INSERT", "payment",
    "INSERT INTO payment (payment_id, reference, part, method, token, card_last_four, status, "
    "currency, amount_minor, authorized_minor, captured_minor, refunded_minor, "
    "refund_intended_minor, transaction_id, decline_reason, created_at, updated_at) "
    "VALUES ($1, $2, $3, $4, $5, $6, 'voided', $7, $8, 0, 0, 0, 0, NULL, '', $9, $9) "
    "ON CONFLICT (payment_id) DO NOTHING"};

constexpr db::Sql save_payment_sql{
    "payments.save_payment", "UPDATE", "payment",
    "UPDATE payment SET status = $2, authorized_minor = $3, captured_minor = $4, "
    "refunded_minor = $5, transaction_id = $6, decline_reason = $7, updated_at = $8 "
    "WHERE payment_id = $1"};

constexpr db::Sql load_payment_sql{
    "payments.load_payment", "SELECT", "payment",
    "SELECT payment_id, reference, part, method, token, card_last_four, status, currency, "
    "amount_minor, authorized_minor, captured_minor, refunded_minor, refund_intended_minor, "
    "transaction_id, decline_reason FROM payment WHERE payment_id = $1"};

constexpr db::Sql load_by_transaction_sql{
    "payments.load_by_transaction", "SELECT", "payment",
    "SELECT payment_id, reference, part, method, token, card_last_four, status, currency, "
    "amount_minor, authorized_minor, captured_minor, refunded_minor, refund_intended_minor, "
    "transaction_id, decline_reason FROM payment WHERE transaction_id = $1"};

constexpr db::Sql load_by_reference_sql{
    "payments.load_by_reference", "SELECT", "payment",
    "SELECT payment_id, reference, part, method, token, card_last_four, status, currency, "
    "amount_minor, authorized_minor, captured_minor, refunded_minor, refund_intended_minor, "
    "transaction_id, decline_reason FROM payment WHERE reference = $1 ORDER BY part"};

constexpr db::Sql empty_tokens_sql{"payments.empty_tokens", "UPDATE", "payment",
                                   "UPDATE payment SET token = '' WHERE reference = $1"};

constexpr db::Sql insert_refund_sql{
    "payments.insert_refund", "INSERT", "payment_refund",
    "INSERT INTO payment_refund (payment_id, purpose, reference, currency, amount_minor, done, "
    "refund_id, created_at) VALUES ($1, $2, $3, $4, $5, 0, '', $6) "
    "ON CONFLICT (payment_id, purpose) DO NOTHING"};

constexpr db::Sql set_aside_sql{
    "payments.set_aside_refund", "UPDATE", "payment",
    "UPDATE payment SET refund_intended_minor = refund_intended_minor + $2, updated_at = $3 "
    "WHERE payment_id = $1 AND refund_intended_minor + $2 <= captured_minor"};

constexpr db::Sql mark_refunded_sql{
    "payments.mark_refunded", "UPDATE", "payment_refund",
    "UPDATE payment_refund SET done = 1, refund_id = $3 WHERE payment_id = $1 AND purpose = $2"};

constexpr db::Sql load_refunds_sql{
    "payments.load_refunds", "SELECT", "payment_refund",
    "SELECT payment_id, purpose, amount_minor, currency, done, refund_id FROM payment_refund "
    "WHERE reference = $1 ORDER BY payment_id, purpose"};

constexpr db::Sql sum_of_refunds_sql{
    "payments.sum_of_refunds", "SELECT", "payment_refund",
    "SELECT CAST(COALESCE(SUM(amount_minor), 0) AS BIGINT) FROM payment_refund "
    "WHERE payment_id = $1 AND done = 1"};

constexpr db::Sql append_sql{
    "payments.append_event", "INSERT", "payment_event",
    "INSERT INTO payment_event (payment_id, seq, what, amount_minor, detail, at) VALUES ($1, "
    "(SELECT COALESCE(MAX(seq), 0) + 1 FROM payment_event WHERE payment_id = $1), $2, $3, $4, $5)"};

constexpr db::Sql purge_events_sql{
    "payments.purge_gateway_events", "DELETE", "gateway_event",
    "DELETE FROM gateway_event WHERE event_id IN (SELECT e.event_id FROM gateway_event e "
    "WHERE e.received_at < $1 LIMIT $2)"};

constexpr db::Sql insert_event_sql{
    "payments.insert_gateway_event", "INSERT", "gateway_event",
    "INSERT INTO gateway_event (event_id, type, transaction_id, result, received_at) "
    "VALUES ($1, $2, $3, $4, $5) ON CONFLICT (event_id) DO NOTHING"};

Last4 last4_of(std::string_view digits) {
    auto parsed = Last4::parse(digits);
    return parsed ? *parsed : Last4{};
}

Payment payment_in(const db::Row& row) {
    Payment payment;
    payment.id = row.id<PaymentId>(0);
    payment.reference = row.text(1);
    payment.part = row.small(2);
    payment.means = {
        .method = row.text(3), .token = Secret(row.text(4)), .last4 = last4_of(row.text_view(5))};
    payment.status = parse_ledger_status(row.text_view(6));
    payment.amount = row.money(8, 7);
    payment.authorized = row.money(9, 7);
    payment.captured = row.money(10, 7);
    payment.refunded = row.money(11, 7);
    payment.refund_intended = row.money(12, 7);
    payment.transaction_id = row.optional_text(13).value_or("");
    payment.decline_reason = row.text(14);
    return payment;
}

}  // namespace

Result<bool> insert_payment(db::Tx& tx, const Charge& charge) {
    TRY(const auto rows,
        tx.run(insert_payment_sql, charge.id, charge.reference, charge.part, charge.means.method,
               charge.means.token.reveal(), charge.means.last4.text(), charge.amount.currency,
               charge.amount.amount, tx.now()));
    return rows == 1;
}

Result<void> insert_guarantee(db::Tx& tx, const Charge& charge) {
    return db::later(tx, {}, insert_guarantee_sql, charge.id, charge.reference, charge.part,
                     charge.means.method, charge.means.token.reveal(), charge.means.last4.text(),
                     charge.amount.currency, charge.amount.amount, tx.now());
}

Result<void> save_payment(db::Tx& tx, const Payment& payment) {
    const auto transaction = payment.transaction_id.empty()
                                 ? std::nullopt
                                 : std::optional<std::string>(payment.transaction_id);
    const db::Exactly one{.rows = 1, .otherwise = ErrorCode::internal};  // it was just read
    return db::later(tx, one, save_payment_sql, payment.id, name_of(payment.status),
                     payment.authorized.amount, payment.captured.amount, payment.refunded.amount,
                     transaction, payment.decline_reason, tx.now());
}

Result<std::optional<Payment>> load_payment(db::Tx& tx, PaymentId id) {
    return tx.first(load_payment_sql, payment_in, id);
}

Result<std::optional<Payment>> load_by_transaction(db::Tx& tx, const std::string& transaction_id) {
    return tx.first(load_by_transaction_sql, payment_in, transaction_id);
}

Result<std::vector<Payment>> load_by_reference(db::Tx& tx, const std::string& reference) {
    std::vector<Payment> found;
    TRY_VOID(tx.each(
        load_by_reference_sql, [&](const db::Row& row) { found.push_back(payment_in(row)); },
        reference));
    return found;
}

Result<void> empty_tokens(db::Tx& tx, const std::string& reference) {
    TRY_VOID(tx.run(empty_tokens_sql, reference));
    return {};
}

Result<bool> insert_refund(db::Tx& tx, const Refund& refund, const std::string& reference) {
    TRY(const auto inserted, tx.run(insert_refund_sql, refund.payment, refund.purpose, reference,
                                    refund.amount.currency, refund.amount.amount, tx.now()));
    if (inserted == 0) return false;
    TRY(const auto set_aside,
        tx.run(set_aside_sql, refund.payment, refund.amount.amount, tx.now()));
    if (set_aside != 1)
        return fail(ErrorCode::constraint_violated, "more than what was captured cannot go back");
    return true;
}

Result<void> mark_refunded(db::Tx& tx, const Refund& refund) {
    TRY_VOID(tx.run(mark_refunded_sql, refund.payment, refund.purpose, refund.refund_id));
    return {};
}

Result<std::vector<Refund>> load_refunds(db::Tx& tx, const std::string& reference) {
    std::vector<Refund> found;
    TRY_VOID(tx.each(
        load_refunds_sql,
        [&](const db::Row& row) {
            found.push_back({.payment = row.id<PaymentId>(0),
                             .purpose = row.text(1),
                             .amount = row.money(2, 3),
                             .done = row.boolean(4),
                             .refund_id = row.text(5)});
        },
        reference));
    return found;
}

Result<std::int64_t> sum_of_refunds(db::Tx& tx, PaymentId payment) {
    const auto integer = [](const db::Row& row) { return row.integer(0); };
    TRY(const auto sum, tx.first(sum_of_refunds_sql, integer, payment));
    return sum.value_or(0);
}

Result<void> append(db::Tx& tx, const LedgerLine& line) {
    return db::later(tx, {}, append_sql, line.payment, line.what, line.amount.amount, line.detail,
                     tx.now());
}

Result<bool> insert_event(db::Tx& tx, const EventRow& event) {
    TRY(const auto rows, tx.run(insert_event_sql, event.event_id, event.type, event.transaction_id,
                                event.result, tx.now()));
    return rows == 1;
}

Result<std::int64_t> purge_events(db::Tx& tx, Instant before, int limit) {
    return tx.run(purge_events_sql, before, limit);
}

}  // namespace vacancy::payments::store
