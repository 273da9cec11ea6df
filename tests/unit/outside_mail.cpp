#include "outside/in_process_gateway.hpp"
#include "outside/smtp_client.hpp"
#include "outside_world.hpp"

#include <doctest/doctest.h>

using namespace vacancy;
using namespace vacancy::outside;
using namespace vacancy::testing;

namespace {

const std::string letter =
    "Message-ID: <7@hotel.example>\r\nSubject: =?UTF-8?Q?Ihre_Best=C3=A4tigung?=\r\n"
    "From: Hotel <desk@hotel.example>\r\nTo: guest@guest.example\r\n\r\n.dot\r\nbody\r\n";

struct Post {
    Result<void> send(const std::string& to = "guest@guest.example") {
        SmtpClient client({.url = "smtp://" + world.sandbox->smtp_address()});
        Step step = Step::silent();
        const Envelope envelope{.from = "desk@hotel.example", .to = {to}};
        return run(client.send(step, envelope, letter));
    }
    OutsideWorld world{};
};

}  // namespace

TEST_CASE("a mail arrives whole and with its subject readable") {
    Post post;
    REQUIRE(post.send());
    const auto items = post.world.items("/inbox");
    REQUIRE(items.size() == 1);
    CHECK(text(items[0], "message_id") == "<7@hotel.example>");
    CHECK(text(items[0], "to") == "guest@guest.example");
    CHECK(text(items[0], "subject") == "Ihre Bestätigung");
    CHECK(text(items[0], "raw") == letter);
}

TEST_CASE("a mail that comes again counts as another delivery, also after a restart") {
    Post post;
    REQUIRE(post.send());
    REQUIRE(post.send());
    post.world.stop();
    post.world.start();
    REQUIRE(post.send());
    const auto items = post.world.items("/inbox");
    REQUIRE(items.size() == 1);
    CHECK(number(items[0], "deliveries") == 3);
}

TEST_CASE("a mail server's refusals are told apart") {
    Post post;
    const auto with = [&](const std::string& kind) {
        post.world.fault(R"({"target":"mail","times":1,"kind":")" + kind + "\"}");
        return post.send();
    };
    CHECK(with("refuse").error().code == ErrorCode::invalid_request);
    CHECK(with("error").error().code == ErrorCode::upstream_unavailable);
    CHECK(with("drop_before").error().code == ErrorCode::outcome_unknown);
    CHECK(post.world.items("/inbox").empty());
    CHECK(with("drop_after").error().code == ErrorCode::outcome_unknown);
    CHECK(post.world.items("/inbox").size() == 1);
    CHECK(with("twice"));
    CHECK(number(post.world.items("/inbox").at(0), "deliveries") == 3);
}

TEST_CASE("addresses that could end an SMTP command are refused") {
    Post post;
    CHECK(post.send("a@b.example>\r\nDATA").error().code == ErrorCode::invalid_request);
    CHECK(post.send("").error().code == ErrorCode::invalid_request);
    CHECK(post.world.items("/inbox").empty());
}

TEST_CASE("a mail server that is not there took nothing") {
    SmtpClient client({.url = "smtp://127.0.0.1:1"});
    Step step = Step::silent();
    const Envelope envelope{.from = "a@a.example", .to = {"b@b.example"}};
    CHECK(run(client.send(step, envelope, letter)).error().code == ErrorCode::upstream_unavailable);
}

TEST_CASE("the gateway in memory follows the same tokens") {
    InProcessGateway gateway;
    Step step = Step::silent();
    const auto authorize = [&](const std::string& token, const std::string& key) {
        const payments::AuthorizeRequest asked{.reference = key,
                                               .idempotency_key = key,
                                               .amount = {500, eur()},
                                               .method = "card",
                                               .token = Secret(token)};
        return run(gateway.authorize(step, asked));
    };
    CHECK(authorize("tok_declined", "a")->status == payments::PaymentStatus::declined);
    CHECK(authorize("tok_drop_after", "b").error().code == ErrorCode::outcome_unknown);
    const auto truth = authorize("tok_drop_after", "b");
    REQUIRE(truth);
    const payments::CaptureRequest capture{truth->transaction_id, "c", {500, eur()}};
    CHECK(run(gateway.capture(step, capture))->captured.amount == 500);
    CHECK(gateway.ledger().size() == 2);
}

TEST_CASE("the mailbox in memory counts repeated deliveries") {
    InProcessMailbox mailbox;
    REQUIRE(mailbox.take("guest@guest.example", letter));
    REQUIRE(mailbox.take("guest@guest.example", letter));
    CHECK(mailbox.distinct() == 1);
    CHECK(mailbox.delivered() == 2);
    CHECK(mailbox.kept().size() == 1);
}
