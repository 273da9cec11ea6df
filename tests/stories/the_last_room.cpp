// 64 guests want the last room at the same moment: one gets it, 63 learn at once that it is gone,
// and nobody is charged for nothing. On SQLite and on PostgreSQL.

#include "support/demo_town.hpp"
#include "support/test_store.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <latch>
#include <thread>

using namespace vacancy::testing;

namespace {

namespace json = boost::json;
constexpr int guests = 64;

/// The first offer of the wish, with one room of its type left for its one night.
BookingWish last_room(const DemoTown& town) {
    BookingWish wish = town.wish(40, 1);
    const Answer offers = town.guest().get("/v1/availability?property_id=" + wish.property +
                                           "&check_in=" + wish.check_in +
                                           "&check_out=" + wish.check_out + "&guests=2");
    REQUIRE(offers.status == 200);
    wish.room_type = text_at(offers.json(), "/items/0/room_type_id");
    wish.rate_plan = text_at(offers.json(), "/items/0/rate_plan_id");
    const std::string body = R"({"room_type_id": ")" + wish.room_type + R"(", "from": ")" +
                             wish.check_in + R"(", "to": ")" + wish.check_in +
                             R"(", "sell_limit": 1})";
    const Answer limited =
        town.as("manager").send("PUT", "/v1/properties/" + wish.property + "/inventory", body,
                                {{"Content-Type", "application/json"}});
    CAPTURE(limited.body);
    REQUIRE(limited.status == 200);
    return wish;
}

std::vector<Answer> all_at_once(const DemoTown& town, const BookingWish& wish) {
    std::vector<Answer> answers(guests);
    std::latch start(guests);
    std::vector<std::thread> threads;
    for (int i = 0; i < guests; ++i)
        threads.emplace_back([&, i] {
            start.arrive_and_wait();
            answers[static_cast<std::size_t>(i)] =
                town.book(wish, "last-room-" + std::to_string(i));
        });
    for (std::thread& thread : threads) thread.join();
    return answers;
}

std::int64_t count_status(const std::vector<Answer>& answers, int status) {
    return std::ranges::count(answers, status, &Answer::status);
}

/// What the gateway took or holds for anybody.
std::int64_t paid_lines(const DemoTown& town) {
    const json::value ledger = town.sandbox().get("/ledger").json();
    return std::ranges::count_if(ledger.at("items").as_array(), [](const json::value& line) {
        return text_at(line, "/status") != "declined" && text_at(line, "/status") != "canceled";
    });
}

/// A loser either lost at the lock, and its trace names whom it lost to, or came later.
bool tells_why(const DemoTown& town, const Answer& loser) {
    const json::value problem = loser.json();
    if (text_at(problem, "/code") == "sold_out") return true;
    if (text_at(problem, "/code") != "room_no_longer_available") return false;
    const std::string path = "/v1/ops/traces/" + text_at(problem, "/trace_id");
    Answer trace;
    if (!eventually([&] { return (trace = town.as("manager").get(path)).status == 200; }))
        return false;
    return trace.body.contains("lock_contention") &&
           trace.body.contains("booking.competing_reservation");
}

void fight(const DemoTown& town) {
    const BookingWish wish = last_room(town);
    const auto answers = all_at_once(town, wish);
    CHECK(count_status(answers, 201) == 1);
    CHECK(count_status(answers, 409) == guests - 1);
    CHECK(paid_lines(town) == 1);
    for (const Answer& answer : answers) {
        if (answer.status == 409) CHECK(tells_why(town, answer));
    }
}

}  // namespace

TEST_CASE("64 guests fight for the last room and exactly one gets it") { fight(DemoTown()); }

TEST_CASE("64 guests fight for the last room on PostgreSQL and exactly one gets it") {
    const auto store = vacancy::test::TestStore::postgres({.migrated = false});
    if (store == nullptr) {
        MESSAGE("VACANCY_TEST_POSTGRES names no server: not tried");
        return;
    }
    fight(DemoTown({{"VACANCY_DB", store->url()}, {"VACANCY_DB_THREADS", "8"}}));
}
