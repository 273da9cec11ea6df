// Two servers on one PostgreSQL: what the first one sells is gone from the second one's search.

#include "support/demo_town.hpp"
#include "support/test_store.hpp"

#include <doctest/doctest.h>

using namespace vacancy::testing;

namespace {

std::string search_path(const BookingWish& wish) {
    return "/v1/availability?property_id=" + wish.property + "&check_in=" + wish.check_in +
           "&check_out=" + wish.check_out + "&guests=2";
}

/// Rooms left of that room type; -1: it is not offered.
std::int64_t left_at(const Browser& server, const BookingWish& wish) {
    const Answer found = server.get(search_path(wish));
    if (found.status != 200) return -2;
    const boost::json::value offers = found.json();
    for (const auto& offer : offers.at("items").as_array())
        if (text_at(offer, "/room_type_id") == wish.room_type)
            return offer.at("rooms_left").to_number<std::int64_t>();
    return -1;
}

}  // namespace

TEST_CASE(
    "a second server on the same PostgreSQL sees what the first one sold, and sells the rest") {
    const auto store = vacancy::test::TestStore::postgres({.migrated = false});
    if (store == nullptr) {
        MESSAGE("VACANCY_TEST_POSTGRES names no server: not tried");
        return;
    }
    const DemoTown town({{"VACANCY_DB", store->url()}, {"VACANCY_DB_THREADS", "4"}});
    Process second({"serve", "--db", store->url(), "--listen", "127.0.0.1:0"});
    const Browser there(second.line("listening on "));
    BookingWish wish = town.wish(30, 2);
    const boost::json::value offers = town.guest().get(search_path(wish)).json();
    wish.room_type = text_at(offers, "/items/0/room_type_id");
    const std::int64_t before = left_at(there, wish);
    REQUIRE(before > 0);
    const Answer booked = town.book(wish);
    REQUIRE(booked.status == 201);
    CHECK(eventually([&] { return left_at(there, wish) == before - 1; }));
    const std::string code = text_at(booked.json(), "/confirmation_code");
    REQUIRE(town.guest().post("/v1/bookings/" + code + "/cancel", "{}").status == 200);
    CHECK(eventually([&] { return left_at(there, wish) == before; }));
}
