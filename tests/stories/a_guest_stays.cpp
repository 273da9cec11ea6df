// A guest comes to the desk of the running product, stays and leaves: what the agent sees, what the
// gateway's ledger and the inbox hold, and what the traces tell.

#include "support/demo_town.hpp"

#include <boost/json/serialize.hpp>
#include <doctest/doctest.h>

#include <algorithm>
#include <optional>

using namespace vacancy::testing;

namespace {

namespace json = boost::json;

DemoTown& town() {
    static DemoTown town;
    return town;
}

const std::string& property() {
    static const std::string id = town().wish().property;
    return id;
}

/// Books for tonight; a card that the gateway approves at first.
json::value arrives_today(const std::string& token = "tok_approved",
                          const std::string& email = "stay@guest.example") {
    BookingWish wish = town().wish(0, 2);
    wish.token = token;
    wish.email = email;
    const Answer answer = town().book(wish);
    CAPTURE(answer.body);
    REQUIRE(answer.status == 201);
    return answer.json();
}

const std::string seen = R"("identity":{"kind":"passport","verified_by":"agent at desk 1"})";

Answer check_in(const json::value& booking, const std::string& body = "{" + seen + "}") {
    return town().as("agent").post("/v1/properties/" + property() + "/reservations/" +
                                       text_at(booking, "/confirmation_code") + "/check-in",
                                   body);
}

Answer check_out(const std::string& room, const std::string& body = "{}") {
    return town().as("agent").post("/v1/properties/" + property() + "/rooms/" + room + "/check-out",
                                   body);
}

json::value folio(const std::string& id) {
    const Answer answer = town().as("agent").get("/v1/properties/" + property() + "/folios/" + id);
    REQUIRE(answer.status == 200);
    return answer.json();
}

/// Posts a charge to the folio; `of` is its code, amount of one piece and number of pieces.
Answer charge(const json::value& booking, const std::string& folio_id, const std::string& of) {
    return town().as("agent").post(
        "/v1/properties/" + property() + "/folios/" + folio_id + "/postings",
        R"({"kind":"charge","amount":{"currency":")" + text_at(booking, "/total_price/currency") +
            R"(",)" + of + "}");
}

json::value room_numbered(const std::string& number) {
    const Answer answer = town().as("agent").get("/v1/properties/" + property() + "/rooms");
    REQUIRE(answer.status == 200);
    for (const json::value& room : answer.json().at("items").as_array())
        if (text_at(room, "/room_number") == number) return room;
    FAIL("there is no room " << number);
    return {};
}

/// The spans of the hotel.pms scope, in the order in which they began.
std::vector<std::string> steps_of(const std::string& trace_id) {
    Answer answer;
    REQUIRE(eventually([&] {
        answer = town().as("manager").get("/v1/ops/traces/" + trace_id);
        return answer.status == 200;
    }));
    std::vector<std::pair<std::int64_t, std::string>> found;
    const json::value trace = answer.json();
    for (const json::value& span : trace.at("spans").as_array())
        if (text_at(span, "/scope") == "hotel.pms")
            found.emplace_back(span.at("start_unix_nano").to_number<std::int64_t>(),
                               text_at(span, "/name"));
    std::ranges::sort(found);
    std::vector<std::string> names;
    for (const auto& [start, name] : found) names.push_back(name);
    return names;
}

using Steps = std::vector<std::string>;

}  // namespace

TEST_CASE("a guest is checked in: a ready room, an authorization, two keys, a folio") {
    const json::value booking = arrives_today();
    const Answer answer = check_in(booking);
    CAPTURE(answer.body);
    REQUIRE(answer.status == 200);
    const json::value done = answer.json();
    CHECK(text_at(done, "/status") == "success");
    CHECK(text_at(done, "/authorization/status") == "approved");
    CHECK(number_at(done, "/keys/count") == 2);
    CHECK(text_at(done, "/checkout_date") == text_at(booking, "/check_out"));
    CHECK(text_at(room_numbered(text_at(done, "/room")), "/occupancy") == "occupied");
    CHECK(folio(text_at(done, "/folio_id")).at("status").as_string() == "open");
    CHECK(town().ledger(text_at(booking, "/reservation_id")).size() == 2);
}

TEST_CASE("the trace of a check-in has its six steps in the order of the contract") {
    const Answer answer = check_in(arrives_today());
    REQUIRE(answer.status == 200);
    CHECK(steps_of(text_at(answer.json(), "/trace_id")) ==
          Steps{"pms.check_in", "pms.lookup_reservation", "pms.verify_identity", "pms.assign_room",
                "pms.authorize_payment", "pms.encode_keys", "pms.update_status"});
}

