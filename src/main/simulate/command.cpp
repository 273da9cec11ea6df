#include "base/id.hpp"
#include "main/commands.hpp"
#include "main/console.hpp"
#include "main/simulate/run.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <fstream>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace vacancy {
namespace {

using simulate::Report;

struct Sum {
    std::uint64_t seeds = 0;
    std::uint64_t steps = 0;
    std::uint64_t spans = 0;
    std::int64_t requests = 0;
    std::int64_t simulated_s = 0;
    std::map<std::string, int> faults{};

    void add(const Report& report) {
        ++seeds;
        steps += report.steps;
        spans += report.spans;
        requests += report.requests;
        simulated_s += report.simulated_s;
        for (const auto& [kind, count] : report.faults) faults[kind] += count;
    }
};

/// One line that replays it.
void tell_failure(const Report& report) {
    say_line(fmt::format("seed {} fails: {}", report.seed, report.broken));
    say_line(fmt::format("./dev sim --seed {}", report.seed));
}

std::optional<std::vector<std::uint64_t>> seeds_in(const std::string& file) {
    std::ifstream in(file);
    if (!in) return std::nullopt;
    std::vector<std::uint64_t> seeds;
    for (std::string line; std::getline(in, line);)
        if (!line.empty() && line.front() != '#') seeds.push_back(std::stoull(line));
    return seeds;
}

/// Once: a seed that is listed already stays as it is described there.
void remember(const std::string& file, const Report& report) {
    if (file.empty()) return;
    const auto known = seeds_in(file).value_or(std::vector<std::uint64_t>{});
    if (std::ranges::find(known, report.seed) != known.end()) return;
    std::ofstream(file, std::ios::app) << report.seed << ' ' << report.broken << '\n';
}

void tell_one(const Report& report) {
    say_line(
        fmt::format("seed {}: {} requests, {} steps, {} events, {} spans, {} s simulated, "
                    "digest {:016x}",
                    report.seed, report.requests, report.steps, report.events, report.spans,
                    report.simulated_s, report.digest));
    for (const auto& [kind, count] : report.faults) say_line(fmt::format("  {}: {}", kind, count));
}

void tell_sum(const Sum& sum, double seconds) {
    say_line(
        fmt::format("{} seeds in {:.1f} s ({:.1f} a second): {} requests, {} steps, {} spans, "
                    "{} h simulated, every promise kept",
                    sum.seeds, seconds, static_cast<double>(sum.seeds) / seconds, sum.requests,
                    sum.steps, sum.spans, sum.simulated_s / 3600));
    for (const auto& [kind, count] : sum.faults) say_line(fmt::format("  {}: {}", kind, count));
}

/// A seed nobody has run; printed before it runs.
std::uint64_t fresh_seed() {
    const std::uint64_t seed = random_u64() >> 16;
    say_line(fmt::format("fresh seed {}", seed));
    return seed;
}

class Seeds {
public:
    explicit Seeds(const SimulateOptions& options) : options_(options) {}

    int run() {
        const std::int64_t began = system_clock().steady_ns();
        const auto seconds = [&] {
            return static_cast<double>(system_clock().steady_ns() - began) / 1e9;
        };
        const std::uint64_t fresh = options_.fresh || options_.hours > 0 ? fresh_seed() : 0;
        for (const std::uint64_t seed : listed_)
            if (!one(seed)) return 1;
        for (std::uint64_t i = 0; i < options_.seeds; ++i)
            if (!one(options_.seed + i)) return 1;
        if (fresh != 0 && !one(fresh)) return 1;
        for (std::uint64_t i = 1; seconds() < options_.hours * 3600; ++i)
            if (!one(fresh + i)) return 1;
        end_progress();
        tell_sum(sum_, seconds());
        return 0;
    }
    bool take_list() {
        if (options_.list.empty()) return true;
        auto seeds = seeds_in(options_.list);
        if (seeds) listed_ = std::move(*seeds);
        return seeds.has_value();
    }

private:
    bool one(std::uint64_t seed) {
        const Report report = simulate::simulate({.number = seed});
        if (!report.broken.empty()) {
            end_progress();
            tell_failure(report);
            remember(options_.remember, report);
            return false;
        }
        sum_.add(report);
        show_progress(fmt::format("{} seeds", sum_.seeds));
        return true;
    }

    const SimulateOptions& options_;
    std::vector<std::uint64_t> listed_{};
    Sum sum_;
};

int replay_seed(const SimulateOptions& options) {
    simulate::Seed seed{.number = options.seed};
    if (options.trace) seed.tell = [](std::string_view line) { say_line(line); };
    const Report report = simulate::simulate(seed);
    tell_one(report);
    if (report.broken.empty()) return 0;
    tell_failure(report);
    remember(options.remember, report);
    return 1;
}

}  // namespace

int simulate_command(const SimulateOptions& options) {
    if (options.seeds == 0 && options.hours <= 0 && options.list.empty() && !options.fresh)
        return replay_seed(options);
    Seeds seeds(options);
    if (!seeds.take_list())
        return complain({.code = ErrorCode::invalid_request,
                         .detail = fmt::format("{}: cannot be read", options.list)});
    return seeds.run();
}

}  // namespace vacancy
