// The checker itself: it finds nothing in a sound town, and each lie that is planted in one.

#include "rigs/kit/checker.hpp"

#include "rigs/kit/evidence.hpp"
#include "rigs/kit/rows.hpp"

#include <doctest/doctest.h>
#include <fmt/format.h>

#include <algorithm>
#include <functional>

using namespace vacancy::rigs;

namespace {

using Told_of = std::map<std::string, Told>;

struct Lie {
    std::string kind;  ///< how a finding about it must begin
    std::string what;
    std::function<void(Town&, Told_of&)> plant;
};

void tell_gateway(const Town& town, const std::string& body) {
    const Answer answer = town.sandbox().post(
        "/v1/payment_intents", body, {{"content-type", "application/x-www-form-urlencoded"}});
    REQUIRE(answer.status == 200);
}

void in_database(Town& town, const std::string& sql) {
    REQUIRE(town.stop() == 0);
    change(town.url(), sql);
    town.start();
}

/// In the last room that somebody moved into: a room_id as SQL.
const std::string last_room =
    "(SELECT s.room_id FROM stay s JOIN reservation r ON r.id = s.reservation_id"
    " WHERE r.status = 'in_house' ORDER BY s.room_id DESC LIMIT 1)";

/// At the desk: rooms, keys and accounts.
std::vector<Lie> lies_at_the_desk() {
    return {
        {"money: 0 authorizations", "a guest in the house whose money is not reserved",
         [](Town& town, Told_of&) {
             const auto ledger = town.sandbox().get("/ledger").json();
             for (const auto& line : ledger.at("items").as_array())
                 if (vacancy::testing::text_at(line, "/status") == "authorized")
                     (void)town.sandbox().post(
                         "/v1/payment_intents/" + vacancy::testing::text_at(line, "/payment_id") +
                             "/cancel",
                         "", {{"content-type", "application/x-www-form-urlencoded"}});
         }},
        {"stuck: 1 busy stay", "a guest at whom somebody is for ever",
         [](Town& town, Told_of&) {
             in_database(town, "UPDATE stay SET busy_with = 'nobody' WHERE room_id = " + last_room);
         }},
        {"lost: a guest in the house has 1 of 2 nights", "a night of a guest's room that is gone",
         [](Town& town, Told_of&) {
             in_database(town, "DELETE FROM room_night WHERE room_id = " + last_room +
                                   " AND night = (SELECT max(night) FROM room_night WHERE room_id ="
                                   " " +
                                   last_room + ")");
         }},
        {"money: 1 posting(s)", "a posting that does not sum to zero",
         [](Town& town, Told_of&) {
             in_database(town,
                         "UPDATE posting_line SET amount_minor = amount_minor + 1 WHERE line = 1"
                         " AND posting_id = (SELECT min(posting_id) FROM posting_line)");
         }},
        {"lost: a guest who is in the house has a closed", "an account closed under a guest",
         [](Town& town, Told_of&) {
             in_database(town, "UPDATE folio SET status = 'closed' WHERE status = 'open'");
         }},
        {"stuck: a night of room", "a room that is kept for nobody",
         [](Town& town, Told_of&) {
             in_database(town,
                         "INSERT INTO room_night (room_id, night, reservation_id) SELECT m.id,"
                         " '2037-01-01', r.id FROM room m, reservation r"
                         " WHERE m.number = 'T99' AND r.status = 'confirmed' LIMIT 1");
         }},
        {"double: 2 guests in room", "two guests in one room",
         [](Town& town, Told_of&) {
             in_database(town, "UPDATE stay SET room_id = " + last_room +
                                   " WHERE reservation_id IN (SELECT id FROM reservation WHERE"
                                   " status = 'in_house')");
         }},
        {"double: keys of room", "keys that open an empty room",
         [](Town& town, Told_of&) {
             in_database(town,
                         "UPDATE reservation SET status = 'checked_out'"
                         " WHERE status = 'in_house'");
         }},
    };
}

const std::string payment = "amount=100&currency=eur&confirm=true&payment_method=tok_approved";

std::vector<Lie> lies() {
    std::vector<Lie> all{
        {"lost:", "an acknowledged booking that is not there",
         [](Town&, Told_of& told) { told.begin()->second.code = "AAAAAAA-AAAAAAA"; }},
        {"lost:", "an acknowledged change that is not there",
         [](Town&, Told_of& told) { ++told.begin()->second.version; }},
        {"lost:", "an acknowledged cancellation that is not there",
         [](Town&, Told_of& told) { told.begin()->second.canceled = true; }},
        {"lost: the stay of", "an acknowledged check-out that is not there",
         [](Town&, Told_of& told) {
             for (auto& [email, word] : told)
                 if (word.stay == "in_house") word.stay = "checked_out";
         }},
        {"double:", "a night sold more often than it is counted",
         [](Town& town, Told_of&) {
             in_database(town, "UPDATE inventory_night SET sold = sold - 1 WHERE sold > 0");
         }},
        {"double:", "a mail too many",
         [](Town& town, Told_of&) { in_database(town, "UPDATE booking SET state = 'failed'"); }},
        {"money:", "money that only the gateway knows of",
         [](Town& town, Told_of&) { tell_gateway(town, payment + "&capture_method=automatic"); }},
        {"money:", "money that only we know of",
         [](Town& town, Told_of&) {
             in_database(town,
                         "UPDATE payment SET captured_minor = captured_minor - 1"
                         " WHERE captured_minor > refunded_minor");
         }},
        {"stuck:", "money that is reserved for ever",
         [](Town& town, Told_of&) { tell_gateway(town, payment + "&capture_method=manual"); }},
        {"stuck:", "a message that nobody delivers",
         [](Town& town, Told_of&) {
             in_database(town, "UPDATE outbox SET state = 'dead', delivered_at = NULL");
         }},
    };
    for (Lie& lie : lies_at_the_desk()) all.push_back(std::move(lie));
    return all;
}

/// One who has left, two who are in the house.
void live_in(Clients& clients) {
    REQUIRE(clients.wait_for_encoder().empty());
    for (int i = 0; i < 3; ++i) {
        const std::string guest = clients.book_tonight();
        clients.check_in(guest);
        if (i == 0) clients.check_out(guest);
        if (i == 1) clients.move(guest);
    }
}

}  // namespace

