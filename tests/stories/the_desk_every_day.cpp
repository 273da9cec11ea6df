// What a desk does all day besides check-in and check-out: walk-ins, day uses, guests who share a
// room, things taken back, fees, notes; and what housekeeping does with its sheets.

#include "stories/rack_house.hpp"

#include <algorithm>

using namespace vacancy::testing;

namespace {

RackHouse& house() {
    static RackHouse house;
    return house;
}

const std::string because = R"({"reason":"a mistake at the desk"})";
const std::string card =
    R"("payment":{"method":"card","token":"tok_approved","card_last_four":"4242"})";

/// The type and plan of a booking, for a guest who walks in.
std::string walk_in_like(const json::value& booking, const std::string& more) {
    return "{" + seen + "," + card + "," +
           quoted("room_type_id", text_at(booking, "/room_type_id")) + "," +
           quoted("rate_plan_id", text_at(booking, "/rate_plan_id")) +
           R"(,"guest":{"name":"Walker Invented","email":"walker@guest.example"},)" + more + "}";
}

json::value in_house_line(const json::value& booking) {
    const json::value page =
        house().get(house().path("/reservations?in_house=true&limit=200")).json();
    for (const json::value& line : page.at("items").as_array())
        if (text_at(line, "/confirmation_code") == text_at(booking, "/confirmation_code"))
            return line;
    return nullptr;
}

json::value folio(const std::string& id) {
    const Answer answer = house().get(house().path("/folios/" + id));
    REQUIRE(answer.status == 200);
    return answer.json();
}

void charge(const std::string& folio_id, std::int64_t amount) {
    const std::string currency = text_at(folio(folio_id), "/currency");
    const Answer posted =
        house().post(house().path("/folios/" + folio_id + "/postings"),
                     R"({"kind":"charge","code":"bar","amount":{"amount":)" +
                         std::to_string(amount) + "," + quoted("currency", currency) + "}}");
    CAPTURE(posted.body);
    REQUIRE(posted.status == 201);
}

json::value on_board(const std::string& room) {
    const json::value board = house().get(house().path("/housekeeping")).json();
    for (const json::value& line : board.at("items").as_array())
        if (text_at(line, "/room_number") == room) return line;
    FAIL("the room is not on the board");
    return {};
}

}  // namespace

TEST_CASE("a guest who walks in is sold a stay and gets a room in one go") {
    const json::value like = house().books(1);
    const std::string today = text_at(like, "/check_in");
    const Answer in = house().post(house().path("/walk-ins"),
                                   walk_in_like(like, quoted("check_out", later(today, 1))));
    CAPTURE(in.body);
    REQUIRE(in.status == 201);
    CHECK(text_at(in.json(), "/authorization/status") == "approved");
    CHECK(house().held(in.json()) > number_at(in.json(), "/total_price/amount"));
    CHECK(text_at(house().room(text_at(in.json(), "/room")), "/occupancy") == "occupied");
    const auto steps = house().steps_of(text_at(in.json(), "/trace_id"));
    REQUIRE(steps.size() == 8);
    CHECK(steps[0] == "pms.check_in");
    CHECK(steps[1] == "pms.sell_walk_in");
    CHECK(steps[2] == "pms.lookup_reservation");
}

TEST_CASE("a walk-in whose card is declined leaves nothing sold") {
    const json::value like = house().books(1);
    const std::string today = text_at(like, "/check_in");
    std::string body = walk_in_like(like, quoted("check_out", later(today, 1)));
    body.replace(body.find("tok_approved"), 12, "tok_declined");
    const std::string rates = "/v1/availability?property_id=" + house().town().wish().property +
                              "&check_in=" + today + "&check_out=" + later(today, 1) + "&guests=1";
    const std::string before = house().town().guest().get(rates).body;
    const Answer refused = house().post(house().path("/walk-ins"), body);
    CHECK(refused.status == 402);
    CHECK(house().town().guest().get(rates).body == before);
}

TEST_CASE("a day use is sold at its rate, and its night is on sale again afterwards") {
    const json::value like = house().books(1);
    const std::string currency = text_at(like, "/total_price/currency");
    const std::string rate =
        R"("day_use":true,"rate":{"amount":5000,)" + quoted("currency", currency) + "}";
    const Answer in = house().post(house().path("/walk-ins"), walk_in_like(like, rate));
    CAPTURE(in.body);
    REQUIRE(in.status == 201);
    const std::string room = text_at(in.json(), "/room");
    const Answer out = house().post(house().path("/rooms/" + room + "/check-out"), "{}");
    CAPTURE(out.body);
    REQUIRE(out.status == 200);
    CHECK(number_at(out.json(), "/total_charged/amount") ==
          number_at(in.json(), "/total_price/amount"));
    CHECK(house().guest_on(room, house().books(1)) == "");
}

