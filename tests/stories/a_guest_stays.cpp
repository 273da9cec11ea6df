// A guest comes to the desk of the running product, stays and leaves: what the agent sees, what the
// gateway's ledger and the inbox hold, and what the traces tell.

#include "support/desk_agent.hpp"

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

const DeskAgent& desk() {
    static const DeskAgent agent(town());
    return agent;
}

using Steps = std::vector<std::string>;

}  // namespace

TEST_CASE("a guest is checked in: a ready room, an authorization, two keys, a folio") {
    const json::value booking = desk().arrives_today();
    const Answer answer = desk().check_in(booking);
    CAPTURE(answer.body);
    REQUIRE(answer.status == 200);
    const json::value done = answer.json();
    CHECK(text_at(done, "/status") == "success");
    CHECK(text_at(done, "/authorization/status") == "approved");
    CHECK(number_at(done, "/keys/count") == 2);
    CHECK(text_at(done, "/checkout_date") == text_at(booking, "/check_out"));
    CHECK(text_at(desk().room_numbered(text_at(done, "/room")), "/occupancy") == "occupied");
    CHECK(desk().folio(text_at(done, "/folio_id")).at("status").as_string() == "open");
    CHECK(town().ledger(text_at(booking, "/reservation_id")).size() == 2);
}

TEST_CASE("the trace of a check-in has its six steps in the order of the contract") {
    const Answer answer = desk().check_in(desk().arrives_today());
    REQUIRE(answer.status == 200);
    CHECK(desk().steps_of(text_at(answer.json(), "/trace_id")) ==
          Steps{"pms.check_in", "pms.lookup_reservation", "pms.verify_identity", "pms.assign_room",
                "pms.authorize_payment", "pms.encode_keys", "pms.update_status"});
}

TEST_CASE("who is not who they say is not checked in") {
    const json::value booking = desk().arrives_today();
    const Answer answer = desk().check_in_with(
        booking, R"({"identity":{"kind":"passport","verified_by":"desk 1","verified":false}})");
    CHECK(answer.status == 409);
    CHECK(text_at(answer.json(), "/code") == "identity_failed");
    CHECK(desk().check_in(booking).status == 200);
}

TEST_CASE("a reservation that is not there is 404") {
    const Answer answer =
        desk().browser().post(desk().house() + "/reservations/0000000-0000000/check-in",
                              "{" + std::string(DeskAgent::seen_passport) + "}");
    CHECK(answer.status == 404);
    CHECK(text_at(answer.json(), "/code") == "reservation_not_found");
}

TEST_CASE("a card that is declined at the desk gives the room back") {
    const json::value booking = desk().arrives_today("tok_declined_later");
    const Answer answer = desk().check_in(booking);
    CAPTURE(answer.body);
    REQUIRE(answer.status == 402);
    CHECK(text_at(answer.json(), "/code") == "payment_failed");
    const Steps steps = desk().steps_of(text_at(answer.json(), "/trace_id"));
    CHECK(std::ranges::count(steps, "pms.release_room") == 1);
    const Answer again = desk().check_in(
        booking, R"(,"payment":{"method":"card","token":"tok_approved","card_last_four":"4242"})");
    CAPTURE(again.body);
    CHECK(again.status == 200);
}

TEST_CASE("a second check-in of the same guest is refused and changes nothing") {
    const json::value booking = desk().arrives_today();
    REQUIRE(desk().check_in(booking).status == 200);
    const Answer again = desk().check_in(booking);
    CHECK(again.status == 409);
    CHECK(text_at(again.json(), "/code") == "illegal_transition");
}

TEST_CASE("who is in the house cannot cancel or change what was booked, and is told why") {
    const json::value booking = desk().arrives_today();
    REQUIRE(desk().check_in(booking).status == 200);
    const std::string made = "/v1/bookings/" + text_at(booking, "/confirmation_code");
    for (const auto& [verb, body] : {std::pair{"/cancel", "{}"}, {"/modify", R"({"guests":1})"}}) {
        const Answer refused = desk().browser().post(made + verb, body);
        CAPTURE(refused.body);
        CHECK(refused.status == 409);
        CHECK(text_at(refused.json(), "/code") == "illegal_transition");
    }
}

TEST_CASE("an agent who mistypes a room number is told that there is something with it") {
    const json::value booking = desk().arrives_today();
    const Answer refused = desk().check_in(booking, R"(,"room_number":"9999")");
    CHECK(refused.status == 409);
    CHECK(text_at(refused.json(), "/code") == "room_not_ready");
    CHECK(text_at(refused.json(), "/detail").contains("9999"));
}

