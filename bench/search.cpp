// Availability of a hotel over HTTP against H, a lean Asio server that says hello, in CPU of the
// server process: one thread each, 100 hotels, any stay of two nights within a year.
//
// bench_search [runs] [seconds a run] [connections]

#include "load/lean.hpp"
#include "load/report.hpp"
#include "load/town.hpp"

#include <fmt/format.h>

#include <cstdlib>
#include <exception>

namespace {

using namespace vacancy::load;

Kind hello() {
    return {.name = "hello", .make = [](std::string& bytes) {
                bytes += "GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n";
                return true;
            }};
}

}  // namespace

int main(int count, char** given) try {
    const int runs = count > 1 ? std::atoi(given[1]) : 5;
    const double seconds = count > 2 ? std::atof(given[2]) : 2;
    const int connections = count > 3 ? std::atoi(given[3]) : 32;
    TownOptions options;
    options.with_gateway = false;
    options.arguments = {"--threads", "1"};
    const Town town(options);
    Shoppers shoppers(town);
    const Lean lean;
    Report search("search", "us");
    Report health("http_floor_process", "us");
    search.goal("at most 2.2");
    health.goal("at most 1.3");
    std::vector<double> rates;
    for (int i = -1; i < runs; ++i) {  // the first round warms up
        const Plan rival{
            .port = lean.port(), .connections = connections, .seconds = seconds, .cpu_s = [&] {
                return lean.cpu_s();
            }};
        Plan ours = town.plan();
        ours.connections = connections;
        ours.seconds = seconds;
        const Outcome floor = run(rival, {hello()});
        const Outcome found = run(ours, {shoppers.search()});
        const Outcome healthy = run(ours, {hello()});
        if (i < 0) continue;
        search.pair(found.cpu_us_per_good(), floor.cpu_us_per_good(), found.cpu_us_per_good());
        health.pair(healthy.cpu_us_per_good(), floor.cpu_us_per_good(), healthy.cpu_us_per_good());
        rates.push_back(found.good_per_second());
    }
    search.add("per_second", median(rates));
    health.print();
    search.print();
    return 0;
} catch (const std::exception& failed) {
    fmt::print(stderr, "bench_search: {}\n", failed.what());
    return 1;
}