TEST_CASE("who shares a room has a folio of their own and leaves before the host") {
    const json::value booking = house().books(2);
    const json::value in = house().checks_in(booking);
    const Answer shared = house().post(house().stay(booking, "/sharers"),
                                       "{" + seen + R"(,"guest":{"name":"Second Invented"}})");
    CAPTURE(shared.body);
    REQUIRE(shared.status == 201);
    const json::value sharer = shared.json();
    CHECK(text_at(sharer, "/room") == text_at(in, "/room"));
    CHECK(text_at(sharer, "/folio_id") != text_at(in, "/folio_id"));
    const std::string rooms = house().path("/rooms/" + text_at(in, "/room") + "/check-out");
    CHECK(house().post(rooms, "{}").status == 409);
    const Answer left = house().post(house().stay(sharer, "/check-out"), "{}");
    CAPTURE(left.body);
    CHECK(left.status == 200);
    CHECK(text_at(house().room(text_at(in, "/room")), "/occupancy") == "occupied");
    CHECK(house().post(rooms, "{}").status == 200);
    CHECK(text_at(house().room(text_at(in, "/room")), "/occupancy") == "vacant");
}

TEST_CASE("a check-in is taken back: no money held, the room free, the guest expected again") {
    const json::value booking = house().books(1);
    const json::value in = house().checks_in(booking);
    const std::int64_t held = house().held(booking);
    CHECK(held > 0);
    const Answer reverted = house().post(house().stay(booking, "/revert-check-in"), because);
    CAPTURE(reverted.body);
    REQUIRE(reverted.status == 200);
    CHECK(house().held(booking) == 0);
    CHECK(text_at(house().room(text_at(in, "/room")), "/occupancy") == "vacant");
    CHECK(house().guest_on(text_at(in, "/room"), booking) == "");
    CHECK(house().steps_of(text_at(reverted.json(), "/trace_id")) ==
          std::vector<std::string>{"pms.revert_check_in", "pms.return_authorization",
                                   "pms.revoke_keys"});
    house().checks_in(booking);
    CHECK(house().held(booking) == held);
}

TEST_CASE("a check-in with charges is not taken back") {
    const json::value booking = house().books(1);
    const json::value in = house().checks_in(booking);
    charge(text_at(in, "/folio_id"), 700);
    const Answer refused = house().post(house().stay(booking, "/revert-check-in"), because);
    CHECK(refused.status == 409);
    CHECK(text_at(refused.json(), "/code") == "illegal_transition");
}

TEST_CASE("a check-out is taken back while the room is free, and paid again at the end") {
    const json::value booking = house().books(2);
    const json::value in = house().checks_in(booking);
    const std::string room = text_at(in, "/room");
    REQUIRE(house().post(house().path("/rooms/" + room + "/check-out"), "{}").status == 200);
    CHECK(in_house_line(booking).is_null());
    const Answer back = house().post(house().stay(booking, "/reinstate"), because);
    CAPTURE(back.body);
    REQUIRE(back.status == 200);
    CHECK(text_at(back.json(), "/keys/status") == "made");
    CHECK(text_at(house().room(room), "/occupancy") == "occupied");
    CHECK(house().guest_on(room, booking) == text_at(booking, "/confirmation_code"));
    CHECK(text_at(folio(text_at(in, "/folio_id")), "/status") == "open");
    charge(text_at(in, "/folio_id"), 900);
    const Answer out =
        house().post(house().path("/rooms/" + room + "/check-out"), "{" + card + "}");
    CAPTURE(out.body);
    REQUIRE(out.status == 200);
    CHECK(number_at(folio(text_at(in, "/folio_id")), "/balance/amount") == 0);
}

TEST_CASE("a guest who left by express pays with the card on file and gets the receipt by mail") {
    BookingWish wish = house().town().wish(0, 1);
    wish.email = "express@guest.example";
    const json::value booking = house().town().book(wish).json();
    house().checks_in(booking);
    const Answer out = house().post(house().stay(booking, "/check-out"), R"({"express":true})");
    CAPTURE(out.body);
    REQUIRE(out.status == 200);
    CHECK(eventually([&] {
        const json::value inbox = house().town().sandbox().get("/inbox").json();
        return std::ranges::any_of(inbox.at("items").as_array(), [](const json::value& mail) {
            return text_at(mail, "/to").contains("express@guest.example") &&
                   text_at(mail, "/subject").starts_with("Your receipt");
        });
    }));
}

