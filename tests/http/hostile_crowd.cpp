// Many clients at once, with all that a server does meanwhile: bookings that compete and are
// repeated, cancellations, searches, operators, metrics, hostile bytes and a stop in the middle.
// Under ThreadSanitizer (the suite `tsan`) it is the hunt for races in the whole product.

#include "http/hostile_town.hpp"

#include <doctest/doctest.h>

#include <atomic>
#include <csignal>
#include <thread>

using namespace vacancy::testing;

namespace {

struct Tally {
    std::atomic<int> asked{0};
    std::atomic<int> booked{0};
    std::atomic<int> broken{0};
    void count(int status) {
        ++asked;
        if (status == 201) ++booked;
        if (status == 500 || status == 0) ++broken;
    }
};

void book_and_cancel(const HostileTown& host, int who, Tally& tally) {
    for (int i = 0; i < 6; ++i) {
        BookingWish wish = host.town.wish(10 + i, 2);  // all of them want the same nights
        wish.email = fmt::format("guest{}@guest.example", who);
        const std::string key = fmt::format("crowd-{}-{}", who / 2, i);  // two share each key
        const Answer made = host.town.book(wish, key);
        tally.count(made.status);
        if (made.status != 201 || i % 2 == 0) continue;
        const std::string path =
            "/v1/bookings/" + text_at(made.json(), "/confirmation_code") + "/cancel";
        tally.count(host.town.guest().post(path, "{}").status);
    }
}

void look_around(const HostileTown& host, Tally& tally) {
    const BookingWish wish = host.town.wish(12, 2);
    const std::string search =
        fmt::format("/v1/availability?property_id={}&check_in={}&check_out={}&guests=2",
                    wish.property, wish.check_in, wish.check_out);
    const Browser manager = host.town.as("manager");
    for (int i = 0; i < 12; ++i) {
        tally.count(host.town.guest().get(search).status);
        tally.count(manager.get("/v1/bookings?limit=5").status);
        tally.count(manager.get("/v1/ops/traces?limit=5").status);
        tally.count(manager.get("/v1/ops/sagas").status);
        tally.count(host.town.guest().get("/metrics").status);
        tally.count(host.town.guest().get("/readyz").status);
    }
}

void be_hostile(const HostileTown& host, Tally& tally) {
    const std::string head = "POST /v1/bookings HTTP/1.1\r\nHost: a\r\n";
    for (int i = 0; i < 30; ++i) {
        for (const std::string tail :
             {"Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
              "Content-Type: application/json\r\nContent-Length: 3\r\n\r\n{\"a", "X: \xff\r\n\r\n"})
            for (const int status : judge_answers(host.talk(head + tail)).statuses)
                tally.count(status);
        vacancy::web::test::Client gone(host.port);  // leaves in the middle
        gone.send(head + "Content-Length: 50\r\n\r\n{");
    }
}

}  // namespace

TEST_CASE("a crowd of clients of all kinds breaks nothing, and a stop in the middle ends well") {
    HostileTown host({{"VACANCY_THREADS", "4"}});
    Tally tally;
    std::vector<std::thread> crowd;
    for (int who = 0; who < 6; ++who)
        crowd.emplace_back([&, who] { book_and_cancel(host, who, tally); });
    for (int i = 0; i < 2; ++i) crowd.emplace_back([&] { look_around(host, tally); });
    crowd.emplace_back([&] { be_hostile(host, tally); });
    for (std::thread& one : crowd) one.join();
    CHECK(tally.broken == 0);
    CHECK(tally.booked > 0);
    MESSAGE(tally.asked.load(), " requests, ", tally.booked.load(), " bookings");

    std::atomic<bool> stopped{false};
    Tally rest;
    std::thread last([&] {
        for (int i = 0; i < 10'000 && !stopped; ++i)
            rest.count(host.town.guest().get("/healthz").status);
    });
    host.town.process().signal(SIGTERM);
    CHECK(host.town.process().wait() == 0);
    stopped = true;
    last.join();
    const std::string log = host.town.process().log();
    CAPTURE(log);
    CHECK(log.find("ThreadSanitizer") == std::string::npos);
    CHECK(log.find("AddressSanitizer") == std::string::npos);
}
