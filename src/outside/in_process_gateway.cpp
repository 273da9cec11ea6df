#include "outside/in_process_gateway.hpp"

#include "outside/sandbox/mail/header_text.hpp"
#include "outside/sandbox/till/ledger.hpp"
#include "outside/sandbox/till/test_tokens.hpp"

#include <fmt/format.h>

#include <deque>
#include <mutex>
#include <unordered_map>
#include <utility>

namespace vacancy::outside {
namespace {

using payments::GatewayAnswer;
using payments::PaymentStatus;

PaymentStatus status_of(const std::string& status) {
    if (status == "authorized") return PaymentStatus::authorized;
    if (status == "captured") return PaymentStatus::captured;
    if (status == "voided") return PaymentStatus::voided;
    if (status == "refunded") return PaymentStatus::refunded;
    return PaymentStatus::declined;
}

GatewayAnswer show(const LedgerAnswer& ledger) {
    const LedgerEntry& entry = ledger.entry;
    const Currency currency = Currency::parse(entry.currency).value_or(eur());
    GatewayAnswer answer{.transaction_id = entry.payment_id,
                         .status = status_of(entry.status),
                         .decline_reason = ledger.decline_code,
                         .gateway_latency_ms = 0,
                         .authorized = {entry.authorized, currency},
                         .captured = {entry.captured, currency},
                         .refunded = {entry.refunded, currency},
                         .refund_id = ledger.refund_id};
    if (ledger.refused == Refused::declined) answer.status = PaymentStatus::declined;
    return answer;
}

/// The driver's reading of refusals: being there already is a success.
Result<GatewayAnswer> judge(const LedgerAnswer& ledger, PaymentStatus wanted) {
    if (ledger.refused == Refused::no || ledger.refused == Refused::declined) return show(ledger);
    if (ledger.refused == Refused::not_found) return fail(ErrorCode::not_found);
    GatewayAnswer now = show(ledger);
    if (now.status == wanted) return now;
    if (now.status == PaymentStatus::captured && wanted == PaymentStatus::voided)
        return fail(ErrorCode::illegal_transition, "it is captured: refund it");
    return fail(ErrorCode::payment_error, "the gateway refused");
}

}  // namespace

struct InProcessGateway::State {
    State()
        : ledger([this](std::string_view prefix) {
              return fmt::format("{}_in_process_{}", prefix, ++last_id);
          }) {}

    std::uint64_t last_id = 0;
    mutable std::mutex guard;
    Ledger ledger;
    /// First answers by idempotency key; only what succeeded or was declined is kept.
    std::unordered_map<std::string, GatewayAnswer> answers{};
    std::unordered_map<std::string, int> tries{};

