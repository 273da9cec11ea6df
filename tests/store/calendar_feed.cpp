// Two servers on one database: each search sees what the other sold, without asking for all of it.

#include "hotel/feed.hpp"
#include "hotel/setup.hpp"
#include "store/hotel_desk.hpp"

using namespace vacancy;
using namespace vacancy::test;

namespace {

/// A second server: its own pool and its own memory of the same database.
struct SecondServer {
    explicit SecondServer(TestStore& store)
        : db(store.open_another()),
          desk{.db = *db, .clock = system_clock(), .calendars = calendars, .node = "second"} {
        Step step = Step::silent();
        REQUIRE(hotel::load_calendars(step, desk).has_value());
    }
    int follow() {
        Step step = Step::silent();
        return run_to_end(hotel::follow_others(step, desk, followed)).value();
    }
    int left(const hotel::StayRequest& stay) {
        const auto* calendar = desk.calendars.find(stay.property);
        const auto book = calendar->book();
        const auto left = calendar->left(*book, stay.stay, desk.clock.now());
        return left[*book->type_index(*stay.room_type)].rooms;
    }
    std::unique_ptr<db::Database> db;
    hotel::Calendars calendars{};
    hotel::Desk desk;
    hotel::Followed followed{};
};

struct Pair {
    explicit Pair(TestStore& store) : first(store, system_clock(), false), second(store) {
        first.desk.node = "first";
        second.follow();  // what making the town told
    }
    DeskOn first;
    SecondServer second;
};

}  // namespace

TEST_CASE("what one server holds, sells and gives back is followed by the other") {
    on_postgres([](TestStore& store) {
        Pair pair(store);
        const auto stay = pair.first.doubles(3, 2);
        const int before = pair.second.left(stay);
        const auto held = pair.first.held(stay);
        CHECK(pair.second.left(stay) == before);
        CHECK(pair.second.follow() == 1);
        CHECK(pair.second.left(stay) == before - 1);
        CHECK(!pair.first.confirm(held));
        pair.second.follow();
        CHECK(pair.second.left(stay) == before - 1);
        CHECK(!pair.first.does(hotel::cancel, held));
        CHECK(pair.second.follow() == 1);
        CHECK(pair.second.left(stay) == before);
    });
}

TEST_CASE("what was followed once is not followed again") {
    on_postgres([](TestStore& store) {
        Pair pair(store);
        pair.first.held(pair.first.doubles(3, 1));
        CHECK(pair.second.follow() == 1);
        CHECK(pair.second.follow() == 0);
    });
}

TEST_CASE("a server's own changes are nothing new to it") {
    on_postgres([](TestStore& store) {
        Pair pair(store);
        pair.first.held(pair.first.doubles(3, 1));
        Step step = Step::silent();
        hotel::Followed own;
        CHECK(run_to_end(hotel::follow_others(step, pair.first.desk, own)).value() == 0);
    });
}

TEST_CASE("a hold that another server ended is no longer waited for") {
    on_postgres([](TestStore& store) {
        Pair pair(store);
        const auto stay = pair.first.doubles(3, 1);
        const auto held = pair.first.held(stay);
        Step step = Step::silent();
        const auto released = run_to_end(hotel::release(step, pair.second.desk, held, {}));
        CHECK(released.value());
        hotel::Followed own;
        CHECK(run_to_end(hotel::follow_others(step, pair.first.desk, own)).value() == 2);
        CHECK(!pair.first.desk.calendars.find(stay.property)->holds(held));
    });
}

TEST_CASE("new prices of one server are the other's prices") {
    on_postgres([](TestStore& store) {
        Pair pair(store);
        const auto stay = pair.first.doubles(3, 1);
        Step step = Step::silent();
        const std::vector<hotel::RateChange> change{
            {.property = stay.property,
             .rate_plan = *stay.rate_plan,
             .room_type = *stay.room_type,
             .nights = {stay.stay.arrival, stay.stay.departure},
             .rate = {.amount = 77'700}}};
        REQUIRE(run_to_end(hotel::set_rates(step, pair.first.desk, change)).has_value());
        CHECK(pair.second.follow() == 1);
        const auto here = run_to_end(hotel::price(step, pair.first.desk, stay));
        const auto there = run_to_end(hotel::price(step, pair.second.desk, stay));
        CHECK(there->total == here->total);
    });
}

TEST_CASE("a server that is alone tells nobody") {
    on_each([](TestStore& store) {
        DeskOn hotel(store, system_clock());
        hotel.held(hotel.doubles(3, 1));
        CHECK(number(store.db(), "SELECT COUNT(*) FROM inventory_change") == 0);
    });
}