TEST_CASE("the checker is silent about a sound town and finds every lie that is planted in one") {
    Line line{.rig = "checker", .store = "sqlite", .how = "doctored"};
    Town town(Store::sqlite);
    Clients clients(town, "c");
    const std::string first = clients.book();
    clients.modify(first, 1);
    clients.cancel(clients.book());
    (void)clients.book("tok_declined");
    live_in(clients);
    REQUIRE(clients.acknowledged() == 12);
    Checker sound(town);
    add(line, "sound", sound.wait_for_rest(std::chrono::seconds(30)));
    add(line, "sound", sound.check(clients.told()));
    const auto planted = lies();
    line.of = static_cast<int>(planted.size());
    std::set<std::string> known;
    for (const Lie& lie : planted) {
        ++line.rounds;
        Told_of told = clients.told();
        lie.plant(town, told);
        Checker checker(town);
        Findings found = checker.stuck();
        for (std::string& text : checker.check(told)) found.push_back(std::move(text));
        const auto is_it = [&](const std::string& text) {
            return text.starts_with(lie.kind) && !known.contains(text);  // the lies add up
        };
        if (std::ranges::any_of(found, is_it))
            ++line.reached;
        else
            add(line, "canary", {"not found: " + lie.what});
        known.insert(found.begin(), found.end());
    }
    line.acknowledged = clients.acknowledged();
    line.canary = fmt::format("{} of {} lies found", line.reached, line.of);
    conclude(std::move(line));
}
