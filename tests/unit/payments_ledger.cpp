#include "payments/model/payment.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <random>

using namespace vacancy;
using namespace vacancy::payments;

namespace {

Money euros(std::int64_t amount) { return {.amount = amount, .currency = eur()}; }

Payment intended() {
    return {.id = PaymentId::make({1}),
            .reference = "r",
            .amount = euros(100),
            .authorized = euros(0),
            .captured = euros(0),
            .refunded = euros(0),
            .refund_intended = euros(0)};
}

Observation seen(LedgerStatus status, std::int64_t authorized, std::int64_t captured,
                 std::int64_t refunded) {
    return {.status = status,
            .authorized = euros(authorized),
            .captured = euros(captured),
            .refunded = euros(refunded),
            .transaction_id = "pi_1"};
}

}  // namespace

TEST_CASE("a payment moves forward through what the gateway tells") {
    auto payment = *after(intended(), seen(LedgerStatus::authorized, 100, 0, 0));
    CHECK(payment.status == LedgerStatus::authorized);
    payment = *after(payment, seen(LedgerStatus::captured, 100, 100, 0));
    CHECK(payment.status == LedgerStatus::captured);
    payment = *after(payment, seen(LedgerStatus::captured, 100, 100, 40));
    CHECK(payment.status == LedgerStatus::captured);
    payment = *after(payment, seen(LedgerStatus::refunded, 100, 100, 100));
    CHECK(payment.status == LedgerStatus::refunded);
}

TEST_CASE("old news changes nothing") {
    const auto captured = *after(intended(), seen(LedgerStatus::captured, 100, 100, 0));
    const auto late = *after(captured, seen(LedgerStatus::authorized, 100, 0, 0));
    CHECK(late.status == LedgerStatus::captured);
    CHECK(late.captured == euros(100));
}

TEST_CASE("more captured than authorized is refused") {
    CHECK(!after(intended(), seen(LedgerStatus::captured, 100, 101, 0)).has_value());
}

TEST_CASE("more refunded than captured is refused") {
    CHECK(!after(intended(), seen(LedgerStatus::captured, 100, 100, 101)).has_value());
}

TEST_CASE("a voided payment cannot have been captured") {
    const auto voided = *after(intended(), seen(LedgerStatus::voided, 100, 0, 0));
    CHECK(!after(voided, seen(LedgerStatus::captured, 100, 100, 0)).has_value());
}

TEST_CASE("news of another transaction is refused") {
    const auto payment = *after(intended(), seen(LedgerStatus::authorized, 100, 0, 0));
    auto other = seen(LedgerStatus::captured, 100, 100, 0);
    other.transaction_id = "pi_2";
    CHECK(!after(payment, other).has_value());
}

TEST_CASE("whatever order news comes in, the sums hold and the end is the same") {
    const auto seed = std::random_device{}();
    INFO("seed ", seed);
    std::mt19937 random(seed);
    const std::vector<Observation> news{
        seen(LedgerStatus::authorized, 100, 0, 0), seen(LedgerStatus::captured, 100, 100, 0),
        seen(LedgerStatus::captured, 100, 100, 30), seen(LedgerStatus::refunded, 100, 100, 100)};
    for (int round = 0; round < 500; ++round) {
        auto order = news;
        order.insert(order.end(), news.begin(), news.end());
        std::ranges::shuffle(order, random);
        Payment payment = intended();
        for (const auto& each : order) {
            payment = *after(payment, each);
            CHECK(payment.refunded.amount <= payment.captured.amount);
            CHECK(payment.captured.amount <= payment.authorized.amount);
        }
        CHECK(payment.status == LedgerStatus::refunded);
    }
}

TEST_CASE("a refund is divided over the payments, the latest first, and sums exactly") {
    auto first = *after(intended(), seen(LedgerStatus::captured, 100, 100, 0));
    auto second = first;
    second.id = PaymentId::make({2});
    second.part = 2;
    const auto parts = divide_refund({first, second}, euros(130), "cancel");
    REQUIRE(parts.size() == 2);
    CHECK(parts[0].payment == second.id);
    CHECK(parts[0].amount == euros(100));
    CHECK(parts[1].amount == euros(30));
    CHECK(kept_of({first, second}, eur()) == euros(200));
}