TEST_CASE("a guest who used the minibar pays for it and leaves a dirty room behind") {
    const json::value booking = desk().arrives_today("tok_approved", "minibar@guest.example");
    const json::value in = desk().check_in(booking).json();
    const std::string room = text_at(in, "/room");
    const std::string account = text_at(in, "/folio_id");
    const Answer posted =
        desk().charge(booking, account, R"("amount":400},"code":"minibar","quantity":2)");
    CAPTURE(posted.body);
    REQUIRE(posted.status == 201);
    CHECK(number_at(posted.json(), "/amount/amount") == 800);
    const Answer out = desk().check_out(room);
    CAPTURE(out.body);
    REQUIRE(out.status == 200);
    const json::value done = out.json();
    CHECK(text_at(done, "/status") == "checked_out");
    const json::value closed = desk().folio(account);
    CHECK(text_at(closed, "/status") == "closed");
    CHECK(number_at(closed, "/balance/amount") == 0);
    CHECK(number_at(closed, "/charges/amount") == number_at(done, "/total_charged/amount"));
    CHECK(text_at(desk().room_numbered(room), "/housekeeping") == "dirty");
    CHECK(text_at(desk().room_numbered(room), "/occupancy") == "vacant");
    CHECK(desk().money_kept(booking) == number_at(done, "/total_charged/amount"));
    CHECK(desk().steps_of(text_at(done, "/trace_id")) ==
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

TEST_CASE("nobody can be checked out of an empty room") {
    CHECK(desk().check_out("999").status == 404);
}

TEST_CASE("a wrong posting is taken back by its opposite, once") {
    const json::value booking = desk().arrives_today();
    const json::value in = desk().check_in(booking).json();
    const std::string base = desk().house() + "/folios/" + text_at(in, "/folio_id");
    const std::int64_t before =
        number_at(desk().folio(text_at(in, "/folio_id")), "/balance/amount");
    const Answer posted =
        desk().charge(booking, text_at(in, "/folio_id"), R"("amount":9000},"code":"spa")");
    REQUIRE(posted.status == 201);
    const std::string wrong = base + "/postings/" + text_at(posted.json(), "/posting_id") + "/void";
    CHECK(desk().browser().post(wrong, R"({"reason":"wrong room"})").status == 201);
    CHECK(desk().browser().post(wrong, R"({"reason":"wrong room"})").status == 409);
    const json::value after = desk().folio(text_at(in, "/folio_id"));
    CHECK(number_at(after, "/balance/amount") == before);
    CHECK(after.at("items").as_array().size() >= 2);
}

TEST_CASE("a guest is found among the arrivals, then in the house with room and folio") {
    const json::value booking = desk().arrives_today();
    const std::string code = text_at(booking, "/confirmation_code");
    const std::string lists = desk().house() + "/reservations?";
    const auto line_in = [&](const std::string& query) -> std::optional<json::value> {
        const Answer answer = desk().browser().get(lists + query + "&limit=200");
        CAPTURE(answer.body);
        REQUIRE(answer.status == 200);
        const json::value page = answer.json();
        for (const json::value& line : page.at("items").as_array())
            if (text_at(line, "/confirmation_code") == code) return line;
        return std::nullopt;
    };
    const std::string today = text_at(booking, "/check_in");
    CHECK(line_in("arriving=" + today).has_value());
    const json::value in = desk().check_in(booking).json();
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
        const Answer answer = desk().browser().get(desk().house() + "/reservations?q=" + text);
        REQUIRE(answer.status == 200);
        CHECK(answer.body.find("accents@guest.example") != std::string::npos);
    }
}

TEST_CASE("after a check-out housekeeping has a task, and cleaning the room ends it") {
    const json::value in = desk().check_in(desk().arrives_today()).json();
    const std::string room = text_at(in, "/room");
    REQUIRE(desk().check_out(room).status == 200);
    const Browser housekeeper = town().as("housekeeper");
    const auto on_board = [&]() -> json::value {
        const Answer answer = housekeeper.get(desk().house() + "/housekeeping");
        REQUIRE(answer.status == 200);
        const json::value board = answer.json();
        for (const json::value& line : board.at("items").as_array())
            if (text_at(line, "/room_number") == room) return line;
        FAIL("the room is not on the board");
        return {};
    };
    CHECK(text_at(on_board(), "/task/kind") == "departure");
    const Answer cleaned =
        housekeeper.send("PATCH", desk().house() + "/rooms/" + room, R"({"housekeeping":"clean"})",
                         {{"Content-Type", "application/json"}});
    CAPTURE(cleaned.body);
    CHECK(cleaned.status == 200);
    CHECK(text_at(on_board(), "/housekeeping") == "clean");
    CHECK(on_board().at("task").is_null());
}

TEST_CASE("guests wait at the desk in order until they leave the queue") {
    const std::string queue = desk().house() + "/queue";
    const Browser agent = desk().browser();
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
