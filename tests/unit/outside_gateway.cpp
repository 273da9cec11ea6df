#include "outside/payment_gateway.hpp"
#include "outside_world.hpp"

#include <doctest/doctest.h>

using namespace vacancy;
using namespace vacancy::outside;
using namespace vacancy::testing;
using payments::GatewayAnswer;
using payments::PaymentStatus;

namespace {

/// Waiting between tries costs a test nothing.
class NoWaiting final : public Timers {
public:
    Task<void> pause(std::chrono::microseconds) override {
        ++pauses;
        co_return;
    }
    int pauses = 0;
};

struct Till {
    explicit Till(std::chrono::milliseconds timeout = std::chrono::milliseconds{20'000})
        : gateway(world.client,
                  {.base_url = world.sandbox->base_url(),
                   .api_key = Secret("sk_test"),
                   .timeout = timeout},
                  timers) {}

    Result<GatewayAnswer> authorize(const std::string& token, const std::string& key = "k1") {
        const payments::AuthorizeRequest asked{.reference = "res-" + key,
                                               .idempotency_key = key,
                                               .amount = {12'000, eur()},
                                               .method = "card",
                                               .token = Secret(token)};
        return run(gateway.authorize(step, asked));
    }
    Result<GatewayAnswer> increment(const std::string& id, std::int64_t total, std::string key) {
        const payments::IncrementRequest asked{id, std::move(key), {total, eur()}};
        return run(gateway.increment(step, asked));
    }
    Result<GatewayAnswer> capture(const std::string& id, std::int64_t amount, std::string key) {
        const payments::CaptureRequest asked{id, std::move(key), {amount, eur()}};
        return run(gateway.capture(step, asked));
    }
    Result<GatewayAnswer> give_up(const std::string& id, std::string key) {
        const payments::ReturnRequest asked{id, std::move(key)};
        return run(gateway.void_authorization(step, asked));
    }
    Result<GatewayAnswer> refund(const std::string& id, std::optional<Money> amount,
                                 std::string key) {
        const payments::ReturnRequest asked{id, std::move(key), amount};
        return run(gateway.refund(step, asked));
    }
    std::size_t payments() { return world.items("/ledger").size(); }

    OutsideWorld world{};
    NoWaiting timers{};
    Step step = Step::silent();
    PaymentGateway gateway;
};

}  // namespace

TEST_CASE("a payment is authorized, captured in part and refunded in parts") {
    Till till;
    const auto authorized = till.authorize("tok_approved");
    REQUIRE(authorized);
    CHECK(authorized->status == PaymentStatus::authorized);
    CHECK(authorized->authorized == Money{12'000, eur()});
    CHECK(authorized->gateway_latency_ms >= 0);
    const std::string id = authorized->transaction_id;
    const auto captured = till.capture(id, 9'000, "k2");
    REQUIRE(captured);
    CHECK(captured->captured == Money{9'000, eur()});
    const auto part = till.refund(id, Money{4'000, eur()}, "k3");
    REQUIRE(part);
    CHECK(part->status == PaymentStatus::captured);
    CHECK(part->refunded == Money{4'000, eur()});
    CHECK_FALSE(part->refund_id.empty());
    const auto rest = till.refund(id, std::nullopt, "k4");
    REQUIRE(rest);
    CHECK(rest->status == PaymentStatus::refunded);
    const auto line = till.world.items("/ledger").at(0);
    CHECK(text(line, "payment_id") == id);
    CHECK(text(line, "reference") == "res-k1");
    CHECK(text(line, "status") == "refunded");
    CHECK(text(line, "currency") == "EUR");
    CHECK(number(line, "authorized") == 12'000);
    CHECK(number(line, "captured") == 9'000);
    CHECK(number(line, "refunded") == 9'000);
    CHECK(line.as_object().size() == 7);
}

TEST_CASE("a decline is an answer with its reason") {
    Till till;
    const auto answer = till.authorize("tok_insufficient_funds");
    REQUIRE(answer);
    CHECK(answer->status == PaymentStatus::declined);
    CHECK(answer->decline_reason == "insufficient_funds");
    CHECK_FALSE(answer->transaction_id.empty());
    CHECK(answer->authorized.amount == 0);
}

TEST_CASE("voiding twice is a success and voiding what is captured is not") {
    Till till;
    const std::string id = till.authorize("tok_approved")->transaction_id;
    CHECK(till.give_up(id, "k2")->status == PaymentStatus::voided);
    CHECK(till.give_up(id, "k3")->status == PaymentStatus::voided);
    const std::string other = till.authorize("tok_approved", "k4")->transaction_id;
    REQUIRE(till.capture(other, 12'000, "k5"));
    CHECK(till.give_up(other, "k6").error().code == ErrorCode::illegal_transition);
}

TEST_CASE("an authorization is raised once, and all of it can be captured") {
    Till till;
    const auto authorized = till.authorize("tok_approved");
    REQUIRE(authorized);
    const std::string id = authorized->transaction_id;
    const auto raised = till.increment(id, 20'000, "k2");
    REQUIRE(raised);
    CHECK(raised->authorized == Money{20'000, eur()});
    CHECK(till.increment(id, 20'000, "k2")->authorized == Money{20'000, eur()});
    CHECK(till.increment(id, 15'000, "k3")->authorized == Money{20'000, eur()});
    CHECK(till.capture(id, 20'000, "k4")->captured == Money{20'000, eur()});
    CHECK_FALSE(till.increment(id, 30'000, "k5"));
}

TEST_CASE("an increment that is declined leaves the authorization as it was") {
    Till till;
    const auto authorized = till.authorize("tok_declined_later");
    REQUIRE(authorized);
    const auto declined = till.increment(authorized->transaction_id, 20'000, "k2");
    REQUIRE(declined);
    CHECK(declined->status == PaymentStatus::declined);
    CHECK(declined->authorized == Money{12'000, eur()});
    const auto now = run(till.gateway.look_up(till.step, authorized->transaction_id));
    REQUIRE(now);
    CHECK(now->status == PaymentStatus::authorized);
}

TEST_CASE("the same key gets the same answer and makes one payment") {
    Till till;
    const auto first = till.authorize("tok_approved");
    const auto again = till.authorize("tok_approved");
    REQUIRE(first);
    REQUIRE(again);
    CHECK(first->transaction_id == again->transaction_id);
    CHECK(till.payments() == 1);
}

TEST_CASE("a connection lost before or after acting is asked again with the same key") {
    for (const char* token : {"tok_drop_before", "tok_drop_after"}) {
        CAPTURE(token);
        Till till;
        const auto answer = till.authorize(token);
        REQUIRE(answer);
        CHECK(answer->status == PaymentStatus::authorized);
        CHECK(till.timers.pauses == 1);
        CHECK(till.payments() == 1);
    }
}

TEST_CASE("a gateway that fails three times leaves the outcome unknown until it is asked again") {
    Till till;
    CHECK(till.authorize("tok_error_500").error().code == ErrorCode::outcome_unknown);
    CHECK(till.timers.pauses == 2);
    const auto later = till.authorize("tok_error_500");
    REQUIRE(later);
    CHECK(later->status == PaymentStatus::declined);
}

TEST_CASE("an answer that comes too late is a timeout although the money was reserved") {
    Till till(std::chrono::milliseconds{150});
    const auto answer = till.authorize("tok_slow_30s");
    REQUIRE_FALSE(answer);
    const bool unknown = answer.error().code == ErrorCode::timeout ||
                         answer.error().code == ErrorCode::outcome_unknown;
    CHECK(unknown);
    CHECK(text(till.world.items("/ledger").at(0), "status") == "authorized");
}

TEST_CASE("a gateway that is not there did nothing") {
    OutsideWorld world;
    NoWaiting timers;
    const std::string gone = world.sandbox->base_url();
    world.stop();
    PaymentGateway gateway(world.client, {.base_url = gone}, timers);
    Step step = Step::silent();
    const payments::AuthorizeRequest asked{.reference = "r",
                                           .idempotency_key = "k",
                                           .amount = {1, eur()},
                                           .method = "card",
                                           .token = Secret("tok_approved")};
    const auto answer = run(gateway.authorize(step, asked));
    REQUIRE_FALSE(answer);
    CHECK(answer.error().code == ErrorCode::upstream_unavailable);
    CHECK(timers.pauses == 0);
}

TEST_CASE("a payment that nobody knows is not found") {
    Till till;
    CHECK(run(till.gateway.look_up(till.step, "pi_of_nobody")).error().code ==
          ErrorCode::not_found);
}

TEST_CASE("a lost answer is made up for on a connection that was kept") {
    Till till;
    REQUIRE(till.authorize("tok_approved", "warm"));
    till.world.fault(R"({"target":"payments","kind":"drop_after","times":1})");
    const auto answer = till.authorize("tok_approved", "lost");
    REQUIRE(answer);
    CHECK(till.timers.pauses == 1);
    CHECK(till.payments() == 2);
}

TEST_CASE("a card that declines later is declined by the second authorization of a reference") {
    Till till;
    const std::string form =
        "amount=1200&currency=eur&confirm=true&payment_method=tok_declined_later"
        "&metadata[reference]=r1";
    CHECK(till.world.ask("POST", "/v1/payment_intents", form, "a").status == 200);
    CHECK(till.world.ask("POST", "/v1/payment_intents", form, "b").status == 402);
}

TEST_CASE("other parameters under a used key are refused") {
    OutsideWorld world;
    const std::string form = "currency=eur&confirm=true&payment_method=tok_approved&amount=";
    const auto first = world.ask("POST", "/v1/payment_intents", form + "100", "k");
    const auto same = world.ask("POST", "/v1/payment_intents", form + "100", "k");
    const auto other = world.ask("POST", "/v1/payment_intents", form + "200", "k");
    CHECK(first.status == 200);
    CHECK(first.header("idempotent-replayed").empty());
    CHECK(same.body == first.body);
    CHECK(same.header("idempotent-replayed") == "true");
    CHECK(other.status == 400);
    CHECK(other.body.find("idempotency_error") != std::string::npos);
}

TEST_CASE("the ledger and the answers of used keys survive a restart") {
    OutsideWorld world;
    const std::string form = "currency=eur&confirm=true&payment_method=tok_approved&amount=100";
    const auto first = world.ask("POST", "/v1/payment_intents", form, "k");
    const auto before = world.ask("GET", "/ledger").body;
    world.stop();
    world.start();
    CHECK(world.ask("GET", "/ledger").body == before);
    const auto again = world.ask("POST", "/v1/payment_intents", form, "k");
    CHECK(again.body == first.body);
    CHECK(again.header("idempotent-replayed") == "true");
}

TEST_CASE("faults decline, fail and delay the calls they match") {
    Till till;
    till.world.fault(R"({"target":"payments","kind":"refuse","times":1,"match":"res-k1"})");
    CHECK(till.authorize("tok_approved", "k0")->status == PaymentStatus::authorized);
    CHECK(till.authorize("tok_approved", "k1")->status == PaymentStatus::declined);
    till.world.fault(R"({"target":"payments","kind":"error","times":3,"match":"/capture"})");
    const std::string id = till.authorize("tok_approved", "k2")->transaction_id;
    CHECK(till.capture(id, 12'000, "k3").error().code == ErrorCode::outcome_unknown);
    CHECK(till.capture(id, 12'000, "k3")->status == PaymentStatus::captured);
}
