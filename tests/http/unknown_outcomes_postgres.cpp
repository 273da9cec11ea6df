// Exactly one message between us and PostgreSQL is lost: every request of a booking and of its
// cancellation in its turn, among them each transaction's COMMIT, once before it arrives and once
// after it was done. Each case ends in the truth, and the same request with the same key tells it.

#include "support/demo_town.hpp"
#include "support/proxied_town.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <cstdlib>
#include <mutex>

using namespace vacancy::testing;

namespace {

/// "prepare x" comes once a connection; which transaction it falls into is chance.
std::string plain(const std::string& context) {
    std::string text;
    for (std::size_t at = 0; at < context.size();) {
        const std::size_t end = context.find('\n', at);
        const std::string line = context.substr(at, end - at);
        if (!line.starts_with("prepare ")) text += line + "\n";
        at = end + 1;
    }
    return text;
}

/// All that a booking and its cancellation ask of the database, once each, in their order.
std::vector<std::string> requests_of_a_stay(ProxiedTown& town) {
    Outcome warm = town.begin_booking();
    town.finish(warm);
    Outcome gone;
    town.cancel(warm, gone);
    (void)town.wrongs();
    std::vector<std::string> seen;
    std::mutex guard;
    town.database().arm({.matches = [&](const ProxyMessage& message) {
        const std::scoped_lock lock(guard);
        const std::string one = plain(message.context);
        const bool writes = one.find("READ WRITE") != std::string::npos;
        if (writes && !message.name.starts_with("prepare ") &&
            std::ranges::find(seen, one) == seen.end())
            seen.push_back(one);
        return false;
    }});
    Outcome booked = town.begin_booking();
    town.finish(booked);
    Outcome canceled;
    town.cancel(booked, canceled);
    (void)town.wrongs();
    town.database().heal();
    const std::scoped_lock lock(guard);
    return seen;
}

void strike(ProxiedTown& town, const std::string& request, Mishap mishap) {
    INFO(request, "mishap ", static_cast<int>(mishap));
    town.database().arm(
        {.matches =
             [request](const ProxyMessage& message) { return plain(message.context) == request; },
         .mishap = mishap});
    Outcome booked = town.begin_booking();
    CHECK(booked.first.status != 500);
    town.finish(booked);
    town.check_answers(booked);
    Outcome canceled;
    town.cancel(booked, canceled);
    CHECK(canceled.first.status != 500);
    if (booked.last.status == 201) CHECK(canceled.last.status == 200);
    for (const std::string& wrong : town.wrongs()) FAIL_CHECK(wrong);
    town.database().heal();
}

bool has_postgres() {
    if (std::getenv("VACANCY_TEST_POSTGRES") != nullptr) return true;
    MESSAGE("VACANCY_TEST_POSTGRES is not set: not run");
    return false;
}

bool is_end_of_read(const ProxyMessage& message) {
    return message.name == "COMMIT" && message.context.find("READ ONLY") != std::string::npos;
}

}  // namespace

TEST_CASE("what was only read is read again when its end is lost, never called unknown") {
    if (!has_postgres()) return;
    ProxiedTown town({.on_postgres = true});
    Outcome booked = town.begin_booking();
    town.finish(booked);
    const std::string path = "/v1/bookings/" + text_at(booked.last.json(), "/confirmation_code");
    for (const Mishap mishap : {Mishap::request_lost, Mishap::answer_lost, Mishap::answer_cut}) {
        CAPTURE(static_cast<int>(mishap));
        const int before = town.database().struck();
        town.database().arm({.matches = is_end_of_read, .mishap = mishap});
        CHECK(town.guest().get(path).status == 200);
        CHECK(eventually([&] { return town.database().struck() > before; }));
    }
}

TEST_CASE("a PostgreSQL that falls silent at a COMMIT is given up, and the truth is found") {
    if (!has_postgres()) return;
    ProxiedTown town({.on_postgres = true});
    for (const Mishap mishap : {Mishap::answer_withheld, Mishap::request_ignored}) {
        CAPTURE(static_cast<int>(mishap));
        const int before = town.database().struck();
        town.database().arm({.matches =
                                 [](const ProxyMessage& message) {
                                     return message.name == "COMMIT" &&
                                            message.context.find("hotel.confirm_reservation") !=
                                                std::string::npos;
                                 },
                             .mishap = mishap});
        Outcome booked = town.begin_booking();
        CHECK(booked.first.status != 0);  // it was answered
        town.finish(booked);
        town.check_answers(booked);
        for (const std::string& wrong : town.wrongs()) FAIL_CHECK(wrong);
        CHECK(town.database().struck() == before + 1);
    }
}

TEST_CASE(
    "any one message lost between us and PostgreSQL leaves a stay booked once and paid once") {
    if (!has_postgres()) return;
    ProxiedTown town({.on_postgres = true});
    const auto requests = requests_of_a_stay(town);
    const bool all = std::getenv("VACANCY_ALL_CASES") != nullptr;
    int commits = 0;
    for (std::size_t i = 0; i < requests.size(); ++i) {
        const bool is_commit = requests[i].ends_with("COMMIT\n");
        commits += is_commit ? 1 : 0;
        // What is lost before its COMMIT is rolled back: of those, a sample does.
        if (is_commit || all || i % 4 == 0) strike(town, requests[i], Mishap::answer_lost);
        if (is_commit) strike(town, requests[i], Mishap::request_lost);
    }
    CHECK(commits >= 8);
    CHECK(town.database().struck() >= commits);
    MESSAGE(requests.size(), " requests, ", commits, " of them commits, ", town.database().struck(),
            " lost");
}