TEST_CASE("who is not who they say is not checked in") {
    const json::value booking = arrives_today();
    const Answer answer = check_in(
        booking, R"({"identity":{"kind":"passport","verified_by":"desk 1","verified":false}})");
    CHECK(answer.status == 409);
    CHECK(text_at(answer.json(), "/code") == "identity_failed");
    CHECK(check_in(booking).status == 200);
}

TEST_CASE("a reservation that is not there is 404") {
    const Answer answer = town().as("agent").post(
        "/v1/properties/" + property() + "/reservations/0000000-0000000/check-in",
        "{" + seen + "}");
    CHECK(answer.status == 404);
    CHECK(text_at(answer.json(), "/code") == "reservation_not_found");
}

TEST_CASE("a card that is declined at the desk gives the room back") {
    const json::value booking = arrives_today("tok_declined_later");
    const Answer answer = check_in(booking);
    CAPTURE(answer.body);
    REQUIRE(answer.status == 402);
    CHECK(text_at(answer.json(), "/code") == "payment_failed");
    const Steps steps = steps_of(text_at(answer.json(), "/trace_id"));
    CHECK(std::ranges::count(steps, "pms.release_room") == 1);
    const Answer again = check_in(
        booking,
        "{" + seen +
            R"(,"payment":{"method":"card","token":"tok_approved","card_last_four":"4242"}})");
    CAPTURE(again.body);
    CHECK(again.status == 200);
}

TEST_CASE("a second check-in of the same guest is refused and changes nothing") {
    const json::value booking = arrives_today();
    REQUIRE(check_in(booking).status == 200);
    const Answer again = check_in(booking);
    CHECK(again.status == 409);
    CHECK(text_at(again.json(), "/code") == "illegal_transition");
}

TEST_CASE("a guest who used the minibar pays for it and leaves a dirty room behind") {
    const json::value booking = arrives_today("tok_approved", "minibar@guest.example");
    const json::value in = check_in(booking).json();
    const std::string room = text_at(in, "/room");
    const std::string account = text_at(in, "/folio_id");
    const Answer posted =
        charge(booking, account, R"("amount":400},"code":"minibar","quantity":2)");
    CAPTURE(posted.body);
    REQUIRE(posted.status == 201);
    CHECK(number_at(posted.json(), "/amount/amount") == 800);
    const Answer out = check_out(room);
    CAPTURE(out.body);
    REQUIRE(out.status == 200);
    const json::value done = out.json();
    CHECK(text_at(done, "/status") == "checked_out");
    const json::value closed = folio(account);
    CHECK(text_at(closed, "/status") == "closed");
    CHECK(number_at(closed, "/balance/amount") == 0);
    CHECK(number_at(closed, "/charges/amount") == number_at(done, "/total_charged/amount"));
    CHECK(text_at(room_numbered(room), "/housekeeping") == "dirty");
    CHECK(text_at(room_numbered(room), "/occupancy") == "vacant");
    std::int64_t kept = 0;
    for (const json::value& line : town().ledger(text_at(booking, "/reservation_id")))
        kept += number_at(line, "/captured") - number_at(line, "/refunded");
    CHECK(kept == number_at(done, "/total_charged/amount"));
    CHECK(steps_of(text_at(done, "/trace_id")) ==
          Steps{"pms.check_out", "pms.load_folio", "pms.process_final_payment",
                "pms.update_room_status", "pms.deactivate_keys", "pms.send_receipt"});
    CHECK(eventually([&] {
        const json::value inbox = town().sandbox().get("/inbox").json();
        return std::ranges::any_of(inbox.at("items").as_array(), [](const json::value& mail) {
            return text_at(mail, "/to").contains("minibar@guest.example") &&
                   text_at(mail, "/subject").starts_with("Your receipt");
        });
    }));
}

TEST_CASE("nobody can be checked out of an empty room") { CHECK(check_out("999").status == 404); }

TEST_CASE("a wrong posting is taken back by its opposite, once") {
    const json::value booking = arrives_today();
    const json::value in = check_in(booking).json();
    const std::string base = "/v1/properties/" + property() + "/folios/" + text_at(in, "/folio_id");
    const std::int64_t before = number_at(folio(text_at(in, "/folio_id")), "/balance/amount");
    const Answer posted =
        charge(booking, text_at(in, "/folio_id"), R"("amount":9000},"code":"spa")");
    REQUIRE(posted.status == 201);
    const std::string wrong = base + "/postings/" + text_at(posted.json(), "/posting_id") + "/void";
    CHECK(town().as("agent").post(wrong, R"({"reason":"wrong room"})").status == 201);
    CHECK(town().as("agent").post(wrong, R"({"reason":"wrong room"})").status == 409);
    const json::value after = folio(text_at(in, "/folio_id"));
    CHECK(number_at(after, "/balance/amount") == before);
    CHECK(after.at("items").as_array().size() >= 2);
}

