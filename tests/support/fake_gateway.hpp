#pragma once
// A payment gateway in memory that can fail in every way: unreachable, refusing, losing the answer
// before or after it acted, answering too late. Its ledger is plain memory, so that a test may
// share it with a process it kills.

#include "payments/gateway.hpp"
#include "trace/pause.hpp"

#include <algorithm>
#include <array>
#include <cstring>
#include <deque>
#include <map>
#include <string>

namespace vacancy::testing {

enum class Fault : std::uint8_t {
    none,
    unreachable,  ///< nothing happened, and the caller knows
    refuses,      ///< it does not like the request; nothing happened
    lost_before,  ///< the answer is lost, nothing happened
    lost_after,   ///< the answer is lost, it happened
    late_before,  ///< never acts, and only answers after the deadline
    late_after    ///< acts, and answers after the deadline
};
inline constexpr std::array all_faults{Fault::unreachable, Fault::refuses,     Fault::lost_before,
                                       Fault::lost_after,  Fault::late_before, Fault::late_after};

struct LedgerItem {
    std::array<char, 32> id{};
    std::array<char, 96> key{};
    std::array<char, 48> reference{};
    payments::PaymentStatus status = payments::PaymentStatus::declined;
    std::int64_t authorized = 0;
    std::int64_t captured = 0;
    std::int64_t refunded = 0;
};

struct GatewayLedger {
    std::array<LedgerItem, 64> items{};
    std::size_t count = 0;
    std::array<std::array<char, 128>, 64> refund_keys{};
    std::size_t refunds = 0;

    [[nodiscard]] std::int64_t held() const {
        std::int64_t sum = 0;
        for (std::size_t i = 0; i < count; ++i)
            if (items[i].status == payments::PaymentStatus::authorized) sum += items[i].authorized;
        return sum;
    }
    [[nodiscard]] std::int64_t kept() const {
        std::int64_t sum = 0;
        for (std::size_t i = 0; i < count; ++i) sum += items[i].captured - items[i].refunded;
        return sum;
    }
};

class FakeGateway final : public payments::Gateway {
public:
    using Answer = Result<payments::GatewayAnswer>;
    FakeGateway(GatewayLedger& ledger, Timers& timers) : ledger_(ledger), timers_(timers) {}

    /// The next calls of that verb ("authorize", "capture", "void", "refund") fail so, in order.
    void fail_next(const std::string& verb, Fault fault, int times = 1) {
        for (int i = 0; i < times; ++i) faults_[verb].push_back(fault);
    }
    void recover() { faults_.clear(); }

    Task<Answer> authorize(Step&, const payments::AuthorizeRequest& asked) override {
        co_return co_await meet("authorize", [&] { return authorized(asked); });
    }
    Task<Answer> increment(Step&, const payments::IncrementRequest& asked) override {
        co_return co_await meet("increment", [&] { return raised(asked); });
    }
    Task<Answer> capture(Step&, const payments::CaptureRequest& asked) override {
        co_return co_await meet("capture", [&] { return captured(asked); });
    }
    Task<Answer> void_authorization(Step&, const payments::ReturnRequest& asked) override {
        co_return co_await meet("void", [&] { return voided(asked); });
    }
    Task<Answer> refund(Step&, const payments::ReturnRequest& asked) override {
        co_return co_await meet("refund", [&] { return refunded(asked); });
    }
    Task<Answer> look_up(Step&, const std::string& id) override {
        co_return co_await meet("look_up", [&] { return answer_of(find(id)); });
    }

private:
    template <class Act>
    Task<Answer> meet(std::string verb, Act act) {
        Fault fault = Fault::none;
        auto& waiting = faults_[verb];
        if (!waiting.empty()) {
            fault = waiting.front();
            waiting.pop_front();
        }
        switch (fault) {
            case Fault::none: break;
            case Fault::unreachable: co_return fail(ErrorCode::upstream_unavailable);
            case Fault::refuses: co_return fail(ErrorCode::payment_error);
            case Fault::lost_before: co_return fail(ErrorCode::outcome_unknown);
            case Fault::lost_after: {
                const Answer acted = act();
                co_return fail(ErrorCode::outcome_unknown);
            }
            case Fault::late_before: co_await timers_.pause(std::chrono::seconds(60)); break;
            case Fault::late_after: {
                const Answer acted = act();
                co_await timers_.pause(std::chrono::seconds(60));
                co_return fail(ErrorCode::timeout);
            }
        }
        co_return act();
    }

