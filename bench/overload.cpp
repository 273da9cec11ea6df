// Ten times more than the server can do, for a minute: finds the capacity of a mix of searches,
// bookings and cancellations, the latency when little is asked, then the burst, then little again.
// The same once more with admission control off: a harness that would not see the harm of that
// could not be trusted, so this program fails when it does not.
//
// Goodput is work done, in units of what each sort of request costs the server alone: otherwise
// turning away bookings for searches would look like a gain. Server on one core, everyone else on
// the others.
//
// bench_overload [seconds of the burst] [times the capacity] [arguments of vacancy serve...]

#include "load/report.hpp"
#include "load/town.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstdlib>
#include <exception>
#include <thread>

namespace {

using namespace vacancy::load;

constexpr double search_share = 0.5;
constexpr double booking_share = 0.4;
constexpr double cancel_share = 0.1;

struct Costs {
    double search_us = 0;
    double booking_us = 0;
    double cancel_us = 0;

    /// Server seconds of work a second that were of use.
    [[nodiscard]] double work(const Outcome& outcome) const {
        const auto of = [&](std::string_view kind, double cost) {
            return static_cast<double>(outcome.of(kind).good) * cost / 1e6;
        };
        return (of("search", search_us) + of("booking", booking_us) + of("cancel", cancel_us)) /
               outcome.seconds;
    }
};

class Trial {
public:
    Trial(Town& town, double burst_s, double times)
        : town_(town), shoppers_(town), burst_s_(burst_s), times_(times) {}

    void measure_costs() {
        const std::vector<Kind> bookings{shoppers_.booking()};
        const std::vector<Kind> searches{shoppers_.search()};
        const std::vector<Kind> cancels{shoppers_.cancel()};
        static_cast<void>(go(bookings, 0, 1, 16));  // warms up, and there is something to cancel
        costs_.booking_us = go(bookings, 0, 3, 16).cpu_us_per_good();
        costs_.search_us = go(searches, 0, 1, 16).cpu_us_per_good();
        costs_.cancel_us = go(cancels, 0, 1, 16).cpu_us_per_good();
    }

    void find_capacity() {
        for (const int connections : {8, 16, 32, 64}) {
            const Outcome found = go(mix(), 0, 3, connections);
            const double work = costs_.work(found);
            if (work <= capacity_work_) continue;
            capacity_work_ = work;
            capacity_ = found.good_per_second();
        }
    }

    void run() {
        constexpr double little = 0.1;
        before_ = go(mix(), capacity_ * little, 10, 64);
        burst_ = go(mix(), capacity_ * times_, burst_s_, 1024);
        std::this_thread::sleep_for(std::chrono::seconds(10));
        after_ = go(mix(), capacity_ * little, 10, 64);
    }

    [[nodiscard]] double goodput_share() const { return costs_.work(burst_) / capacity_work_; }
    [[nodiscard]] double p99_times(std::string_view kind) const {
        return burst_.of(kind).accepted.at_ms(0.99) /
               std::max(before_.of(kind).accepted.at_ms(0.99), 0.001);
    }
    [[nodiscard]] double served(std::string_view kind) const {
        const KindResult& k = burst_.of(kind);
        return static_cast<double>(k.good) /
               static_cast<double>(std::max<std::uint64_t>(k.sent, 1));
    }
    [[nodiscard]] std::uint64_t refused() const {
        std::uint64_t sum = 0;
        for (const KindResult& kind : burst_.kinds) sum += kind.refused;
        return sum;
    }
    [[nodiscard]] bool holds() const {
        return goodput_share() >= 0.9 && p99_times("booking") <= 2 && p99_times("cancel") <= 2 &&
               served("cancel") > served("search") && served("booking") > served("search");
    }
    void print(std::string_view name) const {
        fmt::print(
            "{{\"bench\":\"{}\",\"ours\":{:.0f},\"rival\":{:.0f},\"ratio\":{:.3f},"
            "\"unit\":\"good/s\",\"times\":{:.0f},\"seconds\":{:.0f},\"cpu_us\":{:.1f},"
            "\"booking_p99_times\":{:.2f},\"cancel_p99_times\":{:.2f},"
            "\"search_p99_times\":{:.2f},\"served_search\":{:.3f},\"served_booking\":{:.3f},"
            "\"served_cancel\":{:.3f},\"refused\":{},\"holds\":{},\"cost_us\":{{"
            "\"search\":{:.1f},\"booking\":{:.1f},\"cancel\":{:.1f}}},\n"
            " \"before\":{},\n \"burst\":{},\n \"after\":{}}}\n",
            name, burst_.good_per_second(), capacity_, goodput_share(), times_, burst_.seconds,
            burst_.cpu_us_per_good(), p99_times("booking"), p99_times("cancel"),
            p99_times("search"), served("search"), served("booking"), served("cancel"), refused(),
            holds(), costs_.search_us, costs_.booking_us, costs_.cancel_us, before_.json(),
            burst_.json(), after_.json());
        std::fflush(stdout);
    }

private:
    [[nodiscard]] std::vector<Kind> mix() {
        return {shoppers_.search(search_share), shoppers_.booking(booking_share),
                shoppers_.cancel(cancel_share)};
    }
    [[nodiscard]] Outcome go(const std::vector<Kind>& kinds, double per_second, double seconds,
                             int connections) {
        Plan plan = town_.plan();
        plan.per_second = per_second;
        plan.seconds = seconds;
        plan.connections = connections;
        plan.seed = ++seed_;
        return vacancy::load::run(plan, kinds);
    }

    Town& town_;
    Shoppers shoppers_;
    double burst_s_;
    double times_;
    Costs costs_{};
    double capacity_ = 0;
    double capacity_work_ = 0;
    Outcome before_{};
    Outcome burst_{};
    Outcome after_{};
    std::uint64_t seed_ = 0;
};

TownOptions options_with(const std::vector<std::string>& arguments) {
    TownOptions options;
    options.arguments = arguments;
    options.sheds = true;
    if (std::thread::hardware_concurrency() > 1) {
        options.server_cores = {0};
        options.other_cores = {1};
    }
    return options;
}

}  // namespace

int main(int count, char** given) try {
    const double burst_s = count > 1 ? std::atof(given[1]) : 60;
    const double times = count > 2 ? std::atof(given[2]) : 10;
    std::vector<std::string> arguments(given + std::min(count, 3), given + count);
    Town town(options_with(arguments));
    Trial with(town, burst_s, times);
    with.measure_costs();
    with.find_capacity();
    with.run();
    with.print("overload");
    arguments.insert(arguments.end(), {"--overload-delay-us", "0", "--max-in-flight", "1000000"});
    town.restart(arguments);
    Trial without(town, std::min(burst_s, 10.0), times);
    without.measure_costs();
    without.find_capacity();
    without.run();
    without.print("overload_without_admission");
    if (!without.holds()) return 0;
    fmt::print(stderr, "bench_overload: without admission control nothing was seen to be wrong\n");
    return 1;
} catch (const std::exception& failed) {
    fmt::print(stderr, "bench_overload: {}\n", failed.what());
    return 1;
}
