// Somebody sets the machine's clock while a guest pays: the hold neither ends early, nor lives on
// after its time, and the sweeper frees what is due.

#include "rigs/kit/evidence.hpp"
#include "rigs/kit/within.hpp"

#include <doctest/doctest.h>
#include <fmt/format.h>

#include <future>

using namespace vacancy::rigs;
using std::chrono::milliseconds;
using std::chrono::seconds;

namespace {

constexpr std::int64_t hour = 3600;

struct Jump {
    const char* name;
    std::int64_t seconds;
    bool every_clock = false;  ///< the planted bug: no clock that could be trusted is left
};

/// A guest whose card answers after that many seconds; the clock is set half a second in.
Told book_through(Town& town, Clients& clients, const Jump& jump, const std::string& token) {
    auto told = std::async(std::launch::async, [&] {
        const std::string email = clients.book(token);
        return clients.told().at(email);
    });
    std::this_thread::sleep_for(milliseconds(500));
    if (jump.every_clock)
        town.valve().jump_every_clock(jump.seconds);
    else
        town.valve().jump_wall(jump.seconds);
    Told answer = told.get();
    town.valve().jump_every_clock(0);
    return answer;
}

/// Holds that live for a minute, and a card that answers within it: the booking must be made.
bool is_killed(Store store, const Jump& jump, Line& line) {
    Town town(store, {{"VACANCY_HOLD_TTL_S", "60"}});
    Clients clients(town, "clock");
    Checker checker(town);
    ++line.rounds;
    const Told told = book_through(town, clients, jump, "tok_slow_2s");
    const std::string where = fmt::format("a live hold, {}", jump.name);
    if (!jump.every_clock) {
        add(line, where, clients.settle());
        add(line, where, checker.wait_for_rest(seconds(30)));
        add(line, where, checker.check(clients.told()));
        line.acknowledged += clients.acknowledged();
    }
    return told.code.empty();
}

/// Holds that live for a second, and a card that answers later: there must be no booking.
bool is_revived(Store store, const Jump& jump, Line& line) {
    Town town(store, {{"VACANCY_HOLD_TTL_S", "1"}});
    Clients clients(town, "clock");
    Checker checker(town);
    ++line.rounds;
    const Told told = book_through(town, clients, jump, "tok_slow_3s");
    const std::string where = fmt::format("a hold past its time, {}", jump.name);
    add(line, where, clients.settle());
    add(line, where, checker.wait_for_rest(seconds(30)));
    add(line, where, checker.check(clients.told()));
    return !told.code.empty();
}

}  // namespace

TEST_CASE("a clock that jumps neither ends a hold early nor brings one back") {
    const Jump jumps[] = {{"an hour ahead", hour}, {"an hour back", -hour}};
    for (const Store store : stores()) {
        Line line{.rig = "clock jumps", .store = name_of(store), .how = "shim", .of = 4};
        for (const Jump& jump : jumps) {
            if (is_killed(store, jump, line)) add(line, jump.name, {"lost: a live hold ended"});
            if (is_revived(store, jump, line)) add(line, jump.name, {"double: a hold came back"});
        }
        line.reached = line.rounds;
        if (store == Store::postgres) {
            line.not_run = "a jump of PostgreSQL's own clock";
        } else if (is_killed(store, {"every clock", hour, true}, line)) {
            line.canary = "every clock jumps: a live hold ended";
        } else {
            add(line, "canary", {"every clock jumped and no hold ended"});
        }
        conclude(std::move(line));
    }
}
