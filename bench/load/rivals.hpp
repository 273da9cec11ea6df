#pragma once
// Rivals: what a booking costs where there is nothing but the store: pgbench with one server-side
// function call a booking, Redis with one Lua call a hold, and the disk alone. Benchmark-only; each
// answers nothing when its program is not installed.

#include <optional>
#include <string>

namespace vacancy::load {

/// What a rival did: things a second, and CPU of its own processes for each (the client's not).
struct Pace {
    double per_second = 0;
    double cpu_us = 0;
};

/// PostgreSQL by pgbench, on a database of its own at the server of VACANCY_TEST_POSTGRES.
class PgBench {
public:
    /// Makes the tables; nothing when there is no PostgreSQL.
    [[nodiscard]] static std::optional<PgBench> at_test_server();

    /// Bookings a second of two nights each on 100,000 rooms, kept apart by an exclusion
    /// constraint.
    [[nodiscard]] Pace exclusion(int clients, int seconds) const;
    /// The same by primary-key rows (room, night).
    [[nodiscard]] Pace rows(int clients, int seconds) const;
    /// Everyone takes from one counter row that must not go below nothing.
    [[nodiscard]] Pace hot_counter(int clients, int seconds) const;
    /// Prices of nights a second, 365 nights of 5 room types a statement.
    [[nodiscard]] Pace rate_cells(int clients, int seconds) const;

private:
    PgBench(std::string url, int postmaster) : url_(std::move(url)), postmaster_(postmaster) {}
    [[nodiscard]] Pace run(const std::string& script, int clients, int seconds) const;
    std::string url_;
    int postmaster_;
};

/// Redis of its own on loopback, append-only file synced always: a hold takes the counters of three
/// nights, all or nothing, in Lua. Holds a second with 64 clients; nothing without Redis.
[[nodiscard]] std::optional<Pace> redis_holds(int requests);

/// Microseconds of one fdatasync after 4 KiB written into a file of fixed size (the median).
[[nodiscard]] double fdatasync_us();

/// The address of the PostgreSQL to measure against; empty: there is none.
[[nodiscard]] std::string postgres_url();

}  // namespace vacancy::load
