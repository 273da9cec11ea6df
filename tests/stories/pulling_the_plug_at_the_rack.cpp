// kill -9 between any two steps of what the rack does: after the restart the guest is in one room,
// the stay is the longer or the old one, a check-in is taken back or not, and all is at rest.

#include "stories/rack_house.hpp"

#include <csignal>

using namespace vacancy::testing;

namespace {

using Points = std::vector<std::string>;

/// Does it until the process dies at the point, starts it again and waits until all rests.
void dies_at(RackHouse& house, const std::string& point, const std::function<Answer()>& act) {
    house.town().stop();
    house.town().start({{"VACANCY_CRASH_POINTS", "true"}, {"VACANCY_CRASH_AT", point}});
    CHECK(act().status == 0);
    CHECK(house.town().process().wait() == -SIGKILL);
    house.town().start();
    REQUIRE(eventually([&] { return house.rests(); }));
}

bool is_occupied(RackHouse& house, const std::string& room) {
    return text_at(house.room(room), "/occupancy") == "occupied";
}

Answer leaves(RackHouse& house, const std::string& room) {
    return house.post(house.path("/rooms/" + room + "/check-out"), "{}");
}

const std::string because = R"({"reason":"a mistake at the desk"})";

}  // namespace

TEST_CASE("a crash anywhere in a move ends with the guest in one room") {
    RackHouse own;
    for (const std::string& point :
         Points{"move.after_claim", "move.after_encode", "move.after_move", "move.after_erase"}) {
        CAPTURE(point);
        const json::value booking = own.books();
        const std::string from = text_at(own.checks_in(booking), "/room");
        const std::string to = own.free_room(text_at(own.room(from), "/room_type_id"), from);
        dies_at(own, point, [&] { return own.post(own.stay(booking, "/move"), move_to(to)); });
        const bool stayed = is_occupied(own, from);
        CHECK(stayed != is_occupied(own, to));
        CHECK(own.guest_on(stayed ? from : to, booking) == text_at(booking, "/confirmation_code"));
        CHECK(own.guest_on(stayed ? to : from, booking) == "");
        CHECK(leaves(own, stayed ? from : to).status == 200);
    }
}

TEST_CASE("a crash anywhere in a swap ends with each guest in one of the rooms") {
    RackHouse own;
    for (const std::string& point : Points{"swap.after_reserve", "swap.after_encode"}) {
        CAPTURE(point);
        const json::value one = own.books(1);
        const json::value two = own.books(3);
        const std::string room_one = text_at(own.checks_in(one), "/room");
        const std::string room_two = text_at(own.checks_in(two), "/room");
        const std::string both = "{\"room_numbers\":[\"" + room_one + "\",\"" + room_two + "\"]," +
                                 quoted("reason", "view") + "}";
        dies_at(own, point, [&] { return own.post(own.path("/rooms/swap"), both); });
        CHECK(own.guest_on(room_one, two) == text_at(one, "/confirmation_code"));
        CHECK(own.guest_on(room_two, two) == text_at(two, "/confirmation_code"));
        CHECK(own.post(own.path("/rooms/swap"), both).status == 200);
        CHECK(leaves(own, room_one).status == 200);
        CHECK(leaves(own, room_two).status == 200);
    }
}

TEST_CASE("a crash anywhere in a longer stay ends in the longer or the old one") {
    RackHouse own;
    for (const std::string& point :
         Points{"stay.after_take", "stay.after_increment", "stay.after_settle"}) {
        CAPTURE(point);
        const json::value booking = own.books(1);
        const std::string room = text_at(own.checks_in(booking), "/room");
        const std::string wish =
            "{" + quoted("check_out", later(text_at(booking, "/check_out"), 2)) + "}";
        dies_at(own, point, [&] { return own.post(own.stay(booking, "/stay"), wish); });
        const Answer again = own.post(own.stay(booking, "/stay"), wish);
        CAPTURE(again.body);
        CHECK(again.status == (point == "stay.after_settle" ? 400 : 200));
        CHECK(own.held(booking) > 0);
        CHECK(leaves(own, room).status == 200);
        CHECK(own.held(booking) == 0);
    }
}

TEST_CASE("a crash while a check-in is taken back ends with it taken back or not at all") {
    RackHouse own;
    for (const std::string& point : Points{"revert.after_begin", "revert.after_void",
                                           "revert.after_out", "revert.after_keys"}) {
        CAPTURE(point);
        const json::value booking = own.books(1);
        const std::string room = text_at(own.checks_in(booking), "/room");
        dies_at(own, point,
                [&] { return own.post(own.stay(booking, "/revert-check-in"), because); });
        const bool stayed = is_occupied(own, room);
        CHECK((own.held(booking) > 0) == stayed);
        CHECK((own.guest_on(room, booking) == "") == !stayed);
        if (!stayed) own.checks_in(booking);
    }
}