TEST_CASE("a guest is found among the arrivals, then in the house with room and folio") {
    const json::value booking = arrives_today();
    const std::string code = text_at(booking, "/confirmation_code");
    const std::string lists = "/v1/properties/" + property() + "/reservations?";
    const auto line_in = [&](const std::string& query) -> std::optional<json::value> {
        const Answer answer = town().as("agent").get(lists + query + "&limit=200");
        CAPTURE(answer.body);
        REQUIRE(answer.status == 200);
        const json::value page = answer.json();
        for (const json::value& line : page.at("items").as_array())
            if (text_at(line, "/confirmation_code") == code) return line;
        return std::nullopt;
    };
    const std::string today = text_at(booking, "/check_in");
    CHECK(line_in("arriving=" + today).has_value());
    const json::value in = check_in(booking).json();
    CHECK_FALSE(line_in("arriving=" + today).has_value());
    const auto line = line_in("in_house=true");
    REQUIRE(line.has_value());
    CHECK(text_at(*line, "/room_number") == text_at(in, "/room"));
    CHECK(text_at(*line, "/folio_id") == text_at(in, "/folio_id"));
    CHECK(line_in("departing=" + text_at(booking, "/check_out")).has_value());
    CHECK(line_in("q=" + code.substr(0, 7)).has_value());
}

TEST_CASE("a name is found without its accents and with a letter wrong") {
    BookingWish wish = town().wish(3);
    wish.name = "Zoë Müller-Łącka";
    wish.email = "accents@guest.example";
    REQUIRE(town().book(wish).status == 201);
    for (const char* text : {"zoe", "MULLER", "lacka", "zoe%20mullor-lacka"}) {
        CAPTURE(text);
        const Answer answer =
            town().as("agent").get("/v1/properties/" + property() + "/reservations?q=" + text);
        REQUIRE(answer.status == 200);
        CHECK(answer.body.find("accents@guest.example") != std::string::npos);
    }
}

TEST_CASE("after a check-out housekeeping has a task, and cleaning the room ends it") {
    const json::value in = check_in(arrives_today()).json();
    const std::string room = text_at(in, "/room");
    REQUIRE(check_out(room).status == 200);
    const Browser housekeeper = town().as("housekeeper");
    const auto on_board = [&]() -> json::value {
        const Answer answer = housekeeper.get("/v1/properties/" + property() + "/housekeeping");
        REQUIRE(answer.status == 200);
        const json::value board = answer.json();
        for (const json::value& line : board.at("items").as_array())
            if (text_at(line, "/room_number") == room) return line;
        FAIL("the room is not on the board");
        return {};
    };
    CHECK(text_at(on_board(), "/task/kind") == "departure");
    const Answer cleaned =
        housekeeper.send("PATCH", "/v1/properties/" + property() + "/rooms/" + room,
                         R"({"housekeeping":"clean"})", {{"Content-Type", "application/json"}});
    CAPTURE(cleaned.body);
    CHECK(cleaned.status == 200);
    CHECK(text_at(on_board(), "/housekeeping") == "clean");
    CHECK(on_board().at("task").is_null());
}

TEST_CASE("guests wait at the desk in order until they leave the queue") {
    const std::string queue = "/v1/properties/" + property() + "/queue";
    const Browser agent = town().as("agent");
    const auto leave = [&](const Answer& joined) {
        return agent.send("DELETE", queue + "/" + text_at(joined.json(), "/ticket"), "", {}).status;
    };
    const Answer first = agent.post(queue, R"({"operation":"check_in","name":"Ada"})");
    REQUIRE(first.status == 201);
    const Answer second = agent.post(queue, R"({"operation":"check_out"})");
    CHECK(number_at(second.json(), "/ahead") == number_at(first.json(), "/ahead") + 1);
    CHECK(leave(first) == 204);
    const json::value waiting = agent.get(queue).json();
    for (const json::value& ticket : waiting.at("items").as_array())
        CHECK(text_at(ticket, "/ticket") != text_at(first.json(), "/ticket"));
    CHECK(leave(second) == 204);
}
