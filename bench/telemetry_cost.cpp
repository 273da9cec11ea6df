// What telemetry costs: two servers, one with all of it on (every trace recorded and tail sampled),
// one with OTEL_SDK_DISABLED=true, asked in turns. Throughput of searches and of bookings.
//
// bench_telemetry_cost [runs] [seconds a run]

#include "load/report.hpp"
#include "load/town.hpp"

#include <fmt/format.h>

#include <cstdlib>
#include <exception>

namespace {

using namespace vacancy::load;

TownOptions town_with(std::map<std::string, std::string> variables) {
    TownOptions options;
    options.with_gateway = false;
    options.free_of_charge = true;
    options.variables = std::move(variables);
    return options;
}

Outcome go(const Town& town, const Kind& kind, double seconds) {
    Plan plan = town.plan();
    plan.connections = 64;
    plan.seconds = seconds;
    return run(plan, {kind});
}

}  // namespace

int main(int count, char** given) try {
    const int runs = count > 1 ? std::atoi(given[1]) : 5;
    const double seconds = count > 2 ? std::atof(given[2]) : 3;
    const Town on(town_with({}));
    const Town off(town_with({{"OTEL_SDK_DISABLED", "true"}}));
    Shoppers watched(on);
    Shoppers unwatched(off);
    Report searches("telemetry_search", "searches/s");
    Report bookings("telemetry_booking", "bookings/s");
    searches.goal("at least 0.97");
    bookings.goal("at least 0.97");
    std::vector<double> search_cpu;
    std::vector<double> booking_cpu;
    for (int i = -1; i < runs; ++i) {
        const Outcome s_off = go(off, unwatched.search(), seconds);
        const Outcome s_on = go(on, watched.search(), seconds);
        const Outcome b_off = go(off, unwatched.booking(), seconds);
        const Outcome b_on = go(on, watched.booking(), seconds);
        if (i < 0) continue;
        searches.pair(s_on.good_per_second(), s_off.good_per_second(), s_on.cpu_us_per_good());
        bookings.pair(b_on.good_per_second(), b_off.good_per_second(), b_on.cpu_us_per_good());
        search_cpu.push_back(s_off.cpu_us_per_good());
        booking_cpu.push_back(b_off.cpu_us_per_good());
    }
    searches.add("cpu_us_without", median(search_cpu));
    bookings.add("cpu_us_without", median(booking_cpu));
    searches.print();
    bookings.print();
    return 0;
} catch (const std::exception& failed) {
    fmt::print(stderr, "bench_telemetry_cost: {}\n", failed.what());
    return 1;
}
