// A guest books a room at the running product: what they see, what the gateway's ledger and the
// inbox hold, and what the trace tells.

#include "support/demo_town.hpp"

#include <doctest/doctest.h>

#include <algorithm>

using namespace vacancy::testing;

namespace {

namespace json = boost::json;

/// One town for the stories that leave it standing.
DemoTown& town() {
    static DemoTown town;
    return town;
}

json::value trace_of(const std::string& trace_id) {
    Answer answer;
    REQUIRE(eventually([&] {
        answer = town().as("manager").get("/v1/ops/traces/" + trace_id);
        return answer.status == 200;
    }));
    return answer.json();
}

const json::object* span_named(const json::value& trace, std::string_view name) {
    for (const json::value& span : trace.at("spans").as_array()) {
        if (span.at("name").as_string() == name) return &span.as_object();
    }
    return nullptr;
}

std::vector<std::string> children_of(const json::value& trace, const json::object& parent) {
    std::vector<std::pair<std::int64_t, std::string>> found;
    for (const json::value& span : trace.at("spans").as_array()) {
        const auto* id = span.at("parent_span_id").if_string();
        if (id != nullptr && *id == parent.at("span_id").as_string())
            found.emplace_back(span.at("start_unix_nano").to_number<std::int64_t>(),
                               text_at(span, "/name"));
    }
    std::ranges::sort(found);
    std::vector<std::string> names;
    for (const auto& [start, name] : found) {
        if (name.starts_with("booking.")) names.push_back(name);
    }
    return names;
}

json::array mails_to(const std::string& address) {
    json::array found;
    const json::value inbox = town().sandbox().get("/inbox").json();
    for (const json::value& mail : inbox.at("items").as_array()) {
        if (text_at(mail, "/to").contains(address)) found.push_back(mail);
    }
    return found;
}

std::int64_t rooms_left(const BookingWish& wish) {
    const Answer answer = town().guest().get("/v1/availability?property_id=" + wish.property +
                                             "&check_in=" + wish.check_in +
                                             "&check_out=" + wish.check_out + "&guests=2");
    REQUIRE(answer.status == 200);
    std::int64_t rooms = 0;
    std::string seen;
    for (const json::value& item : answer.json().at("items").as_array()) {
        const auto type = text_at(item, "/room_type_id");
        if (!seen.contains(type)) rooms += number_at(item, "/rooms_left");
        seen += type;
    }
    return rooms;
}

}  // namespace

TEST_CASE("a booked room is confirmed, its money is captured, and the answer says for how much") {
    const BookingWish wish = town().wish(20);
    const Answer answer = town().book(wish);
    REQUIRE(answer.status == 201);
    const json::value booking = answer.json();
    CHECK(text_at(booking, "/status") == "confirmed");
    CHECK(text_at(booking, "/payment/status") == "captured");
    const auto ledger = town().ledger(text_at(booking, "/reservation_id"));
    REQUIRE(ledger.size() == 1);
    const std::int64_t total = number_at(booking, "/total_price/amount");
    CHECK(number_at(ledger[0], "/captured") == total);
    CHECK(number_at(ledger[0], "/authorized") == total);
    CHECK(number_at(ledger[0], "/refunded") == 0);
}

TEST_CASE("the trace of a booking has its steps in the order of the contract, all under one root") {
    const Answer answer = town().book(town().wish(21));
    REQUIRE(answer.status == 201);
    const json::value trace = trace_of(text_at(answer.json(), "/trace_id"));
    const json::object* root = span_named(trace, "POST /v1/bookings");
    REQUIRE(root != nullptr);
    const json::object* create = span_named(trace, "booking.create");
    REQUIRE(create != nullptr);
    CHECK(create->at("parent_span_id").as_string() == root->at("span_id").as_string());
    auto steps = children_of(trace, *create);
    steps.resize(std::min<std::size_t>(steps.size(), 5));
    CHECK(steps == std::vector<std::string>{"booking.check_availability", "booking.calculate_price",
                                            "booking.acquire_lock", "booking.process_payment",
                                            "booking.confirm"});
    CHECK(create->at("status").at("code").as_string() == "OK");
    const json::object* confirm = span_named(trace, "booking.confirm");
    REQUIRE(confirm != nullptr);
    const auto sent = children_of(trace, *confirm);
    CHECK(std::ranges::count(sent, "booking.send_confirmation") >= 1);
}

TEST_CASE("every response names its server span and its request") {
    const Answer answer = town().guest().get("/healthz");
    CHECK(answer.headers.at("server-timing").starts_with("traceparent;desc=\"00-"));
    CHECK_FALSE(answer.headers.at("x-request-id").empty());
}

TEST_CASE("exactly one mail tells the guest, in their language, with an entry for the calendar") {
    BookingWish wish = town().wish(22);
    wish.email = "one-mail@guest.example";
    wish.language = "de";
    REQUIRE(town().book(wish).status == 201);
    REQUIRE(eventually([&] { return !mails_to(wish.email).empty(); }));
    const auto mails = mails_to(wish.email);
    REQUIRE(mails.size() == 1);
    CHECK(text_at(mails[0], "/subject").starts_with("Ihre Buchung"));
    CHECK(text_at(mails[0], "/raw").contains("method=REQUEST"));
}

