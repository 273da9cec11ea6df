// kill -9 between any two steps of a booking: after the restart the booking is confirmed and
// captured, or fully undone, and the gateway's ledger agrees.

#include "support/demo_town.hpp"

#include <doctest/doctest.h>

#include <csignal>

using namespace vacancy::testing;

namespace {

namespace json = boost::json;

const std::vector<std::string> crash_points{
    "create.after_lock",    "create.after_authorize", "create.after_confirm",
    "create.after_capture", "create.after_settle",
};
bool sagas_rest(const DemoTown& town) {
    const Answer answer = town.as("manager").get("/v1/ops/sagas");
    return answer.status == 200 && answer.json().at("items").as_array().empty();
}

std::int64_t money_held(const json::array& ledger) {
    std::int64_t held = 0;
    for (const json::value& line : ledger) {
        const auto status = text_at(line, "/status");
        if (status == "requires_capture" || status == "authorized")
            held += number_at(line, "/authorized");
        held += number_at(line, "/captured") - number_at(line, "/refunded");
    }
    return held;
}

/// Everything the gateway has for anybody: nothing else was booked in this town.
json::array whole_ledger(const DemoTown& town) {
    return town.sandbox().get("/ledger").json().at("items").as_array();
}

std::size_t mails(const DemoTown& town) {
    return town.sandbox().get("/inbox").json().at("items").as_array().size();
}

/// Books until the process dies at the point, starts it again and waits until all rests.
Answer book_through_a_crash(DemoTown& town, const BookingWish& wish, const std::string& point,
                            Variables variables = {}) {
    town.stop();
    variables["VACANCY_CRASH_POINTS"] = "true";
    variables["VACANCY_CRASH_AT"] = point;
    town.start(variables);
    const Answer lost = town.book(wish, "plug-" + point);
    CHECK(lost.status == 0);
    CHECK(town.process().wait() == -SIGKILL);
    town.start();
    REQUIRE(eventually([&] { return sagas_rest(town); }));
    return town.book(wish, "plug-" + point);
}

}  // namespace

TEST_CASE("a crash at any step of a booking ends in a confirmed booking or in nothing at all") {
    for (const std::string& point : crash_points) {
        CAPTURE(point);
        DemoTown town;
        const BookingWish wish = town.wish(30);
        const Answer answer = book_through_a_crash(town, wish, point);
        CAPTURE(answer.body);
        if (answer.status == 201) {
            const auto total = number_at(answer.json(), "/total_price/amount");
            CHECK(eventually([&] { return money_held(whole_ledger(town)) == total; }));
            CHECK(eventually([&] { return mails(town) == 1; }));
        } else {
            CHECK(answer.status >= 400);
            CHECK(money_held(whole_ledger(town)) == 0);
            CHECK(mails(town) == 0);
        }
    }
}

TEST_CASE("a crash while a declined booking is undone leaves the room free and no money held") {
    DemoTown town;
    BookingWish wish = town.wish(30);
    wish.token = "tok_declined";
    const Answer answer = book_through_a_crash(town, wish, "create.after_release");
    CHECK(answer.status == 402);
    CHECK(money_held(whole_ledger(town)) == 0);
}

TEST_CASE("a crash after the authorization of a lapsed hold was given up leaves no money held") {
    DemoTown town;
    BookingWish wish = town.wish(30);
    wish.token = "tok_slow_3s";
    const Answer answer =
        book_through_a_crash(town, wish, "create.after_give_up", {{"VACANCY_HOLD_TTL_S", "1"}});
    CHECK(answer.status >= 400);
    const auto ledger = whole_ledger(town);
    CHECK_FALSE(ledger.empty());
    CHECK(money_held(ledger) == 0);
    CHECK(mails(town) == 0);
}
