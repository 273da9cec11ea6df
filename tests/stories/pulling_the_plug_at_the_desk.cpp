// kill -9 between any two steps of a check-in or check-out: after the restart everything rests, the
// guest is in the house or not, wholly, and room, folio and gateway agree.

#include "support/desk_agent.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <csignal>

using namespace vacancy::testing;

namespace {

namespace json = boost::json;

bool all_rests(const DemoTown& town) {
    const Answer answer = town.as("manager").get("/v1/ops/sagas");
    return answer.status == 200 && answer.json().at("items").as_array().empty();
}

/// Starts the product again so that it dies at `point`.
void arm(DemoTown& town, const std::string& point) {
    CHECK(town.stop() == 0);
    town.start({{"VACANCY_CRASH_POINTS", "true"}, {"VACANCY_CRASH_AT", point}});
}

/// It died as asked; starts it again without the wish and waits until nothing is unfinished.
void recover(DemoTown& town, const Answer& lost) {
    CHECK(lost.status == 0);
    CHECK(town.process().wait() == -SIGKILL);
    town.start();
    REQUIRE(eventually([&] { return all_rests(town); }));
}

/// Of the reservation, as the desk finds it.
std::string status_of(const DemoTown& town, const json::value& booking) {
    const std::string code = text_at(booking, "/confirmation_code");
    const Answer answer = town.as("agent").get(
        "/v1/properties/" + text_at(booking, "/property_id") + "/reservations?q=" + code);
    REQUIRE(answer.status == 200);
    const json::value found = answer.json();
    for (const json::value& line : found.at("items").as_array())
        if (text_at(line, "/confirmation_code") == code) return text_at(line, "/status");
    return "nowhere";
}

std::int64_t money_reserved(const DemoTown& town, const json::value& booking) {
    std::int64_t held = 0;
    for (const json::value& line : town.ledger(text_at(booking, "/reservation_id")))
        if (text_at(line, "/status") == "authorized") held += number_at(line, "/authorized");
    return held;
}

/// Keys the encoder has cut that still open a door.
std::int64_t live_keys(const DemoTown& town) {
    std::int64_t count = 0;
    const json::value keys = town.sandbox().get("/keys").json();
    for (const json::value& one : keys.at("items").as_array())
        count += one.at("deleted").as_bool() ? 0 : number_at(one, "/count");
    return count;
}

std::int64_t receipts(const DemoTown& town) {
    const json::value inbox = town.sandbox().get("/inbox").json();
    return std::ranges::count_if(inbox.at("items").as_array(), [](const json::value& mail) {
        return text_at(mail, "/subject").starts_with("Your receipt");
    });
}

}  // namespace

TEST_CASE("a crash at any step of a check-in leaves the guest in the house or at the desk") {
    for (const char* point : {"check_in.after_assign", "check_in.after_authorize",
                              "check_in.after_encode", "check_in.after_update"}) {
        CAPTURE(point);
        DemoTown town;
        const DeskAgent desk(town);
        const json::value booking = desk.arrives_today();
        arm(town, point);
        recover(town, desk.check_in(booking));
        if (status_of(town, booking) == "confirmed") {
            CHECK(money_reserved(town, booking) == 0);
            const Answer again = desk.check_in(booking);
            CAPTURE(again.body);
            CHECK(again.status == 200);
        }
        CHECK(status_of(town, booking) == "in_house");
        CHECK(money_reserved(town, booking) > 0);
        CHECK(eventually([&] { return live_keys(town) == 2; }));
    }
}

TEST_CASE("a crash at any step of a check-out is gone on with, and money is taken once") {
    for (const char* point :
         {"check_out.after_bill", "check_out.after_authorize", "check_out.after_capture",
          "check_out.after_close", "check_out.after_keys", "check_out.after_receipt"}) {
        CAPTURE(point);
        DemoTown town;
        const DeskAgent desk(town);
        const json::value booking = desk.arrives_today();
        const json::value in = desk.check_in(booking).json();
        const std::string folio = text_at(in, "/folio_id");
        // More than was authorized, so that the rest needs a payment of its own.
        REQUIRE(desk.charge(booking, folio, R"("amount":70000},"code":"spa")").status == 201);
        arm(town, point);
        recover(town, desk.check_out(text_at(in, "/room")));
        if (status_of(town, booking) == "in_house")
            CHECK(desk.check_out(text_at(in, "/room")).status == 200);
        CHECK(status_of(town, booking) == "checked_out");
        const json::value closed = desk.folio(folio);
        CHECK(number_at(closed, "/balance/amount") == 0);
        CHECK(desk.money_kept(booking) == number_at(closed, "/charges/amount"));
        CHECK(money_reserved(town, booking) == 0);
        CHECK(text_at(desk.room_numbered(text_at(in, "/room")), "/occupancy") == "vacant");
        CHECK(eventually([&] { return live_keys(town) == 0; }));
        CHECK(eventually([&] { return receipts(town) == 1; }));
    }
}
