// kill -9 at any moment while guests book, change and cancel at once.

#include "rigs/kit/evidence.hpp"
#include "rigs/kit/load.hpp"

#include <doctest/doctest.h>
#include <fmt/format.h>

using namespace vacancy::rigs;
using std::chrono::milliseconds;
using std::chrono::seconds;

namespace {

constexpr int guests = 4;

/// The planted bug: nobody recovers.
void look_before_recovery(const Checker& checker, Line& line) {
    const Findings found = checker.stuck();
    if (line.canary.empty() && !found.empty()) line.canary = "no recovery: " + found.front();
}

void play_all(Store store, int rounds) {
    Line line{.rig = "kill -9 under load", .store = name_of(store), .how = "SIGKILL", .of = rounds};
    Town town(store);
    Load load(town, guests, seed());
    Checker checker(town);
    for (int i = 0; i < rounds; ++i) {
        const auto life = milliseconds(20 + chance(500));
        const std::string where = fmt::format("round {} killed after {} ms", i, life.count());
        load.begin();
        std::this_thread::sleep_for(life);
        town.kill_hard();
        load.join();
        ++line.rounds;
        ++line.reached;
        look_before_recovery(checker, line);
        town.a_minute_passes();
        town.start();
        load.settle(line.findings);
        add(line, where, checker.wait_for_rest(seconds(30)));
        add(line, where, load.replay());
        add(line, where, checker.check(load.told()));
    }
    if (line.canary.empty()) add(line, "canary", {"no recovery, and nothing is stuck"});
    line.acknowledged = load.acknowledged();
    conclude(std::move(line));
}

}  // namespace

TEST_CASE("a server killed at any moment under load loses, doubles and forgets nothing") {
    for (const Store store : stores()) play_all(store, runs_all() ? 60 : 6);
}
