// kill -9 at every system call that changes anything, in every flow: what was acknowledged is
// there after the restart, nothing is there twice, and nothing stays on its way.

#include "rigs/kit/evidence.hpp"
#include "rigs/kit/flows.hpp"
#include "rigs/kit/killer.hpp"
#include "rigs/kit/within.hpp"

#include <doctest/doctest.h>
#include <fmt/format.h>

using namespace vacancy::rigs;
using std::chrono::seconds;

namespace {

/// Where one round ends the server.
struct Point {
    Call call = Call::pwrite64;
    std::uint64_t at = 1;
};

struct Rig {
    Town& town;
    Clients& clients;
    Checker& checker;
    Killer& killer;
    Line& line;
};

/// Nothing is on its way any more, the partner's and the gateway's webhooks included.
void come_to_rest(const Rig& rig, const std::string& where) {
    add(rig.line, where, rig.checker.wait_for_rest(seconds(30)));
}

std::vector<Point> points_of(const Rig& rig, const Flow& flow) {
    const std::string guest = flow.prepare(rig.clients);
    come_to_rest(rig, flow.name);
    rig.killer.begin_counting(rig.town);
    flow.act(rig.clients, guest);
    come_to_rest(rig, flow.name);
    std::this_thread::sleep_for(std::chrono::milliseconds(200));  // the gateway's own news
    std::vector<Point> points;
    for (const auto& [call, count] : rig.killer.end_counting(rig.town))
        for (std::uint64_t i = 1; i <= count; ++i) points.push_back({call, i});
    return points;
}

void restart_and_check(const Rig& rig, const std::string& where) {
    rig.town.a_minute_passes();
    rig.town.start();
    add(rig.line, where, rig.clients.settle());
    come_to_rest(rig, where);
    add(rig.line, where, rig.clients.replay());
    add(rig.line, where, rig.checker.check(rig.clients.told()));
}

/// Acts until the point is reached and the server is dead, or ends it after the flow.
bool break_off(const Rig& rig, const Flow& flow, const Point& point) {
    const std::string guest = flow.prepare(rig.clients);
    come_to_rest(rig, flow.name);
    rig.killer.arm(rig.town, point.call, point.at);
    flow.act(rig.clients, guest);
    // When all rests the point was not reached, unless the gateway's own news still reaches it.
    (void)within(seconds(2), [&] { return !rig.town.runs() || rig.checker.stuck().empty(); });
    const bool died = within(seconds(rig.town.runs() ? 1 : 0), [&] { return !rig.town.runs(); });
    rig.killer.disarm(rig.town);
    if (!died) rig.town.kill_hard();
    return died;
}

void play(const Rig& rig, const Flow& flow, const Point& point) {
    const std::string where =
        fmt::format("{} killed at {} {}", flow.name,
                    call_names.at(static_cast<std::size_t>(point.call)), point.at);
    ++rig.line.rounds;
    if (break_off(rig, flow, point)) ++rig.line.reached;
    restart_and_check(rig, where);
}

/// The planted bug: nobody recovers. The checker must see what stays on its way.
void play_without_recovery(const Rig& rig) {
    const Flow& flow = flows().front();
    const auto points = points_of(rig, flow);
    for (std::size_t i = 1; i < 12 && rig.line.canary.empty(); ++i) {
        (void)break_off(rig, flow, points.at(i * points.size() / 12));
        const Findings found = rig.checker.stuck();
        if (!found.empty()) rig.line.canary = "no recovery: " + found.front();
        restart_and_check(rig, "canary");
    }
    if (rig.line.canary.empty()) add(rig.line, "canary", {"no recovery, and nothing is stuck"});
}

void play_all(Store store, Killer& killer, int rounds_a_flow) {
    Line line{.rig = "kill -9 at calls", .store = name_of(store), .how = killer.name()};
    Town town(store);
    Clients clients(town, "k");
    Checker checker(town);
    const Rig rig{town, clients, checker, killer, line};
    for (const Flow& flow : flows()) {
        const auto points = points_of(rig, flow);
        line.of += static_cast<int>(points.size());
        for (const auto i : sample(points.size(), static_cast<std::uint64_t>(rounds_a_flow)))
            play(rig, flow, points.at(i - 1));
    }
    play_without_recovery(rig);
    line.acknowledged = clients.acknowledged();
    conclude(std::move(line));
}

}  // namespace

TEST_CASE("a server killed at any call that changes something loses, doubles and forgets nothing") {
    for (const Store store : stores()) {
        const auto killer = shim_killer();
        play_all(store, *killer, store == Store::sqlite ? 8 : 4);
    }
}

TEST_CASE("strace kills the server at any call and nothing is lost, double or stuck") {
    std::string why;
    const auto killer = strace_killer(why);
    if (killer == nullptr) {
        conclude({.rig = "kill -9 at calls", .how = "strace", .not_run = why});
        return;
    }
    for (const Store store : stores()) play_all(store, *killer, 2);
}
