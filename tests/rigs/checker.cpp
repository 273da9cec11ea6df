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

const std::string payment = "amount=100&currency=eur&confirm=true&payment_method=tok_approved";

std::vector<Lie> lies() {
    return {
        {"lost:", "an acknowledged booking that is not there",
         [](Town&, Told_of& told) { told.begin()->second.code = "AAAAAAA-AAAAAAA"; }},
        {"lost:", "an acknowledged change that is not there",
         [](Town&, Told_of& told) { ++told.begin()->second.version; }},
        {"lost:", "an acknowledged cancellation that is not there",
         [](Town&, Told_of& told) { told.begin()->second.canceled = true; }},
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
