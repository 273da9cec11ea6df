#include "outside/payment_gateway.hpp"
#include "outside/signing.hpp"
#include "outside_world.hpp"

#include <doctest/doctest.h>
#include <fmt/format.h>

#include <chrono>
#include <thread>

using namespace vacancy;
using namespace vacancy::outside;
using namespace vacancy::testing;

namespace {

/// Two sandboxes: one is the gateway, the other's partner endpoint stands for our server.
struct Pair {
    Pair() {
        gateway.stop();
        gateway.options.webhook_url = receiver.sandbox->base_url() + "/webhooks/receive";
        gateway.start();
    }
    int authorize(const std::string& token, const std::string& reference) {
        return gateway
            .ask("POST", "/v1/payment_intents",
                 fmt::format("amount=100&currency=eur&confirm=true&payment_method={}"
                             "&metadata[reference]={}",
                             token, reference))
            .status;
    }
    /// Waits for that many deliveries; at most a minute.
    boost::json::array received(std::size_t count) {
        boost::json::array items;
        for (int i = 0; i < 3'000 && items.size() < count; ++i) {
            items = receiver.items("/webhooks");
            if (items.size() < count) std::this_thread::sleep_for(std::chrono::milliseconds{20});
        }
        return items;
    }
    OutsideWorld receiver{};
    OutsideWorld gateway{};
};

std::string type_of(const boost::json::value& item) { return text(item.at("body"), "type"); }
std::string id_of(const boost::json::value& item) { return text(item.at("body"), "id"); }

}  // namespace

TEST_CASE("what happens to a payment is told by webhook until it is taken") {
    Pair pair;  // the partner's endpoint does not know the gateway's signature: 401 each time
    CHECK(pair.authorize("tok_approved", "r1") == 200);
    const auto items = pair.received(2);
    REQUIRE(items.size() >= 2);
    CHECK(type_of(items[0]) == "payment_intent.amount_capturable_updated");
    CHECK(id_of(items[0]) == id_of(items[1]));
    CHECK(text(items[0].at("body").at("data").at("object").at("metadata"), "reference") == "r1");
}

TEST_CASE("a card that does everything twice has its webhooks delivered twice") {
    Pair pair;
    CHECK(pair.authorize("tok_twice", "r1") == 200);
    CHECK(pair.received(2).size() >= 2);
}

TEST_CASE("a fault can hold a webhook back while later ones go out") {
    Pair pair;
    pair.gateway.fault(
        R"({"target":"payments","kind":"delay","ms":600000,"times":1,"match":"webhook"})");
    CHECK(pair.authorize("tok_approved", "first") == 200);
    CHECK(pair.authorize("tok_declined", "second") == 402);
    CHECK(type_of(pair.received(1).at(0)) == "payment_intent.payment_failed");
}

TEST_CASE("a partner's endpoint believes what a trusted secret signed") {
    OutsideWorld world;
    const auto send = [&](const std::string& body, const std::string& key) {
        HttpCall call{
            .method = "POST", .url = world.sandbox->base_url() + "/webhooks/receive", .body = body};
        call.headers = {{"webhook-id", "msg_1"}, {"webhook-timestamp", "1700000000"}};
        call.headers.emplace_back(
            "webhook-signature",
            "v1,bm90aGluZw== v1," + hmac_sha256_base64(key, "msg_1.1700000000." + body));
        Step step = Step::silent();
        return run(world.client.call(step, call))->status;
    };
    CHECK(world.ask("POST", "/webhooks/secrets", R"({"secret":"whsec_c2VjcmV0"})").status == 201);
    CHECK(send(R"({"a":1})", "secret") == 200);
    CHECK(send(R"({"a":1})", "guess") == 401);
    world.fault(R"({"target":"supplier","kind":"error","times":1,"match":"webhooks"})");
    CHECK(send(R"({"a":2})", "secret") == 500);
    const auto items = world.items("/webhooks");
    REQUIRE(items.size() == 2);
    CHECK(items[0].at("verified").as_bool());
    CHECK(number(items[0], "deliveries") == 2);
    CHECK_FALSE(items[1].at("verified").as_bool());
}
