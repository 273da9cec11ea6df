#include "db/migrate.hpp"
#include "payments/api.hpp"
#include "payments/routes/routes.hpp"
#include "support/fake_gateway.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <doctest/doctest.h>
#include <fmt/format.h>

using namespace vacancy;
using namespace vacancy::testing;

namespace {

constexpr std::string_view right_signature = "t=1,v1=right";

struct Desk {
    Desk() {
        Step step = Step::silent();
        REQUIRE(db::migrate(step, *db).has_value());
        const auto last4 = Last4::parse("4242");
        const payments::Charge charge{.id = id,
                                      .reference = "r1",
                                      .amount = {10'000, eur()},
                                      .means = {"card", Secret("tok"), *last4}};
        const payments::GatewayAnswer authorized{.transaction_id = "pi_1",
                                                 .status = payments::PaymentStatus::authorized,
                                                 .authorized = {10'000, eur()}};
        const auto body = [&](db::Tx& tx) -> Result<void> {
            TRY_VOID(payments::intend(tx, charge));
            return payments::note(tx, id, authorized);
        };
        REQUIRE(db->transact_now(step, body).has_value());
        till.webhook_secret = Secret("whsec");
        till.is_signed_by_gateway = [](std::string_view header, std::string_view, const Secret&,
                                       std::int64_t) { return header == right_signature; };
    }

    static std::unique_ptr<db::Database> opened() {
        auto made = db::open_database({.url = "sqlite::memory:", .inline_execution = true});
        must(made.has_value());
        return std::move(*made);
    }
    web::Reply post(const std::string& body, std::string_view signature = right_signature) {
        boost::asio::io_context io;
        Step step = Step::silent();
        web::Request request{.method = web::Method::post, .path = "/v1/payments/webhooks"};
        request.body = body;
        request.headers.emplace_back("stripe-signature", signature);
        web::Reply reply;
        const auto work = [&]() -> Task<void> {
            reply = co_await payments::routes().front().handler(step, till, request);
        };
        boost::asio::co_spawn(io.get_executor(), work, [](std::exception_ptr thrown) {
            if (thrown) std::rethrow_exception(thrown);
        });
        io.run();
        return reply;
    }
    payments::Payment payment() {
        Step step = Step::silent();
        const auto body = [&](db::Tx& tx) { return payments::find_payment(tx, id); };
        return **db->read_now(step, body);
    }

    PaymentId id = PaymentId::make({1});
    std::unique_ptr<db::Database> db = opened();
    GatewayLedger ledger;
    FakeGateway gateway{ledger, real_timers()};
    payments::Till till{.db = *db, .gateway = gateway, .clock = system_clock()};
};

std::string intent_event(const std::string& id, const std::string& status, int received) {
    return fmt::format(
        R"({{"id":"{}","type":"payment_intent.{}","data":{{"object":{{"id":"pi_1","status":"{}",)"
        R"("amount":10000,"amount_received":{},"currency":"eur"}}}}}})",
        id, status, status, received);
}

std::string charge_event(const std::string& id, int refunded) {
    return fmt::format(R"({{"id":"{}","type":"charge.refunded","data":{{"object":{{"id":"ch_1",)"
                       R"("payment_intent":"pi_1","amount":10000,"amount_captured":10000,)"
                       R"("amount_refunded":{},"currency":"eur"}}}}}})",
                       id, refunded);
}

}  // namespace

TEST_CASE("an event without the gateway's signature is refused and changes nothing") {
    Desk desk;
    CHECK(desk.post(intent_event("evt_1", "succeeded", 10'000), "t=1,v1=wrong").status == 401);
    CHECK(desk.payment().captured.is_zero());
}

TEST_CASE("without a secret there is no such route") {
    Desk desk;
    desk.till.webhook_secret = Secret();
    CHECK(desk.post(intent_event("evt_1", "succeeded", 10'000)).status == 404);
}

TEST_CASE("the gateway's word moves the ledger") {
    Desk desk;
    CHECK(desk.post(intent_event("evt_1", "succeeded", 10'000)).status == 200);
    CHECK(desk.payment().status == payments::LedgerStatus::captured);
    CHECK(desk.post(charge_event("evt_2", 4'000)).status == 200);
    CHECK(desk.payment().refunded == Money{4'000, eur()});
}

TEST_CASE("an event that comes twice or late changes nothing") {
    Desk desk;
    CHECK(desk.post(charge_event("evt_2", 4'000)).status == 200);
    CHECK(desk.post(charge_event("evt_2", 4'000)).body.find("repeated") != std::string::npos);
    CHECK(desk.post(intent_event("evt_1", "requires_capture", 0)).status == 200);
    CHECK(desk.payment().refunded == Money{4'000, eur()});
    CHECK(desk.payment().status == payments::LedgerStatus::captured);
}

TEST_CASE("an event that cannot be true is kept as a contradiction") {
    Desk desk;
    const auto reply = desk.post(intent_event("evt_1", "succeeded", 99'999));
    CHECK(reply.status == 200);
    CHECK(reply.body.find("contradicts") != std::string::npos);
    CHECK(desk.payment().captured.is_zero());
}

TEST_CASE("an event of a payment that is not ours is taken and changes nothing") {
    Desk desk;
    const auto reply = desk.post(
        R"({"id":"evt_9","type":"payment_intent.succeeded","data":{"object":{"id":"pi_9",)"
        R"("status":"succeeded","amount":5,"amount_received":5,"currency":"eur"}}})");
    CHECK(reply.body.find("unknown_payment") != std::string::npos);
}

TEST_CASE("an event that is no event is refused") {
    Desk desk;
    CHECK(desk.post("[]").status == 400);
    CHECK(desk.post(R"({"id":"evt_1","type":"payment_intent.succeeded"})").status == 400);
}

TEST_CASE("events of other kinds are taken and change nothing") {
    Desk desk;
    CHECK(desk.post(R"({"id":"evt_1","type":"payout.paid","data":{"object":{}}})").status == 200);
}
