// The load generator by hand, against a town of its own: bench_load MIX PER_SECOND SECONDS
// CONNECTIONS [ARGUMENT of vacancy serve...]. MIX is like search=70,booking=25,cancel=5; PER_SECOND
// 0 is the closed loop; with `free` in the mix nothing costs anything and no gateway is asked.
// Prints one JSON document; fails when nothing was answered well.

#include "load/town.hpp"

#include <fmt/format.h>

#include <cstdlib>
#include <exception>
#include <string>

namespace {

using namespace vacancy::load;

std::vector<Kind> kinds_of(std::string_view mix, Shoppers& shoppers) {
    std::vector<Kind> kinds;
    while (!mix.empty()) {
        const std::string part(mix.substr(0, mix.find(',')));
        mix.remove_prefix(std::min(mix.size(), part.size() + 1));
        const double share = std::atof(part.substr(part.find('=') + 1).c_str());
        if (part.starts_with("search=")) kinds.push_back(shoppers.search(share));
        if (part.starts_with("booking=")) kinds.push_back(shoppers.booking(share));
        if (part.starts_with("cancel=")) kinds.push_back(shoppers.cancel(share));
    }
    return kinds;
}

}  // namespace

int main(int count, char** given) try {
    const auto word = [&](int i, const char* otherwise) {
        return std::string(i < count ? given[i] : otherwise);
    };
    TownOptions options;
    for (int i = 5; i < count; ++i) options.arguments.emplace_back(given[i]);
    const std::string mix = word(1, "search=70,booking=25,cancel=5");
    options.free_of_charge = mix.find("free") != std::string::npos;
    options.with_gateway = !options.free_of_charge;
    const Town town(options);
    Shoppers shoppers(town);
    const auto kinds = kinds_of(mix, shoppers);
    if (kinds.empty()) {
        fmt::print(stderr, "no such mix: write search=70,booking=25,cancel=5\n");
        return 2;
    }
    Plan plan = town.plan();
    plan.per_second = std::atof(word(2, "0").c_str());
    plan.seconds = std::atof(word(3, "5").c_str());
    plan.connections = std::atoi(word(4, "64").c_str());
    const Outcome outcome = run(plan, kinds);
    fmt::print("{}\n", outcome.json());
    return outcome.good() > 0 ? 0 : 1;
} catch (const std::exception& failed) {
    fmt::print(stderr, "bench_load: {}\n", failed.what());
    return 1;
}
