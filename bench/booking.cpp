// Durable bookings over HTTP (the whole flow: availability, price, hold, journal, confirmation,
// outbox; free of charge, so that no gateway takes part) against stores that do nothing else:
// pgbench with one function call a booking, and Redis holding in Lua with its file synced always.
// On SQLite, and on PostgreSQL when there is one. What was acknowledged must be in the database.
//
// bench_booking [runs] [seconds a run] [connections]

#include "load/report.hpp"
#include "load/rivals.hpp"
#include "load/town.hpp"

#include <fmt/format.h>

#include <cstdlib>
#include <exception>
#include <stdexcept>

namespace {

using namespace vacancy::load;

struct Size {
    int runs;
    double seconds;
    int connections;
};

struct Rates {
    double per_second;
    double cpu_us;
};

class Booker {
public:
    Booker(const Town& town, const Size& size) : town_(town), shoppers_(town), size_(size) {}

    Rates run() {
        Plan plan = town_.plan();
        plan.connections = size_.connections;
        plan.seconds = size_.seconds;
        const Outcome outcome = vacancy::load::run(plan, {shoppers_.booking()});
        acknowledged_ += static_cast<std::int64_t>(outcome.good());
        if (outcome.good() == 0) throw std::runtime_error("no booking: " + outcome.json());
        return {outcome.good_per_second(), outcome.cpu_us_per_good()};
    }
    /// Every acknowledged booking is there, none is there twice.
    void check() const {
        const auto kept = town_.count("SELECT count(*) FROM booking WHERE state = 'confirmed'");
        if (kept != acknowledged_)
            throw std::runtime_error(
                fmt::format("{} bookings were acknowledged, {} are kept", acknowledged_, kept));
    }

private:
    const Town& town_;
    Shoppers shoppers_;
    Size size_;
    std::int64_t acknowledged_ = 0;
};

TownOptions free_town(const std::string& db) {
    TownOptions options;
    options.db = db;
    options.with_gateway = false;
    options.free_of_charge = true;
    return options;
}

void on_sqlite(const Size& size) {
    const Town town(free_town({}));
    Booker booker(town, size);
    const auto pg = PgBench::at_test_server();
    Report against_pg("booking_sqlite_pgbench", "bookings/s");
    against_pg.goal("at least 3, at most 16 us");
    Report against_redis("booking_sqlite_redis", "bookings/s");
    against_redis.goal("at least 1.2");
    static_cast<void>(booker.run());
    for (int i = 0; i < size.runs; ++i) {
        const int seconds = static_cast<int>(size.seconds);
        const Pace rival = pg ? pg->exclusion(32, seconds) : Pace{};
        const Rates ours = booker.run();
        const auto redis = redis_holds(static_cast<int>(20'000 * size.seconds));
        against_pg.pair(ours.per_second, rival.per_second, ours.cpu_us, rival.cpu_us);
        against_redis.pair(ours.per_second, redis ? redis->per_second : 0, ours.cpu_us,
                           redis ? redis->cpu_us : 0);
    }
    booker.check();
    against_pg.print();
    against_redis.print();
}

void on_postgres(const Size& size) {
    const auto pg = PgBench::at_test_server();
    if (!pg) return;
    TownOptions options = free_town(postgres_url());
    options.arguments = {"--db-threads", "32"};  // as many as pgbench has clients
    const Town town(options);
    Booker booker(town, size);
    Report report("booking_postgres_pgbench", "bookings/s");
    report.goal("at least 1.5");
    static_cast<void>(booker.run());
    for (int i = 0; i < size.runs; ++i) {
        const Pace rival = pg->exclusion(32, static_cast<int>(size.seconds));
        const Rates ours = booker.run();
        report.pair(ours.per_second, rival.per_second, ours.cpu_us, rival.cpu_us);
    }
    booker.check();
    report.print();
}

/// The same with money: a card authorized before the confirmation and captured after it.
void with_a_gateway(const Size& size) {
    const Town town(TownOptions{});
    Booker booker(town, size);
    const Town free(free_town({}));
    Booker free_booker(free, size);
    Report report("booking_with_gateway", "bookings/s");
    static_cast<void>(booker.run());
    for (int i = 0; i < size.runs; ++i) {
        const Rates rival = free_booker.run();
        const Rates ours = booker.run();
        report.pair(ours.per_second, rival.per_second, ours.cpu_us);
    }
    report.print();
}

}  // namespace

int main(int count, char** given) try {
    const Size size{count > 1 ? std::atoi(given[1]) : 5, count > 2 ? std::atof(given[2]) : 3,
                    count > 3 ? std::atoi(given[3]) : 64};
    on_sqlite(size);
    with_a_gateway(size);
    on_postgres(size);
    return 0;
} catch (const std::exception& failed) {
    fmt::print(stderr, "bench_booking: {}\n", failed.what());
    return 1;
}
