// Everybody wants the same room type on the same night, and there are enough rooms: bookings a
// second on that one row against bookings spread over 100 hotels, and against PostgreSQL's best
// scheme for one counter row. Then 64 guests for 20 units: exactly 20 get one.
//
// bench_flash_sale [runs] [seconds a run]

#include "load/report.hpp"
#include "load/rivals.hpp"
#include "load/town.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstdlib>
#include <exception>
#include <stdexcept>

namespace {

using namespace vacancy::load;

constexpr std::size_t hot_type = 1;  // double rooms
constexpr int hot_day = 30;
constexpr int scarce_day = 31;

Kind put_capacity(const Town& town, const std::string& key, int day, int rooms) {
    return {.name = "capacity", .make = [&town, key, day, rooms](std::string& bytes) {
                const auto& hotel = town.hotels().front();
                const std::string night = (hotel.property.business_date + day).text();
                const std::string body =
                    fmt::format(R"({{"room_type_id":"{}","from":"{}","to":"{}","capacity":{}}})",
                                hotel.room_types[hot_type].id.text(), night, night, rooms);
                fmt::format_to(std::back_inserter(bytes),
                               "PUT /v1/properties/{}/inventory HTTP/1.1\r\nHost: vacancy\r\n"
                               "Authorization: Bearer {}\r\nContent-Type: application/json\r\n"
                               "Content-Length: {}\r\n\r\n{}",
                               hotel.property.id.text(), key, body.size(), body);
                return true;
            }};
}

Outcome go(const Town& town, const Kind& kind, double seconds, std::uint64_t most = 0) {
    Plan plan = town.plan();
    plan.connections = 64;
    plan.seconds = seconds;
    plan.most = most;
    return run(plan, {kind});
}

void set_rooms(const Town& town, const std::string& key, int day, int rooms) {
    const Outcome put = go(town, put_capacity(town, key, day, rooms), 10, 1);
    if (put.good() != 1) throw std::runtime_error("the capacity was not set: " + put.json());
}

}  // namespace

int main(int count, char** given) try {
    const int runs = count > 1 ? std::atoi(given[1]) : 5;
    const double seconds = count > 2 ? std::atof(given[2]) : 3;
    TownOptions options;
    options.with_gateway = false;
    options.free_of_charge = true;
    const Town town(options);
    const std::string& key = town.manager_key();
    set_rooms(town, key, hot_day, 100'000);
    set_rooms(town, key, scarce_day, 20);
    Shoppers shoppers(town);
    const Kind hot = shoppers.booking_of(town.hotels().front(), hot_type, hot_day);
    const auto pg = PgBench::at_test_server();
    Report spread("flash_sale_uncontended", "bookings/s");
    spread.goal("at least 0.9, p99 at most 50 ms");
    Report against_pg("flash_sale_pgbench", "bookings/s");
    against_pg.goal("at least 12");
    std::vector<double> p99;
    static_cast<void>(go(town, shoppers.booking(), 1));
    for (int i = 0; i < runs; ++i) {
        const Outcome calm = go(town, shoppers.booking(), seconds);
        const Outcome sale = go(town, hot, seconds);
        const Pace rival = pg ? pg->hot_counter(64, static_cast<int>(seconds)) : Pace{};
        spread.pair(sale.good_per_second(), calm.good_per_second(), sale.cpu_us_per_good());
        against_pg.pair(sale.good_per_second(), rival.per_second, sale.cpu_us_per_good(),
                        rival.cpu_us);
        p99.push_back(sale.kinds.front().accepted.at_ms(0.99));
    }
    spread.add("p99_ms", median(p99));
    spread.print();
    against_pg.print();
    const Kind scarce = shoppers.booking_of(town.hotels().front(), hot_type, scarce_day);
    const Outcome last = go(town, scarce, 10, 64);
    if (last.good() != 20) throw std::runtime_error("20 units: " + last.json());
    return 0;
} catch (const std::exception& failed) {
    fmt::print(stderr, "bench_flash_sale: {}\n", failed.what());
    return 1;
}
