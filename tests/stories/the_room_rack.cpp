// The rack of the running product: rooms given in advance, moved, swapped and closed; stays that
// become longer or shorter; what the gateway's ledger and the traces say of it.

#include "stories/rack_house.hpp"

#include <algorithm>

using namespace vacancy::testing;

namespace {

RackHouse& house() {
    static RackHouse house;
    return house;
}

using Steps = std::vector<std::string>;

}  // namespace

TEST_CASE("a room given in advance shows on the rack and is the one the guest gets") {
    const json::value booking = house().books(2, 0);
    const std::string type = text_at(booking, "/room_type_id");
    const std::string number = house().free_room(type);
    const Answer given = house().send("PUT", house().stay(booking, "/room"),
                                      "{" + quoted("room_number", number) + "}");
    CAPTURE(given.body);
    REQUIRE(given.status == 200);
    CHECK(house().guest_on(number, booking) == text_at(booking, "/confirmation_code"));
    const json::value in = house().checks_in(booking);
    CHECK(text_at(in, "/room") == number);
    CHECK(text_at(in, "/why") == "assigned in advance");
}

TEST_CASE("a room that is given to somebody cannot be given to another guest") {
    const json::value first = house().books(2, 3);
    const json::value second = house().books(2, 3);
    const Answer given = house().send("PUT", house().stay(first, "/room"), "{}");
    REQUIRE(given.status == 200);
    const std::string same =
        "{" + quoted("room_number", text_at(given.json(), "/room_number")) + "}";
    const Answer refused = house().send("PUT", house().stay(second, "/room"), same);
    CHECK(refused.status == 409);
    CHECK(text_at(refused.json(), "/code") == "room_taken");
    CHECK(house().send("DELETE", house().stay(first, "/room"), "").status == 204);
    CHECK(house().send("PUT", house().stay(second, "/room"), same).status == 200);
}

TEST_CASE("guests without a room are listed beside the rack until they have one") {
    const json::value booking = house().books(1, 5);
    const auto waits = [&] {
        const json::value all =
            house().rack(text_at(booking, "/check_in"), text_at(booking, "/check_out"));
        return std::ranges::any_of(all.at("unassigned").as_array(), [&](const json::value& line) {
            return text_at(line, "/confirmation_code") == text_at(booking, "/confirmation_code");
        });
    };
    CHECK(waits());
    REQUIRE(house().send("PUT", house().stay(booking, "/room"), "{}").status == 200);
    CHECK_FALSE(waits());
}

TEST_CASE("a canceled booking leaves the room that it was given") {
    const json::value booking = house().books(2, 7);
    const Answer given = house().send("PUT", house().stay(booking, "/room"), "{}");
    REQUIRE(given.status == 200);
    const std::string number = text_at(given.json(), "/room_number");
    const Answer canceled = house().town().as("manager").post(
        "/v1/bookings/" + text_at(booking, "/confirmation_code") + "/cancel", "{}");
    CAPTURE(canceled.body);
    REQUIRE(canceled.status == 200);
    CHECK(house().guest_on(number, booking) == "");
}

TEST_CASE("a guest who is moved keeps the folio, gets new keys and leaves a dirty room") {
    const json::value booking = house().books();
    const json::value in = house().checks_in(booking);
    const std::string from = text_at(in, "/room");
    const std::string to = house().free_room(text_at(in, "/room_type_id"), from);
    const Answer moved = house().post(house().stay(booking, "/move"), move_to(to));
    CAPTURE(moved.body);
    REQUIRE(moved.status == 200);
    const json::value done = moved.json();
    CHECK(text_at(done, "/room") == to);
    CHECK(number_at(done, "/keys/count") == 2);
    CHECK(text_at(done, "/old_keys") == "off");
    CHECK(text_at(house().room(from), "/occupancy") == "vacant");
    CHECK(text_at(house().room(from), "/housekeeping") == "dirty");
    CHECK(text_at(house().room(to), "/occupancy") == "occupied");
    CHECK(house().guest_on(from, booking) == "");
    CHECK(house().guest_on(to, booking) == text_at(booking, "/confirmation_code"));
    CHECK(house().steps_of(text_at(done, "/trace_id")) ==
          Steps{"pms.move_room", "pms.reencode_keys", "pms.revoke_keys"});
    const Answer out = house().post(house().path("/rooms/" + to + "/check-out"), "{}");
    CAPTURE(out.body);
    REQUIRE(out.status == 200);
    CHECK(text_at(out.json(), "/folio_id") == text_at(in, "/folio_id"));
}

