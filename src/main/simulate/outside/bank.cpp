#include "main/simulate/outside/bank.hpp"

namespace vacancy::simulate {

using namespace std::chrono_literals;
using outside::LedgerAnswer;
using outside::LedgerEntry;
using outside::Refused;
using payments::GatewayAnswer;
using payments::PaymentStatus;

namespace {

PaymentStatus status_of(const std::string& status) {
    if (status == "authorized") return PaymentStatus::authorized;
    if (status == "captured") return PaymentStatus::captured;
    if (status == "voided") return PaymentStatus::voided;
    if (status == "refunded") return PaymentStatus::refunded;
    return PaymentStatus::declined;
}

GatewayAnswer shown(const LedgerEntry& entry, const std::string& refund_id) {
    const Currency currency = Currency::parse(entry.currency).value_or(eur());
    return {.transaction_id = entry.payment_id,
            .status = status_of(entry.status),
            .decline_reason = entry.decline_code,
            .authorized = {entry.authorized, currency},
            .captured = {entry.captured, currency},
            .refunded = {entry.refunded, currency},
            .refund_id = refund_id};
}

Result<GatewayAnswer> judged(const LedgerAnswer& answer, PaymentStatus wanted) {
    if (answer.refused == Refused::not_found) return fail(ErrorCode::not_found);
    GatewayAnswer now = shown(answer.entry, answer.refund_id);
    if (answer.refused == Refused::no || answer.refused == Refused::declined) return now;
    if (now.status == wanted) return now;  // it is there already
    if (now.status == PaymentStatus::captured && wanted == PaymentStatus::voided)
        return fail(ErrorCode::illegal_transition, "it is captured: refund it");
    return fail(ErrorCode::payment_error, "the gateway refused");
}

}  // namespace

Bank::Bank(Chaos& chaos, Timeline& timeline, Witness& witness)
    : chaos_(chaos),
      timeline_(timeline),
      witness_(witness),
      ledger_(
          [this](std::string_view prefix) { return fmt::format("{}_{}", prefix, ++last_id_); }) {}

Bank::Answer Bank::act(const Order& order) {
    if (const auto known = answers_.find(order.key); known != answers_.end()) return known->second;
    const LedgerAnswer told = order.act(ledger_);
    auto answer = judged(told, order.wanted);
    witness_.note("bank {} {} {}", order.what, order.key,
                  answer ? payments::name_of(answer->status) : name_of(answer.error().code));
    if (!answer) return answer;
    answers_.emplace(order.key, *answer);
    if (told.refused == Refused::no) tell(told.entry, order.what);
    return answer;
}

void Bank::tell(const LedgerEntry& entry, const std::string& what) {
    auto event = std::make_shared<payments::GatewayEvent>(
        payments::GatewayEvent{.event_id = fmt::format("evt_{}", ++last_event_),
                               .type = what,
                               .state = shown(entry, {}),
                               .carries_state = true});
    deliver(event, chaos_.dice.chance(200) ? 2 : 1);
}

void Bank::deliver(const std::shared_ptr<payments::GatewayEvent>& event, int times) {
    for (int i = 0; i < times; ++i) {
        // Often before the answer is back, sometimes minutes later, behind those that follow.
        const auto how_late = chaos_.dice.chance(300)   ? chaos_.dice.between(0us, 2'000us)
                              : chaos_.dice.chance(700) ? chaos_.dice.between(2'000us, 3'000'000us)
                                                        : chaos_.dice.between(0us, 120'000'000us);
        timeline_.after(how_late, Side::outside, [this, event] { deliver_(*event); });
    }
}

Bank::Fate Bank::draw(Step& step, const Order& order) {
    Fate fate = Fate::prompt;
    if (timeline_.now() < back_at_) {
        chaos_.count("bank away");
        fate = chaos_.dice.chance(500) ? Fate::refused : Fate::lost_before;
    } else if (chaos_.strikes("bank", chaos_.weather.gateway)) {
        constexpr std::array kinds{Fate::refused, Fate::lost_before, Fate::lost_after, Fate::late,
                                   Fate::delayed};
        fate = chaos_.dice.one_of(kinds);
        constexpr std::array<std::string_view, 6> names{"",           "refused", "lost before",
                                                        "lost after", "late",    "delayed"};
        chaos_.count(fmt::format("bank {}", names.at(static_cast<std::size_t>(fate))));
    }
    if (fate == Fate::prompt) return fate;
    chaos_.touch(step.context().trace_id);
    std::string reference = order.reference;
    if (const LedgerEntry* entry = ledger_.find(order.transaction)) reference = entry->reference;
    chaos_.touch_reference(reference);
    return fate;
}

Task<Bank::Answer> Bank::ask(Step& step, Order order) {
    const Fate fate = draw(step, order);
    const auto there = chaos_.dice.between(500us, 150'000us);
    const auto back = chaos_.dice.between(500us, 150'000us);
    if (fate == Fate::refused) {
        co_await timeline_.pause(there);
        co_return fail(ErrorCode::upstream_unavailable);
    }
    const auto shared = std::make_shared<const Order>(std::move(order));
    const auto answer = std::make_shared<std::optional<Answer>>();
    const auto arrive = [this, shared, answer] {
        auto told = act(*shared);
        if (!*answer) answer->emplace(std::move(told));
    };
    auto arrives = there;
    if (fate == Fate::delayed) arrives += chaos_.dice.between(5s, 90s);
    if (fate != Fate::lost_before) timeline_.after(arrives, Side::outside, arrive);
    // The network repeats a request by itself.
    if (fate != Fate::lost_before && chaos_.strikes("bank asked twice", 50))
        timeline_.after(arrives + chaos_.dice.between(1us, 20'000'000us), Side::outside, arrive);
    if (fate == Fate::prompt || fate == Fate::late) {
        auto returns = there + back;
        if (fate == Fate::late) returns += chaos_.dice.between(20s, 60s);
        co_await timeline_.pause(returns);
        must(answer->has_value());
        co_return **answer;
    }
    co_await timeline_.pause(there + chaos_.dice.between(100'000us, 10'000'000us));
    co_return fail(chaos_.dice.chance(500) ? ErrorCode::outcome_unknown : ErrorCode::timeout);
}

Task<Bank::Answer> Bank::authorize(Step& step, const payments::AuthorizeRequest& asked) {
    const outside::Authorization wanted{.reference = asked.reference,
                                        .currency = std::string(asked.amount.currency.code()),
                                        .amount = asked.amount.amount,
                                        .token = asked.token.reveal()};
    Order order{.what = "authorize",
                .key = asked.idempotency_key,
                .reference = asked.reference,
                .transaction = {},
                .wanted = PaymentStatus::authorized,
                .act = [wanted](outside::Ledger& ledger) { return ledger.authorize(wanted); }};
    co_return co_await ask(step, std::move(order));
}

Task<Bank::Answer> Bank::increment(Step& step, const payments::IncrementRequest& asked) {
    Order order{.what = "increment",
                .key = asked.idempotency_key,
                .reference = {},
                .transaction = asked.transaction_id,
                .wanted = PaymentStatus::authorized,
                .act = [id = asked.transaction_id, total = asked.total.amount](
                           outside::Ledger& ledger) { return ledger.increment(id, total); }};
    co_return co_await ask(step, std::move(order));
}

Task<Bank::Answer> Bank::capture(Step& step, const payments::CaptureRequest& asked) {
    Order order{.what = "capture",
                .key = asked.idempotency_key,
                .reference = {},
                .transaction = asked.transaction_id,
                .wanted = PaymentStatus::captured,
                .act = [id = asked.transaction_id, amount = asked.amount.amount](
                           outside::Ledger& ledger) { return ledger.capture(id, amount); }};
    co_return co_await ask(step, std::move(order));
}

Task<Bank::Answer> Bank::void_authorization(Step& step, const payments::ReturnRequest& asked) {
    Order order{
        .what = "void",
        .key = asked.idempotency_key,
        .reference = {},
        .transaction = asked.transaction_id,
        .wanted = PaymentStatus::voided,
        .act = [id = asked.transaction_id](outside::Ledger& ledger) { return ledger.cancel(id); }};
    co_return co_await ask(step, std::move(order));
}

Task<Bank::Answer> Bank::refund(Step& step, const payments::ReturnRequest& asked) {
    std::optional<std::int64_t> amount;
    if (asked.amount) amount = asked.amount->amount;
    Order order{.what = "refund",
                .key = asked.idempotency_key,
                .reference = {},
                .transaction = asked.transaction_id,
                .wanted = PaymentStatus::refunded,
                .act = [id = asked.transaction_id, amount](outside::Ledger& ledger) {
                    return ledger.refund(id, amount);
                }};
    co_return co_await ask(step, std::move(order));
}

Task<Bank::Answer> Bank::look_up(Step&, const std::string& transaction_id) {
    const LedgerEntry* entry = ledger_.find(transaction_id);
    if (entry == nullptr) co_return fail(ErrorCode::not_found);
    co_return shown(*entry, {});
}

}  // namespace vacancy::simulate
