// The hotel's cables, over real sockets: tills that charge to rooms, housekeeping by telephone, and
// who is told of guests.

#include "support/cabled_hotel.hpp"

#include <boost/json/serialize.hpp>
#include <doctest/doctest.h>

#include <algorithm>

using namespace vacancy::testing;

namespace {

namespace json = boost::json;

CabledHotel& hotel() {
    static CabledHotel hotel;
    hotel.town().no_faults();
    return hotel;
}

std::string charge_of(const std::string& room, const std::string& number,
                      const std::string& amount) {
    return R"({"id":"PS","fields":{"RN":")" + room + R"(","PT":"C","TA":")" + amount +
           R"(","P#":")" + number + R"(","CT":"Café"}})";
}

}  // namespace

TEST_CASE("a charge of a till is on the folio once, however often it is sent") {
    CabledHotel& h = hotel();
    const json::value in = h.check_in(h.books()).json();
    const std::string room = text_at(in, "/room");
    h.plug_in("till", R"(["PS","PA"])");
    const std::int64_t before = number_at(h.folio(in), "/balance/amount");
    for (int time = 0; time < 2; ++time) h.say("till", charge_of(room, "0007", "1250"));
    REQUIRE(eventually([&] { return h.heard("till", "PA", "AS").size() == 2; }));
    CHECK(h.heard("till", "PA", "AS") == std::vector<std::string>{"OK", "OK"});
    CHECK(h.heard("till", "PA", "P#") == std::vector<std::string>{"0007", "0007"});
    const json::value folio = h.folio(in);
    CHECK(number_at(folio, "/balance/amount") == before + 1250);
    CHECK(json::serialize(folio).find("Café") != std::string::npos);
}

TEST_CASE("nothing is charged to an empty room, or to a guest who allows it not") {
    CabledHotel& h = hotel();
    const json::value booking = h.books();
    const json::value in = h.check_in(booking).json();
    h.plug_in("bar", R"(["PS","PA"])");
    h.say("bar", charge_of("999", "1", "500"));
    REQUIRE(eventually([&] { return h.heard("bar", "PA", "AS").size() == 1; }));
    const Answer set = h.desk().send(
        "PUT",
        h.property() + "/reservations/" + text_at(booking, "/confirmation_code") + "/no-post",
        R"({"no_post":true})", {{"Content-Type", "application/json"}});
    REQUIRE(set.status == 200);
    h.say("bar", charge_of(text_at(in, "/room"), "2", "500"));
    h.say("bar", R"({"id":"PS","fields":{"RN":"101","TA":"much","P#":"3"}})");
    REQUIRE(eventually([&] { return h.heard("bar", "PA", "AS").size() == 3; }));
    CHECK(h.heard("bar", "PA", "AS") == std::vector<std::string>{"NG", "NP", "UR"});
}

TEST_CASE("a card number that a till puts into its text is not kept") {
    CabledHotel& h = hotel();
    const json::value in = h.check_in(h.books()).json();
    h.plug_in("shop", R"(["PS","PA"])");
    h.say("shop", R"({"id":"PS","fields":{"RN":")" + text_at(in, "/room") +
                      R"(","TA":"100","P#":"1","CT":"paid 4111 1111 1111 1111"}})");
    REQUIRE(eventually([&] { return h.heard("shop", "PA", "AS").size() == 1; }));
    CHECK(json::serialize(h.folio(in)).find("1111") == std::string::npos);
}

TEST_CASE("a room's state goes both ways: by telephone to the board, and from the board to it") {
    CabledHotel& h = hotel();
    const json::value in = h.check_in(h.books()).json();
    const std::string room = text_at(in, "/room");
    REQUIRE(h.check_out(room).status == 200);
    h.plug_in("phones", R"(["RE"])");
    h.say("phones", R"({"id":"RE","fields":{"RN":")" + room + R"(","RS":"3"}})");
    CHECK(eventually([&] { return h.housekeeping(room) == "clean"; }));
    const Answer inspected =
        h.desk().send("PATCH", h.property() + "/rooms/" + room, R"({"housekeeping":"inspected"})",
                      {{"Content-Type", "application/json"}});
    REQUIRE(inspected.status == 200);
    CHECK(eventually([&] {
        const auto states = h.heard("phones", "RE", "RS");
        return !states.empty() && states.back() == "5";
    }));
}

TEST_CASE("a telephone that asks for it hears who came and left, in its own letters") {
    CabledHotel& h = hotel();
    h.plug_in("pbx", R"(["GI","GO","DS","DE"])", R"("code_page":"cp850","dialect":"newline")");
    const json::value in = h.check_in(h.books()).json();
    const std::string room = text_at(in, "/room");
    CHECK(eventually([&] { return std::ranges::count(h.heard("pbx", "GI", "RN"), room) == 1; }));
    CHECK(h.heard("pbx", "GI", "GN").back() == "Zoë Müller");
    REQUIRE(h.check_out(room).status == 200);
    CHECK(eventually([&] { return std::ranges::count(h.heard("pbx", "GO", "RN"), room) == 1; }));
}

TEST_CASE("who asks for all guests gets those in the house, between the beginning and the end") {
    CabledHotel& h = hotel();
    const json::value in = h.check_in(h.books()).json();
    h.plug_in("new-pbx", R"(["GI","GO","DS","DE"])", R"("code_page":"cp1252","dialect":"eager")");
    h.say("new-pbx", R"({"id":"DR","fields":{}})");
    REQUIRE(eventually([&] { return h.heard("new-pbx", "DE", "DA").size() == 1; }));
    CHECK(h.heard("new-pbx", "DS", "DA").size() == 1);
    CHECK(std::ranges::count(h.heard("new-pbx", "GI", "RN"), text_at(in, "/room")) >= 1);
}

TEST_CASE("an interface that was away is told afterwards what it missed") {
    CabledHotel& h = hotel();
    const std::string put = R"({"kind":"telephone","listen":"127.0.0.1:0"})";
    REQUIRE(h.town()
                .as("manager")
                .send("PUT", h.property() + "/interfaces/away", put,
                      {{"Content-Type", "application/json"}})
                .status == 200);
    const json::value in = h.check_in(h.books()).json();
    h.plug_in("away", R"(["GI"])", R"("code_page":"utf-8","dialect":"unframed")");
    CHECK(eventually([&] {
        return std::ranges::count(h.heard("away", "GI", "RN"), text_at(in, "/room")) == 1;
    }));
}

TEST_CASE("an agent sees the links, and only managers change them") {
    CabledHotel& h = hotel();
    const Answer list = h.desk().get(h.property() + "/interfaces");
    REQUIRE(list.status == 200);
    CHECK(list.body.find(R"("name":"keys")") != std::string::npos);
    const Answer put = h.desk().send("PUT", h.property() + "/interfaces/keys",
                                     R"({"kind":"keys","listen":"127.0.0.1:0"})",
                                     {{"Content-Type", "application/json"}});
    CHECK(put.status == 403);
    const Answer wrong = h.town().as("manager").send("PUT", h.property() + "/interfaces/keys",
                                                     R"({"kind":"keys","listen":"nowhere"})",
                                                     {{"Content-Type", "application/json"}});
    CHECK(wrong.status == 400);
}
