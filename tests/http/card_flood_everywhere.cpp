// Card numbers, security codes and payment tokens through every field, header, path and query: none
// of them is in anything that leaves the house except the call to the payment gateway.

#include "support/collector.hpp"
#include "support/contract_cards.hpp"
#include "support/contract_flows.hpp"

#include <boost/json.hpp>
#include <doctest/doctest.h>

#include <algorithm>

using namespace vacancy::testing;
using namespace vacancy::testing::contract;

namespace {

namespace json = boost::json;

/// Where something could have leaked to, by name.
using Places = std::map<std::string, std::string>;

/// A running town and everything it answered.
struct Flood {
    Collector collector;
    DemoTown town{exporting_to("http/protobuf", collector.http_url())};
    std::string answers{};
    std::string confirmation{};

    void note(const Answer& answer) {
        answers += answer.body + "\n";
        for (const auto& [name, value] : answer.headers) answers += name + ": " + value + "\n";
    }
    void send(const std::string& method, const std::string& path, const std::string& body,
              Headers headers = {}) {
        const auto named = [](const auto& header) { return header.first == "Content-Type"; };
        if (!body.empty() && std::ranges::none_of(headers, named))
            headers.emplace_back("Content-Type", "application/json");
        note(town.guest().send(method, path, body, headers));
    }
};

json::object good_body(const Flood& flood) {
    BookingWish wish = flood.town.wish(30);
    wish.token = secret_token;
    return json::parse(wish.json()).as_object();
}

/// Every leaf of a body replaced by the text, one after the other, and a stray field beside it.
void through_body(Flood& flood, const std::string& path, const json::object& body,
                  const std::string& text) {
    for (const auto& [name, value] : body) {
        if (const json::object* inner = value.if_object()) {
            for (const auto& [deep, leaf] : *inner) {
                json::object changed = body;
                if (name == "payment" && deep == "token") continue;  // that is where it belongs
                changed.at(name).as_object()[deep] = text;
                flood.send("POST", path, json::serialize(changed));
                changed = body;
                changed.at(name).as_object()[text] = 1;
                flood.send("POST", path, json::serialize(changed));
            }
            continue;
        }
        json::object changed = body;
        changed[name] = text;
        flood.send("POST", path, json::serialize(changed));
    }
    json::object more = body;
    more[text] = text;
    flood.send("POST", path, json::serialize(more));
    flood.send("POST", path, "{\"card\": \"" + text + "\"");  // no JSON
}

void through_bodies(Flood& flood, const std::string& text) {
    json::object body = good_body(flood);
    body["special_requests"] = "late";
    body.at("guest").as_object()["phone"] = "";
    body.at("guest").as_object()["language"] = "en";
    body.at("search").as_object()["room_type_id"] = "";
    body.at("search").as_object()["rate_plan_id"] = "";
    through_body(flood, "/v1/bookings", body, text);
    const std::string booking = "/v1/bookings/" + flood.confirmation;
    through_body(flood, booking + "/cancel", {{"quote_only", true}, {"reason", "x"}}, text);
    through_body(flood, booking + "/modify",
                 {{"quote_only", true}, {"check_out", "x"}, {"payment", json::object{{"x", 1}}}},
                 text);
}

void through_addresses(Flood& flood, const std::string& text) {
    const std::string escaped = in_address(text);
    flood.send("GET", "/" + escaped, "");
    flood.send("GET", "/v1/bookings/" + escaped, "");
    flood.send("POST", "/v1/bookings/" + escaped + "/cancel", "{}");
    flood.send("GET", "/v1/properties/" + escaped, "");
    flood.send("GET", "/v1/ops/traces/" + escaped, "");
    flood.send("GET", "/problems/" + escaped, "");
    flood.send("GET", "/v1/availability?" + escaped + "=1", "");
    for (const char* name : {"property_id", "check_in", "check_out", "guests", "explain", "other"})
        flood.send("GET", std::string("/v1/availability?") + name + "=" + escaped, "");
}

void through_headers(Flood& flood, const std::string& text) {
    const std::string body = json::serialize(good_body(flood));
    for (const char* name :
         {"User-Agent", "X-Request-Id", "traceparent", "tracestate", "baggage", "Idempotency-Key",
          "Authorization", "If-Match", "Accept-Language", "X-Forwarded-For", "Cookie", "Referer",
          "Content-Type", "Accept", "Host", "Origin", "X-Anything"}) {
        const std::string value = std::string(name) == "baggage"      ? "card=" + text
                                  : std::string(name) == "tracestate" ? "vendor=" + text
                                                                      : text;
        flood.send("GET", "/v1/bookings/" + flood.confirmation, "", {{name, value}});
        if (std::string(name) != "Content-Type")
            flood.send("POST", "/v1/bookings/" + flood.confirmation + "/cancel",
                       R"({"quote_only": true})", {{name, value}});
    }
    flood.send("POST", "/v1/bookings", body,
               {{"traceparent", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"},
                {"tracestate", "vendor=" + text},
                {"baggage", "card=" + text}});
}

/// A security code beside every field that could be mistaken for its place.
void through_codes(Flood& flood) {
    for (const char* name : {"cvv", "cvc", "cvv2", "security_code", "card_cvc"}) {
        json::object body = good_body(flood);
        body.at("payment").as_object()[name] = security_code;
        body["card"] = json::object{{"number", "x"}, {name, security_code}};
        flood.send("POST", "/v1/bookings", json::serialize(body));
        flood.send("GET", std::string("/v1/availability?") + name + "=" + security_code, "");
    }
}

std::string all_mails(const DemoTown& town) {
    std::string text;
    const json::value inbox = town.sandbox().get("/inbox").json();
    for (const json::value& mail : inbox.at("items").as_array()) {
        const std::string raw = text_at(mail, "/raw");
        text += raw + "\n" + decoded_mail(raw);
    }
    return text;
}

/// After the flood, everywhere a guest's words could have gone.
Places places_of(Flood& flood) {
    CHECK(eventually([&] { return is_quiet(flood.town); }));
    Places places;
    places["mail"] = all_mails(flood.town);
    places["webhook"] = flood.town.sandbox().get("/webhooks").body;
    places["metrics"] = flood.town.guest().get("/metrics").body;
    places["kept traces"] = flood.town.as("manager").get("/v1/ops/traces?limit=200").body;
    places["sagas"] = flood.town.as("manager").get("/v1/ops/sagas").body;
    CHECK(flood.town.stop() == 0);
    places["telemetry"] = flood.collector.bytes();
    places["log"] = flood.town.process().log();
    places["output"] = flood.town.process().rest();
    places["answers"] = flood.answers;
    return places;
}

Places flooded() {
    Flood flood;
    BookingWish wish = flood.town.wish(29);
    wish.token = secret_token;
    const Answer made = flood.town.book(wish);
    REQUIRE(made.status == 402);  // the gateway does not know the token and declines it
    flood.note(made);
    const Answer booked = flood.town.book(flood.town.wish(28));
    REQUIRE(booked.status == 201);
    flood.confirmation = text_at(booked.json(), "/confirmation_code");
    for (const std::string& text : card_texts()) {
        through_bodies(flood, text);
        through_addresses(flood, text);
        through_headers(flood, text);
    }
    through_codes(flood);
    flood.send("GET", "/v1/bookings/" + flood.confirmation, "",
               {{"Authorization", std::string("Bearer ") + secret_token},
                {"Idempotency-Key", secret_token}});
    return places_of(flood);
}

const Places& places() {
    static const Places all = flooded();
    return all;
}

void check_none(const std::function<bool(const std::string&)>& holds) {
    for (const auto& [name, text] : places()) CHECK_MESSAGE(!holds(text), name);
}

}  // namespace

TEST_CASE("the scanner finds a planted card number however it is written") {
    for (const std::string& text : card_texts()) {
        CHECK_MESSAGE(!cards_in("before " + text + " after").empty(), text);
        CHECK_MESSAGE(!cards_in("GET /v1/" + in_address(text) + "/x").empty(), text);
    }
    CHECK(cards_in("01a1fe1d-336e-7494-9694-3418b0230721 and 20261121 and 4242").empty());
}

TEST_CASE("the scanner finds a card number in a mail that is encoded") {
    const std::string base64 =
        "\r\nContent-Transfer-Encoding: base64\r\n\r\nNDI0Mi00MjQyLTQyNDIt\r\n"
        "NDI0Mg==\r\n";
    CHECK_FALSE(cards_in(decoded_mail(base64)).empty());
    CHECK_FALSE(cards_in(decoded_mail("\r\n\r\n4242 4242 42=\r\n42 4242\r\n")).empty());
}

TEST_CASE("a card number planted in what was exported is found among it") {
    const std::string all = places().at("telemetry");
    CHECK(all.contains("booking.create"));
    CHECK_FALSE(cards_in(all + card_texts().front()).empty());
}

TEST_CASE("mails, logs and telemetry of the flooded town are there to be looked through") {
    CHECK(places().at("mail").contains("ada@guest.example"));
    CHECK_FALSE(places().at("telemetry").empty());
    CHECK(places().at("answers").contains("card_number_refused"));
    CHECK(places().at("kept traces").contains("trace_id"));
}

TEST_CASE("no card number leaves the house, through whatever field, header or address it came") {
    for (const auto& [name, text] : places()) {
        std::string found;
        for (const std::string& one : cards_in(text)) found += "\n  " + one;
        CHECK_MESSAGE(found.empty(), name, found);
    }
}

TEST_CASE("no security code leaves the house") {
    check_none([](const std::string& text) { return text.contains(security_code); });
}

TEST_CASE("no payment token leaves the house but to the gateway") {
    check_none([](const std::string& text) { return text.contains(secret_token); });
}