TEST_CASE("a declined card is 402, holds no money and gives the room back") {
    BookingWish wish = town().wish(23);
    wish.token = "tok_declined";
    const auto before = rooms_left(wish);
    const Answer answer = town().book(wish);
    REQUIRE(answer.status == 402);
    const json::value problem = answer.json();
    CHECK(text_at(problem, "/code") == "payment_declined");
    CHECK(rooms_left(wish) == before);
    const json::value trace = trace_of(text_at(problem, "/trace_id"));
    const json::object* create = span_named(trace, "booking.create");
    REQUIRE(create != nullptr);
    CHECK(create->at("status").at("code").as_string() == "ERROR");
    CHECK(create->at("status").at("message").as_string() == "Payment declined");
    const json::object* payment = span_named(trace, "booking.process_payment");
    REQUIRE(payment != nullptr);
    CHECK(payment->at("status").at("code").as_string() == "OK");
    CHECK(payment->at("events").as_array().at(0).at("name").as_string() == "payment_declined");
    const json::object* rollback = span_named(trace, "booking.rollback");
    REQUIRE(rollback != nullptr);
    CHECK(rollback->at("parent_span_id").as_string() == create->at("span_id").as_string());
    CHECK(span_named(trace, "booking.release_lock") != nullptr);
}

TEST_CASE("the same key and body answer the same bytes and book nothing more") {
    const BookingWish wish = town().wish(24);
    const Answer first = town().book(wish, "story-same-key");
    REQUIRE(first.status == 201);
    const auto left = rooms_left(wish);
    const Answer second = town().book(wish, "story-same-key");
    CHECK(second.status == 201);
    CHECK(second.body == first.body);
    CHECK(second.headers.at("idempotency-replayed") == "true");
    CHECK(rooms_left(wish) == left);
}

TEST_CASE("the same key with another body is refused") {
    BookingWish wish = town().wish(25);
    REQUIRE(town().book(wish, "story-other-body").status == 201);
    wish.guests = 1;
    const Answer answer = town().book(wish, "story-other-body");
    CHECK(answer.status == 422);
    CHECK(text_at(answer.json(), "/code") == "idempotency_key_reused");
}

TEST_CASE("a gateway that drops its answer after acting costs one retry and no second payment") {
    BookingWish wish = town().wish(26);
    wish.token = "tok_drop_after";
    const Answer answer = town().book(wish);
    REQUIRE(answer.status == 201);
    const auto ledger = town().ledger(text_at(answer.json(), "/reservation_id"));
    REQUIRE(ledger.size() == 1);
    CHECK(number_at(ledger[0], "/captured") == number_at(answer.json(), "/total_price/amount"));
}

TEST_CASE("a canceled booking gives the room back and refunds what the quote said") {
    const BookingWish wish = town().wish(60);
    const auto before = rooms_left(wish);
    const Answer made = town().book(wish);
    REQUIRE(made.status == 201);
    const std::string path =
        "/v1/bookings/" + text_at(made.json(), "/confirmation_code") + "/cancel";
    const Answer quote = town().guest().post(path, R"({"quote_only": true})");
    REQUIRE(quote.status == 200);
    const Answer canceled = town().guest().post(path, "{}");
    REQUIRE(canceled.status == 200);
    const std::int64_t refund = number_at(quote.json(), "/refund/amount");
    CHECK(number_at(canceled.json(), "/refund/amount") == refund);
    CHECK(rooms_left(wish) == before);
    const auto reservation = text_at(made.json(), "/reservation_id");
    CHECK(eventually(
        [&] { return number_at(town().ledger(reservation).at(0), "/refunded") == refund; }));
}

TEST_CASE("a longer stay is quoted, then swapped, and the difference is charged") {
    const BookingWish wish = town().wish(64);
    const Answer made = town().book(wish);
    REQUIRE(made.status == 201);
    const std::string path =
        "/v1/bookings/" + text_at(made.json(), "/confirmation_code") + "/modify";
    const auto longer = town().wish(64, 3).check_out;
    const Answer quote =
        town().guest().post(path, R"({"quote_only": true, "check_out": ")" + longer + R"("})");
    REQUIRE(quote.status == 200);
    const std::int64_t difference = number_at(quote.json(), "/difference/amount");
    CHECK(difference > 0);
    const Answer changed = town().guest().post(path, R"({"check_out": ")" + longer + R"("})");
    REQUIRE(changed.status == 200);
    std::int64_t captured = 0;
    for (const json::value& line : town().ledger(text_at(made.json(), "/reservation_id")))
        captured += number_at(line, "/captured") - number_at(line, "/refunded");
    CHECK(captured == number_at(made.json(), "/total_price/amount") + difference);
}

TEST_CASE("a card number in any words of the guest is refused") {
    BookingWish wish = town().wish(27);
    wish.special_requests = "please charge 4242 4242 4242 4242";
    const Answer answer = town().book(wish);
    CHECK(answer.status == 400);
    CHECK(text_at(answer.json(), "/code") == "card_number_refused");
    CHECK_FALSE(answer.body.contains("4242 4242"));
}

TEST_CASE("an admin names the account, a manager reads the name") {
    const Answer named =
        town().as("admin").send("PUT", "/v1/account", R"({"name":"Fictional Inns"})",
                                {{"Content-Type", "application/json"}});
    CAPTURE(named.body);
    CHECK(named.status == 200);
    CHECK(text_at(town().as("manager").get("/v1/account").json(), "/name") == "Fictional Inns");
    CHECK(town().as("agent").get("/v1/account").status == 403);
}
