// How long a booking takes: alone on one connection against a raw fdatasync (the p50), and at half
// of the capacity (the p99), open loop, from the moment each was due.
//
// bench_latency [runs] [seconds a run]

#include "load/report.hpp"
#include "load/rivals.hpp"
#include "load/town.hpp"

#include <fmt/format.h>

#include <cstdlib>
#include <exception>

namespace {

using namespace vacancy::load;

Outcome go(const Town& town, const Kind& kind, double seconds, std::pair<int, double> how) {
    Plan plan = town.plan();
    plan.connections = how.first;
    plan.per_second = how.second;
    plan.seconds = seconds;
    return run(plan, {kind});
}

}  // namespace

int main(int count, char** given) try {
    const int runs = count > 1 ? std::atoi(given[1]) : 5;
    const double seconds = count > 2 ? std::atof(given[2]) : 3;
    TownOptions options;
    options.with_gateway = false;
    options.free_of_charge = true;
    const Town town(options);
    Shoppers shoppers(town);
    const Kind booking = shoppers.booking();
    Report alone("latency_alone", "us");
    alone.goal("p50 at most 2 (two commits each)");
    Report half("latency_half_load", "us");
    half.goal("p99 at most 20");
    static_cast<void>(go(town, booking, 1, {16, 0}));
    const double capacity = go(town, booking, seconds, {64, 0}).good_per_second();
    for (int i = 0; i < runs; ++i) {
        const double sync = fdatasync_us();
        const Outcome one = go(town, booking, seconds, {1, 0});
        const Outcome many = go(town, booking, seconds, {64, capacity / 2});
        alone.pair(one.kinds.front().accepted.at_ms(0.5) * 1e3, sync, one.cpu_us_per_good());
        half.pair(many.kinds.front().accepted.at_ms(0.99) * 1e3, sync, many.cpu_us_per_good());
    }
    half.add("capacity_per_second", capacity);
    alone.print();
    half.print();
    return 0;
} catch (const std::exception& failed) {
    fmt::print(stderr, "bench_latency: {}\n", failed.what());
    return 1;
}