    template <class Act>
    Result<GatewayAnswer> once(const std::string& key, PaymentStatus wanted, Act act) {
        const std::scoped_lock lock(guard);
        if (const auto known = answers.find(key); known != answers.end()) return known->second;
        const LedgerAnswer told = act(ledger);
        auto answer = judge(told, wanted);
        if (answer && !key.empty()) answers.emplace(key, *answer);
        return answer;
    }
    int try_of(const std::string& key) {
        const std::scoped_lock lock(guard);
        return ++tries[key];
    }
};

InProcessGateway::InProcessGateway() : state_(std::make_unique<State>()) {}
InProcessGateway::~InProcessGateway() = default;

Task<Result<GatewayAnswer>> InProcessGateway::authorize(Step&,
                                                        const payments::AuthorizeRequest& asked) {
    const Quirk quirk = behavior_of(asked.token.reveal()).quirk;
    const bool loses =
        quirk == Quirk::drop_before || quirk == Quirk::drop_after || quirk == Quirk::error_500;
    const bool lost = loses && state_->try_of(asked.idempotency_key) == 1;
    if (lost && quirk != Quirk::drop_after) co_return fail(ErrorCode::outcome_unknown);
    Authorization authorization{.reference = asked.reference,
                                .currency = std::string(asked.amount.currency.code()),
                                .amount = asked.amount.amount,
                                .token = asked.token.reveal()};
    auto answer = state_->once(asked.idempotency_key, PaymentStatus::authorized,
                               [&](Ledger& ledger) { return ledger.authorize(authorization); });
    if (lost) co_return fail(ErrorCode::outcome_unknown);
    co_return answer;
}

Task<Result<GatewayAnswer>> InProcessGateway::increment(Step&,
                                                        const payments::IncrementRequest& asked) {
    co_return state_->once(asked.idempotency_key, PaymentStatus::authorized, [&](Ledger& ledger) {
        return ledger.increment(asked.transaction_id, asked.total.amount);
    });
}

Task<Result<GatewayAnswer>> InProcessGateway::capture(Step&,
                                                      const payments::CaptureRequest& asked) {
    co_return state_->once(asked.idempotency_key, PaymentStatus::captured, [&](Ledger& ledger) {
        return ledger.capture(asked.transaction_id, asked.amount.amount);
    });
}

Task<Result<GatewayAnswer>> InProcessGateway::void_authorization(
    Step&, const payments::ReturnRequest& asked) {
    co_return state_->once(asked.idempotency_key, PaymentStatus::voided,
                           [&](Ledger& ledger) { return ledger.cancel(asked.transaction_id); });
}

Task<Result<GatewayAnswer>> InProcessGateway::refund(Step&, const payments::ReturnRequest& asked) {
    std::optional<std::int64_t> amount;
    if (asked.amount) amount = asked.amount->amount;
    co_return state_->once(asked.idempotency_key, PaymentStatus::refunded, [&](Ledger& ledger) {
        return ledger.refund(asked.transaction_id, amount);
    });
}

Task<Result<GatewayAnswer>> InProcessGateway::look_up(Step&, const std::string& transaction_id) {
    const std::scoped_lock lock(state_->guard);
    const LedgerEntry* entry = state_->ledger.find(transaction_id);
    if (entry == nullptr) co_return fail(ErrorCode::not_found);
    co_return show({.entry = *entry, .decline_code = entry->decline_code});
}

std::vector<InProcessGateway::Entry> InProcessGateway::ledger() const {
    const std::scoped_lock lock(state_->guard);
    std::vector<Entry> shown;
    shown.reserve(state_->ledger.entries().size());
    for (const LedgerEntry& entry : state_->ledger.entries())
        shown.push_back({.payment_id = entry.payment_id,
                         .reference = entry.reference,
                         .status = entry.status,
                         .currency = entry.currency,
                         .authorized = entry.authorized,
                         .captured = entry.captured,
                         .refunded = entry.refunded});
    return shown;
}

struct InProcessMailbox::State {
    std::size_t keep = 0;
    mutable std::mutex guard{};
    std::deque<Letter> kept{};
    std::unordered_map<std::string, std::size_t> deliveries{};
    std::size_t delivered = 0;
};

InProcessMailbox::InProcessMailbox(std::size_t keep) : state_(std::make_unique<State>()) {
    state_->keep = keep;
}
InProcessMailbox::~InProcessMailbox() = default;

Result<void> InProcessMailbox::take(const std::string& to, const std::string& message) {
    std::string id = header_field(message, "message-id");
    const std::scoped_lock lock(state_->guard);
    ++state_->delivered;
    if (++state_->deliveries[id] > 1 || state_->keep == 0) return {};
    if (state_->kept.size() == state_->keep) state_->kept.pop_front();
    state_->kept.push_back({.message_id = std::move(id), .to = to, .raw = message});
    return {};
}

std::vector<InProcessMailbox::Letter> InProcessMailbox::kept() const {
    const std::scoped_lock lock(state_->guard);
    return {state_->kept.begin(), state_->kept.end()};
}

std::size_t InProcessMailbox::distinct() const {
    const std::scoped_lock lock(state_->guard);
    return state_->deliveries.size();
}

std::size_t InProcessMailbox::delivered() const {
    const std::scoped_lock lock(state_->guard);
    return state_->delivered;
}

}  // namespace vacancy::outside
