// The checker of unknown outcomes must see what it is for: facts are doctored one at a time, and a
// town whose recovery is switched off must not pass.

#include "support/proxied_town.hpp"

#include <doctest/doctest.h>

#include <csignal>
#include <functional>

using namespace vacancy::testing;

namespace {

WorldFacts sound() {
    WorldFacts facts;
    facts.bookings = {{"b1", "r1", "confirmed", "a@guest.example", 100},
                      {"b2", "r2", "failed", "b@guest.example", 100}};
    facts.ours = {{"r1", "p1", "captured", 100, 100, 0}, {"r2", "p2", "voided", 0, 0, 0}};
    facts.theirs = {{"r1", "p1", "captured", 100, 100, 0}, {"r2", "p2", "voided", 100, 0, 0}};
    facts.mails = {{"<1@x>", "a@guest.example", "hello", 1}};
    facts.nights_sold = facts.nights_confirmed = 2;
    return facts;
}

}  // namespace

TEST_CASE("the checker of outcomes finds nothing wrong with the truth") {
    CHECK(wrongs_of(sound()).empty());
}

TEST_CASE("the checker of outcomes finds each lie") {
    const std::vector<std::pair<std::string, std::function<void(WorldFacts&)>>> lies{
        {"paid twice",
         [](WorldFacts& f) { f.theirs.push_back({"r1", "p3", "captured", 100, 100}); }},
        {"not captured", [](WorldFacts& f) { f.theirs[0] = {"r1", "p1", "authorized", 100}; }},
        {"not given back", [](WorldFacts& f) { f.theirs[1] = {"r2", "p2", "authorized", 100}; }},
        {"not in our ledger", [](WorldFacts& f) { f.ours[0].captured = 0; }},
        {"money for nobody", [](WorldFacts& f) { f.theirs.push_back({"r9", "p9", "voided"}); }},
        {"more refunded", [](WorldFacts& f) { f.ours[1].refunded = f.theirs[1].refunded = 5; }},
        {"pending for ever", [](WorldFacts& f) { f.bookings[1].state = "pending"; }},
        {"a saga stuck", [](WorldFacts& f) { f.open_sagas = 1; }},
        {"a message stuck", [](WorldFacts& f) { f.open_messages = 1; }},
        {"a night held", [](WorldFacts& f) { f.nights_held = 1; }},
        {"a night sold to nobody", [](WorldFacts& f) { f.nights_sold = 3; }},
        {"no mail", [](WorldFacts& f) { f.mails.clear(); }},
        {"two mails", [](WorldFacts& f) { f.mails.push_back({"<2@x>", f.mails[0].to, "", 1}); }},
        {"a mail for nothing",
         [](WorldFacts& f) { f.mails.push_back({"<2@x>", "b@guest.example", "", 1}); }},
    };
    for (const auto& [name, tell] : lies) {
        CAPTURE(name);
        WorldFacts facts = sound();
        tell(facts);
        CHECK_FALSE(wrongs_of(facts).empty());
    }
}

TEST_CASE("a server that never comes back to its journal is caught") {
    ProxiedTown town;
    town.gateway().arm({.matches = [](const ProxyMessage&) { return true; },
                        .mishap = Mishap::answer_lost,
                        .times = 1000});
    const Outcome booked = town.begin_booking();
    CHECK(booked.first.status == 202);
    town.server().signal(SIGKILL);  // with it goes all recovery
    (void)town.server().wait();
    town.gateway().heal();
    CHECK_FALSE(wrongs_of(town.facts()).empty());
}
