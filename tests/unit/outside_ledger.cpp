#include "outside/sandbox/till/ledger.hpp"
#include "outside/sandbox/till/test_tokens.hpp"

#include <doctest/doctest.h>
#include <fmt/format.h>

#include <random>

using namespace vacancy::outside;

namespace {

Ledger counted_ledger() {
    return Ledger(
        [n = 0](std::string_view prefix) mutable { return fmt::format("{}_{}", prefix, ++n); });
}

Authorization of(std::string_view token, std::string reference = "r1") {
    return {.reference = std::move(reference),
            .currency = "EUR",
            .amount = 10'000,
            .token = std::string(token)};
}

}  // namespace

TEST_CASE("every token that declines says its reason") {
    Ledger ledger = counted_ledger();
    for (const auto& [name, token, does] : test_tokens()) {
        CAPTURE(name);
        const TokenBehavior behavior = behavior_of(token);
        const LedgerAnswer answer = ledger.authorize(of(token, std::string(name)));
        const bool declines = !behavior.decline_code.empty() || behavior.quirk == Quirk::error_500;
        CHECK((answer.refused == Refused::declined) == declines);
        CHECK(answer.entry.authorized == (declines ? 0 : 10'000));
        CHECK(answer.entry.status == (declines ? "declined" : "authorized"));
        if (!behavior.decline_code.empty()) CHECK(answer.decline_code == behavior.decline_code);
    }
}

TEST_CASE("an unknown token is declined and a slow one may name its seconds") {
    CHECK(behavior_of("tok_of_nobody").decline_code == "invalid_account");
    CHECK(behavior_of("tok_slow_17s").slow_by == std::chrono::seconds{17});
    CHECK(behavior_of("tok_slow_0s").decline_code == "invalid_account");
    CHECK(behavior_of("tok_slow_9999s").decline_code == "invalid_account");
}

TEST_CASE("a card that declines later approves the first authorization of each reference") {
    Ledger ledger = counted_ledger();
    const LedgerAnswer first = ledger.authorize(of("tok_declined_later"));
    CHECK(first.refused == Refused::no);
    CHECK(ledger.authorize(of("tok_declined_later")).refused == Refused::declined);
    CHECK(ledger.authorize(of("tok_declined_later", "r2")).refused == Refused::no);
    CHECK(ledger.increment(first.entry.payment_id, 12'000).refused == Refused::declined);
    CHECK(ledger.capture(first.entry.payment_id, std::nullopt).refused == Refused::no);
}

TEST_CASE("a capture may take less than was authorized and no more") {
    Ledger ledger = counted_ledger();
    const std::string id = ledger.authorize(of("tok_approved")).entry.payment_id;
    CHECK(ledger.capture(id, 10'001).refused == Refused::wrong_amount);
    CHECK(ledger.capture(id, 4'000).entry.captured == 4'000);
    CHECK(ledger.capture(id, 4'000).refused == Refused::wrong_state);
}

TEST_CASE("refunds add up to what was captured and no more") {
    Ledger ledger = counted_ledger();
    const std::string id = ledger.authorize(of("tok_approved")).entry.payment_id;
    CHECK(ledger.refund(id, std::nullopt).refused == Refused::wrong_state);
    ledger.capture(id, std::nullopt);
    CHECK(ledger.refund(id, 3'000).entry.status == "captured");
    CHECK(ledger.refund(id, 7'001).refused == Refused::wrong_amount);
    CHECK(ledger.refund(id, std::nullopt).entry.status == "refunded");
    CHECK(ledger.refund(id, 1).refused == Refused::wrong_state);
}

TEST_CASE("what was captured cannot be voided") {
    Ledger ledger = counted_ledger();
    const std::string id = ledger.authorize(of("tok_approved")).entry.payment_id;
    ledger.capture(id, std::nullopt);
    CHECK(ledger.cancel(id).refused == Refused::wrong_state);
    CHECK(ledger.cancel("pi_of_nobody").refused == Refused::not_found);
}

TEST_CASE("whatever is asked, refunded <= captured <= authorized") {
    const auto seed = std::random_device{}();
    CAPTURE(seed);
    std::mt19937 random(seed);
    const auto up_to = [&](std::int64_t most) {
        return std::uniform_int_distribution<std::int64_t>(0, most)(random);
    };
    Ledger ledger = counted_ledger();
    for (int i = 0; i < 20; ++i) ledger.authorize(of("tok_approved", fmt::format("r{}", i)));
    for (int i = 0; i < 4'000; ++i) {
        const std::string id = fmt::format("pi_{}", 1 + up_to(19));
        const std::int64_t amount = up_to(15'000) - 1'000;
        switch (up_to(3)) {
            case 0: ledger.capture(id, amount); break;
            case 1: ledger.refund(id, amount); break;
            case 2: ledger.increment(id, amount); break;
            default:
                if (up_to(20) == 0) ledger.cancel(id);
        }
    }
    for (const LedgerEntry& entry : ledger.entries()) {
        CHECK(entry.refunded <= entry.captured);
        CHECK(entry.captured <= entry.authorized);
    }
}