    template <std::size_t N>
    static void copy(std::array<char, N>& to, const std::string& from) {
        must(from.size() < N);
        std::memcpy(to.data(), from.c_str(), from.size() + 1);
    }
    LedgerItem& find(const std::string& id) {
        for (std::size_t i = 0; i < ledger_.count; ++i)
            if (id == ledger_.items[i].id.data()) return ledger_.items[i];
        broken_promise("the gateway knows that payment", __FILE__, __LINE__);
    }
    Answer answer_of(const LedgerItem& item) {
        const auto money = [](std::int64_t amount) { return Money{amount, eur()}; };
        return payments::GatewayAnswer{
            .transaction_id = item.id.data(),
            .status = item.status,
            .decline_reason =
                item.status == payments::PaymentStatus::declined ? "insufficient_funds" : "",
            .gateway_latency_ms = 12.5,
            .authorized = money(item.authorized),
            .captured = money(item.captured),
            .refunded = money(item.refunded),
            .refund_id = item.refunded > 0 ? "re_1" : ""};
    }
    Answer authorized(const payments::AuthorizeRequest& asked) {
        for (std::size_t i = 0; i < ledger_.count; ++i)
            if (asked.idempotency_key == ledger_.items[i].key.data()) {
                LedgerItem first = ledger_.items[i];  // the same key: the first answer again
                if (first.status == payments::PaymentStatus::voided)
                    first.status = payments::PaymentStatus::authorized;
                return answer_of(first);
            }
        must(ledger_.count < ledger_.items.size());
        LedgerItem& item = ledger_.items[ledger_.count];
        copy(item.id, "pi_" + std::to_string(ledger_.count + 1));
        copy(item.key, asked.idempotency_key);
        copy(item.reference, asked.reference);
        if (asked.token.reveal() != "tok_declined") {
            item.status = payments::PaymentStatus::authorized;
            item.authorized = asked.amount.amount;
        }
        ++ledger_.count;
        return answer_of(item);
    }
    Answer raised(const payments::IncrementRequest& asked) {
        LedgerItem& item = find(asked.transaction_id);
        item.authorized = std::max(item.authorized, asked.total.amount);
        return answer_of(item);
    }
    Answer captured(const payments::CaptureRequest& asked) {
        LedgerItem& item = find(asked.transaction_id);
        if (item.status == payments::PaymentStatus::voided) return fail(ErrorCode::payment_error);
        if (item.captured == 0) item.captured = asked.amount.amount;
        if (item.refunded == 0) item.status = payments::PaymentStatus::captured;
        return answer_of(item);
    }
    Answer voided(const payments::ReturnRequest& asked) {
        LedgerItem& item = find(asked.transaction_id);
        if (item.captured > 0) return fail(ErrorCode::payment_error);
        item.status = payments::PaymentStatus::voided;
        return answer_of(item);
    }
    Answer refunded(const payments::ReturnRequest& asked) {
        LedgerItem& item = find(asked.transaction_id);
        for (std::size_t i = 0; i < ledger_.refunds; ++i)
            if (asked.idempotency_key == ledger_.refund_keys[i].data()) return answer_of(item);
        const std::int64_t back =
            asked.amount ? asked.amount->amount : item.captured - item.refunded;
        if (item.refunded + back > item.captured) return fail(ErrorCode::payment_error);
        copy(ledger_.refund_keys[ledger_.refunds++], asked.idempotency_key);
        item.refunded += back;
        if (item.refunded == item.captured) item.status = payments::PaymentStatus::refunded;
        return answer_of(item);
    }

    GatewayLedger& ledger_;
    Timers& timers_;
    std::map<std::string, std::deque<Fault>> faults_;
};

}  // namespace vacancy::testing
