// Prices of nights set by channel managers, durable and searchable at once: a year of five room
// types a request over HTTP, against PostgreSQL updating the same number of rows in one statement.
//
// bench_rates [runs] [seconds a run]

#include "load/report.hpp"
#include "load/rivals.hpp"
#include "load/town.hpp"

#include <fmt/format.h>

#include <cstdlib>
#include <exception>

int main(int count, char** given) try {
    using namespace vacancy::load;
    const int runs = count > 1 ? std::atoi(given[1]) : 5;
    const double seconds = count > 2 ? std::atof(given[2]) : 3;
    TownOptions options;
    options.with_gateway = false;
    const Town town(options);
    Shoppers shoppers(town);
    const Kind rates = shoppers.rates(town.manager_key());
    const auto pg = PgBench::at_test_server();
    Report report("rates", "cells/s");
    report.goal("at least 10");
    constexpr double cells = rate_nights * 5;
    Plan plan = town.plan();
    plan.connections = 8;
    plan.seconds = seconds;
    for (int i = -1; i < runs; ++i) {
        const Pace rival = pg && i >= 0 ? pg->rate_cells(8, static_cast<int>(seconds)) : Pace{};
        const Outcome done = run(plan, {rates});
        if (i < 0) continue;
        report.pair(done.good_per_second() * cells, rival.per_second,
                    done.cpu_us_per_good() / cells, rival.cpu_us);
    }
    report.print();
    return 0;
} catch (const std::exception& failed) {
    fmt::print(stderr, "bench_rates: {}\n", failed.what());
    return 1;
}
