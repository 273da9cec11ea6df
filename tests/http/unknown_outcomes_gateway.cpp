// Exactly one message between us and the payment gateway is lost, late, cut or slow, request or
// answer; or all of them until the outside is well again. Each case ends in the truth: confirmed
// and captured once, or fully undone; our ledger is the gateway's; nothing is stuck.

#include "support/proxied_town.hpp"

#include <doctest/doctest.h>

#include <array>

using namespace vacancy::testing;

namespace {

enum class Call : std::uint8_t { authorize, capture, give_up, refund };

constexpr std::array<std::string_view, 4> call_names{"authorize", "capture", "void", "refund"};
constexpr std::array<std::string_view, 7> mishap_names{
    "request lost", "request ignored", "answer lost",    "answer withheld",
    "answer cut",   "answer late",     "answer trickled"};

struct Case {
    Call call;
    Mishap mishap;
    int times;  ///< 1: one message; more: every try, and what would undo it, too
};

std::function<bool(const ProxyMessage&)> is(Call call) {
    return [call](const ProxyMessage& message) {
        switch (call) {
            case Call::authorize: return message.name == "POST /v1/payment_intents";
            case Call::capture: return message.name.ends_with("/capture");
            case Call::give_up: return message.name.ends_with("/cancel");
            case Call::refund: return message.name == "POST /v1/refunds";
        }
        return false;
    };
}

void arm(ProxiedTown& town, const Case& one) {
    using std::chrono::milliseconds;
    const milliseconds pause = one.mishap == Mishap::answer_trickled ? milliseconds(2)
                               : one.mishap == Mishap::answer_late   ? milliseconds(450)
                                                                     : milliseconds(0);
    town.gateway().arm(
        {.matches = is(one.call), .mishap = one.mishap, .times = one.times, .pause = pause});
    // Nothing is voided unless an authorization is in doubt: all three tries get no answer.
    if (one.call == Call::give_up)
        town.gateway().arm(
            {.matches = is(Call::authorize), .mishap = Mishap::answer_lost, .times = 3});
}

void check_unknown(const Answer& answer) {
    if (answer.status != 202) return;
    CHECK(text_at(answer.json(), "/code") == "outcome_unknown");
    CHECK(answer.headers.at("location").starts_with("/v1/bookings/"));
}

void run(ProxiedTown& town, const Case& one) {
    INFO(call_names.at(static_cast<std::size_t>(one.call)), ": ",
         mishap_names.at(static_cast<std::size_t>(one.mishap)), ", ", one.times, " times");
    const int before = town.gateway().struck();
    Outcome booked;
    if (one.call == Call::refund) {
        booked = town.begin_booking();
        town.finish(booked);
        CHECK(booked.last.status == 201);
        arm(town, one);
        Outcome canceled;
        town.cancel(booked, canceled);
        CHECK(canceled.last.status == 200);
    } else {
        arm(town, one);
        booked = town.begin_booking();
        check_unknown(booked.first);
        town.finish(booked);
    }
    const auto wrongs = town.wrongs();
    for (const std::string& wrong : wrongs) FAIL_CHECK(wrong);
    town.gateway().heal();
    CHECK(town.gateway().struck() > before);
    if (one.call != Call::refund) town.check_answers(booked);
}

}  // namespace

TEST_CASE("one lost, late, cut or slow message of the gateway changes nothing in the end") {
    ProxiedTown town;
    for (const Call call : {Call::authorize, Call::capture, Call::give_up, Call::refund})
        for (int mishap = 0; mishap < static_cast<int>(mishap_names.size()); ++mishap)
            run(town, {call, static_cast<Mishap>(mishap), 1});
}

TEST_CASE("a gateway that is lost for many messages leaves the outcome unknown, then known") {
    ProxiedTown town;
    for (const Call call : {Call::authorize, Call::capture, Call::give_up, Call::refund})
        for (const Mishap mishap : {Mishap::request_lost, Mishap::answer_lost, Mishap::answer_cut})
            run(town, {call, mishap, 7});
}

TEST_CASE("a buyer whose payment is in doubt is told so, and where to look") {
    ProxiedTown town;
    town.gateway().arm({.matches = [](const ProxyMessage&) { return true; },
                        .mishap = Mishap::answer_lost,
                        .times = 1000});
    Outcome booked = town.begin_booking();
    CHECK(booked.first.status == 202);
    check_unknown(booked.first);
    const Answer there = town.guest().get(booked.first.headers.at("location"));
    CHECK(there.status == 200);
    CHECK(text_at(there.json(), "/status") == "pending");
    town.gateway().heal();
    town.finish(booked);
    CHECK(booked.last.status >= 400);
    for (const std::string& wrong : town.wrongs()) FAIL_CHECK(wrong);
}