TEST_CASE("a guest is not moved into a room where somebody is") {
    const json::value one = house().books();
    const json::value two = house().books();
    const json::value in_one = house().checks_in(one);
    house().checks_in(two);
    const Answer refused =
        house().post(house().stay(two, "/move"), move_to(text_at(in_one, "/room")));
    CHECK(refused.status == 409);
    CHECK(text_at(refused.json(), "/code") == "room_not_ready");
}

TEST_CASE("two guests in the house take each other's room") {
    const json::value one = house().books();
    const json::value two = house().books(3);
    const std::string room_one = text_at(house().checks_in(one), "/room");
    const std::string room_two = text_at(house().checks_in(two), "/room");
    const Answer swapped = house().post(house().path("/rooms/swap"),
                                        "{\"room_numbers\":[\"" + room_one + "\",\"" + room_two +
                                            "\"]," + quoted("reason", "twins") + "}");
    CAPTURE(swapped.body);
    REQUIRE(swapped.status == 200);
    CHECK(house().guest_on(room_one, one) == text_at(two, "/confirmation_code"));
    CHECK(house().guest_on(room_two, one) == text_at(one, "/confirmation_code"));
    const Answer out = house().post(house().path("/rooms/" + room_two + "/check-out"), "{}");
    CHECK(out.status == 200);
}

TEST_CASE("guests in rooms of different types take each other's room, with new keys") {
    const json::value one = house().books(1);
    const json::value two = house().books(3);
    const json::value in_one = house().checks_in(one);
    const std::string type = text_at(in_one, "/room_type_id");
    const json::value rooms = house().get(house().path("/rooms")).json();
    std::string better;
    for (const json::value& room : rooms.at("items").as_array())
        if (text_at(room, "/room_type_id") != type && text_at(room, "/occupancy") == "vacant" &&
            text_at(room, "/housekeeping") != "dirty")
            better = text_at(room, "/room_number");  // the last ones are the best
    const Answer in_two =
        house().post(house().stay(two, "/check-in"),
                     "{" + seen + ",\"upgrade\":true," + quoted("room_number", better) + "}");
    CAPTURE(in_two.body);
    REQUIRE(in_two.status == 200);
    const std::string room_one = text_at(in_one, "/room");
    const Answer swapped = house().post(house().path("/rooms/swap"),
                                        "{\"room_numbers\":[\"" + room_one + "\",\"" + better +
                                            "\"]," + quoted("reason", "they asked") + "}");
    CAPTURE(swapped.body);
    REQUIRE(swapped.status == 200);
    CHECK(number_at(swapped.json(), "/items/0/keys") == 2);
    CHECK(house().guest_on(better, one) == text_at(one, "/confirmation_code"));
    CHECK(house().guest_on(room_one, two) == text_at(two, "/confirmation_code"));
    for (const std::string& room : {room_one, better})
        CHECK(house().post(house().path("/rooms/" + room + "/check-out"), "{}").status == 200);
}

TEST_CASE("a longer stay is priced, sold, authorized and keeps its room") {
    const json::value booking = house().books(1);
    const json::value in = house().checks_in(booking);
    const std::int64_t before = house().held(booking);
    const std::string until = later(text_at(booking, "/check_out"), 1);
    const Answer quote = house().post(house().stay(booking, "/stay"),
                                      "{" + quoted("check_out", until) + ",\"quote_only\":true}");
    CAPTURE(quote.body);
    REQUIRE(quote.status == 200);
    CHECK(number_at(quote.json(), "/difference/amount") > 0);
    CHECK(house().held(booking) == before);
    const Answer changed =
        house().post(house().stay(booking, "/stay"), "{" + quoted("check_out", until) + "}");
    CAPTURE(changed.body);
    REQUIRE(changed.status == 200);
    CHECK(number_at(changed.json(), "/total_price/amount") ==
          number_at(quote.json(), "/total_price/amount"));
    CHECK(house().held(booking) > before + number_at(quote.json(), "/difference/amount") - 1);
    CHECK(house().held(booking) == number_at(changed.json(), "/authorization/amount/amount"));
    CHECK(house().steps_of(text_at(changed.json(), "/trace_id")) ==
          Steps{"pms.change_stay", "pms.increment_authorization", "pms.reencode_keys"});
    const json::value all = house().rack(text_at(booking, "/check_in"), until);
    for (const json::value& line : all.at("items").as_array())
        if (text_at(line, "/room_number") == text_at(in, "/room"))
            CHECK(text_at(line.at("stays").as_array().front(), "/until") == until);
}

