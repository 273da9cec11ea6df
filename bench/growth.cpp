// Growth: CPU of a search and of a booking with ten times as many hotels and ten times the history
// behind them, and how long a server with all of that takes to start.
//
// bench_growth [runs] [hotels] [bookings of history]; ten times of both is the larger town.

#include "load/report.hpp"
#include "load/town.hpp"

#include <fmt/format.h>

#include <cstdlib>
#include <exception>

namespace {

using namespace vacancy::load;

TownOptions town_of(int properties) {
    TownOptions options;
    options.properties = properties;
    options.days = 400;
    options.with_gateway = false;
    options.free_of_charge = true;
    return options;
}

Outcome go(const Town& town, const Kind& kind, double seconds, std::uint64_t most = 0) {
    Plan plan = town.plan();
    plan.connections = 64;
    plan.seconds = seconds;
    plan.most = most;
    return run(plan, {kind});
}

}  // namespace

int main(int count, char** given) try {
    const int runs = count > 1 ? std::atoi(given[1]) : 5;
    const int hotels = count > 2 ? std::atoi(given[2]) : 20;
    const auto history = static_cast<std::uint64_t>(count > 3 ? std::atoi(given[3]) : 10'000);
    constexpr int ten = 10;
    constexpr double long_enough = 600;
    Town small(town_of(hotels));
    Town large(town_of(hotels * ten));
    Shoppers few(small);
    Shoppers many(large);
    static_cast<void>(go(small, few.booking(), long_enough, history));
    static_cast<void>(go(large, many.booking(), long_enough, history * ten));
    Report search("growth_search", "us");
    Report booking("growth_booking", "us");
    search.goal("at most 1.2");
    booking.goal("at most 1.2");
    for (int i = 0; i < runs; ++i) {
        const double s1 = go(small, few.search(), 2).cpu_us_per_good();
        const double s10 = go(large, many.search(), 2).cpu_us_per_good();
        const double b1 = go(small, few.booking(), 2).cpu_us_per_good();
        const double b10 = go(large, many.booking(), 2).cpu_us_per_good();
        search.pair(s10, s1, s10);
        booking.pair(b10, b1, b10);
    }
    const auto reservations = large.count("SELECT count(*) FROM reservation");
    search.print();
    booking.print();
    Report start("start_up", "s");
    start.goal("at most 5 s, 2048 MiB, with 10,000 hotels and a million live reservations");
    for (int i = 0; i < runs; ++i) start.pair(large.restart(), small.restart(), 0);
    start.add("hotels", hotels * ten);
    start.add("reservations", static_cast<double>(reservations));
    start.add("peak_mib", large.peak_mib());
    start.print();
    return 0;
} catch (const std::exception& failed) {
    fmt::print(stderr, "bench_growth: {}\n", failed.what());
    return 1;
}
