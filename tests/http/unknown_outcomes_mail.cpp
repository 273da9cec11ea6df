// Exactly one line of the dialog with the mail server, or its answer, is lost, cut, withheld or
// slow. The mail arrives with one Message-ID: perhaps twice, never not at all.

#include "support/proxied_town.hpp"

#include <doctest/doctest.h>

using namespace vacancy::testing;

namespace {

const std::vector<std::string> lines{"EHLO", "MAIL", "RCPT", "DATA", "end of data"};

void strike(ProxiedTown& town, const std::string& line, Mishap mishap) {
    INFO(line, ", mishap ", static_cast<int>(mishap));
    const int before = town.mail().struck();
    town.mail().arm({.matches = [line](const ProxyMessage& m) { return m.name == line; },
                     .mishap = mishap,
                     .pause = std::chrono::milliseconds(2)});
    // A connection is kept for the next mail: without it gone nobody says EHLO again.
    if (line == "EHLO")
        town.mail().arm({.matches = [](const ProxyMessage& m) { return m.name == "MAIL"; },
                         .mishap = Mishap::request_lost});
    Outcome booked = town.begin_booking();
    town.finish(booked);
    CHECK(booked.last.status == 201);
    for (const std::string& wrong : town.wrongs()) FAIL_CHECK(wrong);
    CHECK(town.mail().struck() == before + (line == "EHLO" ? 2 : 1));
}

std::int64_t deliveries(ProxiedTown& town) {
    std::int64_t sum = 0;
    for (const MailFact& mail : town.facts().mails) sum += mail.deliveries;
    return sum;
}

}  // namespace

TEST_CASE("a mail gets through whatever line of its dialog is lost") {
    ProxiedTown town;
    for (const std::string& line : lines)
        for (const Mishap mishap : {Mishap::request_lost, Mishap::answer_lost, Mishap::answer_cut,
                                    Mishap::answer_trickled})
            strike(town, line, mishap);
}

TEST_CASE("a mail whose last answer is lost is sent again with the same Message-ID") {
    ProxiedTown town;
    strike(town, "end of data", Mishap::answer_lost);
    CHECK(town.facts().mails.size() == 1);
    CHECK(deliveries(town) == 2);
}

TEST_CASE("a mail that never arrived is sent again and arrives once") {
    ProxiedTown town;
    strike(town, "end of data", Mishap::request_lost);
    CHECK(town.facts().mails.size() == 1);
    CHECK(deliveries(town) == 1);
}

TEST_CASE("a mail server that falls silent is given up and asked again") {
    ProxiedTown town;
    strike(town, "end of data", Mishap::answer_withheld);
    CHECK(town.facts().mails.size() == 1);
}