TEST_CASE("a longer stay whose authorization is declined stays as it was") {
    const json::value booking = house().books(1);
    const Answer in =
        house().post(house().stay(booking, "/check-in"),
                     "{" + seen + R"(,"payment":{"method":"card","token":"tok_approved"}})");
    REQUIRE(in.status == 200);
    house().town().fault(
        R"({"target":"payments","kind":"refuse","times":1,"match":"increment_authorization"})");
    const std::string until = later(text_at(booking, "/check_out"), 1);
    const Answer refused =
        house().post(house().stay(booking, "/stay"), "{" + quoted("check_out", until) + "}");
    house().town().no_faults();
    CAPTURE(refused.body);
    CHECK(refused.status == 402);
    const json::value all = house().rack(text_at(booking, "/check_in"), until);
    for (const json::value& line : all.at("items").as_array())
        if (text_at(line, "/room_number") == text_at(in.json(), "/room"))
            CHECK(text_at(line.at("stays").as_array().front(), "/until") ==
                  text_at(booking, "/check_out"));
    CHECK(house()
              .post(house().stay(booking, "/stay"), "{" + quoted("check_out", until) + "}")
              .status == 200);
}

TEST_CASE("a guest whose room is somebody else's tomorrow has to move before staying longer") {
    const json::value staying = house().books(1);
    const json::value coming = house().books(1, 1);
    const std::string room = text_at(house().checks_in(staying), "/room");
    const Answer given =
        house().send("PUT", house().stay(coming, "/room"), "{" + quoted("room_number", room) + "}");
    CAPTURE(given.body);
    REQUIRE(given.status == 200);
    const Answer refused =
        house().post(house().stay(staying, "/stay"),
                     "{" + quoted("check_out", later(text_at(staying, "/check_out"), 1)) + "}");
    CHECK(refused.status == 409);
    CHECK(text_at(refused.json(), "/code") == "room_taken");
}

TEST_CASE("a shorter stay costs less and its nights are on sale again") {
    const json::value booking = house().books(3);
    house().checks_in(booking);
    const std::string until = later(text_at(booking, "/check_in"), 1);
    const Answer changed =
        house().post(house().stay(booking, "/stay"), "{" + quoted("check_out", until) + "}");
    CAPTURE(changed.body);
    REQUIRE(changed.status == 200);
    CHECK(number_at(changed.json(), "/total_price/amount") +
              number_at(changed.json(), "/kept/amount") <=
          number_at(booking, "/total_price/amount"));
    CHECK(text_at(changed.json(), "/check_out") == until);
}

TEST_CASE("a room that is out of order is neither given nor sold, and comes back dirty") {
    const json::value booking = house().books(1, 9);
    const std::string type = text_at(booking, "/room_type_id");
    const std::string number = house().free_room(type);
    const std::string today =
        text_at(house().rack(text_at(booking, "/check_in"), text_at(booking, "/check_out")),
                "/business_date");
    const std::string body = "{" + quoted("room_number", number) + "," +
                             quoted("kind", "out_of_order") + "," + quoted("from", today) + "," +
                             quoted("until", later(today, 2)) + "," +
                             quoted("reason", "water damage");
    const Answer preview = house().post(house().path("/room-blocks"), body + ",\"preview\":true}");
    CAPTURE(preview.body);
    REQUIRE(preview.status == 200);
    CHECK_FALSE(preview.json().at("applied").as_bool());
    const Answer made = house().post(house().path("/room-blocks"), body + "}");
    CAPTURE(made.body);
    REQUIRE(made.status == 201);
    CHECK(text_at(house().room(number), "/housekeeping") == "out_of_order");
    const Answer again = house().post(house().path("/room-blocks"), body + "}");
    CHECK(again.status == 409);
    const std::string id = text_at(made.json(), "/block/block_id");
    CHECK(house().send("DELETE", house().path("/room-blocks/" + id), "").status == 204);
    CHECK(house().send("DELETE", house().path("/room-blocks/" + id), "").status == 404);
    CHECK(text_at(house().room(number), "/housekeeping") == "dirty");
}

TEST_CASE("a room that a guest was given is not closed over their head") {
    const json::value booking = house().books(2, 11);
    const Answer given = house().send("PUT", house().stay(booking, "/room"), "{}");
    REQUIRE(given.status == 200);
    const std::string body =
        "{" + quoted("room_number", text_at(given.json(), "/room_number")) + "," +
        quoted("kind", "maintenance") + "," + quoted("from", text_at(booking, "/check_in")) + "," +
        quoted("until", text_at(booking, "/check_out")) + "," + quoted("reason", "new carpet");
    const Answer preview = house().post(house().path("/room-blocks"), body + ",\"preview\":true}");
    REQUIRE(preview.status == 200);
    CHECK(preview.json().at("assigned").as_array().size() == 1);
    const Answer refused = house().post(house().path("/room-blocks"), body + "}");
    CHECK(refused.status == 409);
    CHECK(text_at(refused.json(), "/code") == "room_taken");
}