TEST_CASE("what the desk notes of a stay is kept, and a stale change is refused") {
    const json::value booking = house().books(1, 4);
    const std::string facts = house().stay(booking, "/stay-facts");
    const Answer noted =
        house().send("PATCH", facts, R"({"vip_level":3,"notes":"late","company":"Invented Ltd"})");
    CAPTURE(noted.body);
    REQUIRE(noted.status == 200);
    CHECK(number_at(noted.json(), "/vip_level") == 3);
    const Answer stale = house().town().as("agent").send(
        "PATCH", facts, R"({"notes":"never"})",
        {{"Content-Type", "application/json"}, {"If-Match", "\"1\""}});
    CHECK(stale.status == 412);
    CHECK(text_at(house().get(facts).json(), "/notes") == "late");
}

TEST_CASE("managers set the rules of the desk, agents read them") {
    RackHouse own;
    const std::string rules = own.path("/desk-rules");
    CHECK(own.send("PUT", rules, "{}").status == 403);
    const std::string currency = text_at(own.get(rules).json(), "/early_check_in_fee/currency");
    const std::string wanted = R"({"keys_default":3,"keeps_document_hash":true,)"
                               R"("incidentals_per_night":{"amount":100,)" +
                               quoted("currency", currency) + "}}";
    const Answer set =
        own.town().as("manager").send("PUT", rules, wanted, {{"Content-Type", "application/json"}});
    CAPTURE(set.body);
    REQUIRE(set.status == 200);
    CHECK(own.get(rules).json().at("keeps_document_hash").as_bool());
    const json::value in = own.checks_in(own.books(1));
    CHECK(number_at(in, "/keys/count") == 3);
}

TEST_CASE("housekeeping's work is dealt out, done by phone, and makes the room clean") {
    RackHouse& h = house();
    const json::value in = h.checks_in(h.books(1));
    const std::string room = text_at(in, "/room");
    REQUIRE(h.post(h.path("/rooms/" + room + "/check-out"), "{}").status == 200);
    const Browser keeper = h.town().as("housekeeper");
    const Answer dealt =
        keeper.post(h.path("/housekeeping/sheets"), R"({"attendants":["Ines","Bruno"]})");
    CAPTURE(dealt.body);
    REQUIRE(dealt.status == 200);
    const json::value task = on_board(room).at("task");
    const std::string who = text_at(task, "/attendant");
    CHECK((who == "Ines" || who == "Bruno"));
    const json::value sheet = keeper.get(h.path("/housekeeping/sheets?attendant=" + who)).json();
    CHECK(sheet.at("items").as_array().size() == 1);
    const std::string change = h.path("/housekeeping/tasks/" + text_at(task, "/task_id"));
    const auto patch = [&](const std::string& body) {
        return keeper.send("PATCH", change, body, {{"Content-Type", "application/json"}});
    };
    CHECK(patch(R"({"state":"started"})").status == 200);
    const Answer done = patch(R"({"state":"done","inspected":true})");
    CAPTURE(done.body);
    REQUIRE(done.status == 200);
    CHECK(text_at(done.json(), "/room/housekeeping") == "inspected");
    CHECK(patch(R"({"state":"started"})").status == 404);
}

TEST_CASE("a vacant room with somebody in it is a sleep until somebody moves in") {
    RackHouse& h = house();
    const json::value in = h.checks_in(h.books(1));
    const std::string room = text_at(in, "/room");
    REQUIRE(h.post(h.path("/rooms/" + room + "/check-out"), "{}").status == 200);
    const Browser keeper = h.town().as("housekeeper");
    const Answer told =
        keeper.post(h.path("/rooms/" + room + "/report"), R"({"occupancy":"occupied"})");
    CAPTURE(told.body);
    REQUIRE(told.status == 200);
    CHECK(text_at(told.json(), "/discrepancy") == "sleep");
    const auto listed = [&] {
        const json::value all = keeper.get(h.path("/housekeeping?discrepancies=true")).json();
        return std::ranges::any_of(all.at("items").as_array(), [&](const json::value& line) {
            return text_at(line, "/room_number") == room;
        });
    };
    CHECK(listed());
    CHECK(keeper.post(h.path("/rooms/" + room + "/report"), R"({"occupancy":"vacant"})").status ==
          200);
    CHECK_FALSE(listed());
}
