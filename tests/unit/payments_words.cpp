// What a gateway answered, kept as a word of a saga's state.

#include "payments/api.hpp"

#include <doctest/doctest.h>

using namespace vacancy;
using namespace vacancy::payments;

namespace {

GatewayAnswer a_decline() {
    return {.transaction_id = "pi_1",
            .status = PaymentStatus::declined,
            .decline_reason = "insufficient_funds",
            .authorized = {0, eur()},
            .captured = {0, eur()},
            .refunded = {0, eur()}};
}

}  // namespace

TEST_CASE("an answer is read from its word as it was") {
    GatewayAnswer answer = a_decline();
    answer.status = PaymentStatus::refunded;
    answer.authorized.amount = 30'000;
    answer.captured.amount = 20'000;
    answer.refunded.amount = 20'000;
    const auto read = read_answer(word_of(answer));
    REQUIRE((read && *read));
    CHECK((*read)->transaction_id == "pi_1");
    CHECK((*read)->status == PaymentStatus::refunded);
    CHECK((*read)->decline_reason == "insufficient_funds");
    CHECK((*read)->authorized == answer.authorized);
    CHECK((*read)->captured == answer.captured);
    CHECK((*read)->refunded == answer.refunded);
}

TEST_CASE("no answer is the empty word") {
    CHECK(word_of(std::nullopt).empty());
    CHECK(!read_answer("").value().has_value());
}

TEST_CASE("an answer without amounts has no currency, and is read all the same") {
    const auto read = read_answer(word_of(GatewayAnswer{}));
    REQUIRE((read && *read));
    CHECK((*read)->status == PaymentStatus::declined);
}

TEST_CASE("a name that would break the word is left out, the amounts stay") {
    GatewayAnswer answer = a_decline();
    answer.transaction_id = "pi\"|1";
    const auto read = read_answer(word_of(answer));
    REQUIRE((read && *read));
    CHECK((*read)->transaction_id.empty());
    CHECK((*read)->status == PaymentStatus::declined);
}

TEST_CASE("what is not such a word is refused") {
    for (const char* word : {"voided", "sold|EUR|0|0|0||", "voided|EUR|0|0|0|", "voided|E|0|0|0||",
                             "voided|EUR|x|0|0||", "voided|EUR|0|0|1y||", "|||||||"})
        CHECK_MESSAGE(!read_answer(word).has_value(), word);
}
