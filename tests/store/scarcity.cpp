#include "support/test_store.hpp"

#include <atomic>
#include <latch>
#include <thread>

using namespace vacancy;
using namespace vacancy::test;

namespace {

constexpr db::Sql take_if_free{
    "test.take_if_free", "UPDATE", "night",
    "UPDATE night SET sold = sold + 1 WHERE day = $1 AND sold < capacity"};
constexpr db::Sql read_sold{"test.read_sold", "SELECT", "night",
                            "SELECT capacity - sold FROM night WHERE day = $1"};
constexpr db::Sql note_sale{"test.note_sale", "INSERT", "sale",
                            "INSERT INTO sale (day) VALUES ($1)"};
constexpr db::Sql count_sales{"test.count_sales", "SELECT", "sale",
                              "SELECT COUNT(*) FROM sale WHERE day = $1"};
constexpr db::Sql oversell{"test.oversell", "UPDATE", "night",
                           "UPDATE night SET sold = sold + 1 WHERE day = $1"};

void make_nights(TestStore& store, int capacity) {
    run_sql(store.db(),
            "CREATE TABLE night (day TEXT PRIMARY KEY, sold INTEGER NOT NULL, capacity INTEGER NOT "
            "NULL, CONSTRAINT night_capacity CHECK (sold <= capacity))");
    run_sql(store.db(), "CREATE TABLE sale (day TEXT NOT NULL)");
    run_sql(store.db(),
            "INSERT INTO night VALUES ('2026-03-01', 0, " + std::to_string(capacity) + ")");
}

Result<void> atomic_take(db::Tx& tx) {
    TRY(const auto changed, tx.run(take_if_free, "2026-03-01"));
    if (changed == 0) return fail(ErrorCode::room_no_longer_available);
    TRY_VOID(tx.run(note_sale, "2026-03-01"));
    return {};
}

/// How many of `clients` that start together get the last unit.
int fight(TestStore& store, int clients, const std::function<Result<void>(db::Tx&)>& take) {
    std::atomic<int> won = 0;
    std::latch start(clients);
    std::vector<std::thread> threads;
    for (int i = 0; i < clients; ++i)
        threads.emplace_back([&] {
            Step step = Step::silent();
            start.arrive_and_wait();
            if (store.db().transact_now(step, take)) ++won;
        });
    for (auto& thread : threads) thread.join();
    return won;
}

}  // namespace

TEST_CASE("64 clients fight for the last unit and exactly one wins") {
    on_each(
        [](TestStore& store) {
            make_nights(store, 1);
            CHECK(fight(store, 64, atomic_take) == 1);
            CHECK(number(store.db(), "SELECT count(*) FROM sale") == 1);
            CHECK(number(store.db(), "SELECT sold FROM night") == 1);
        },
        {.readers = 32});
}

TEST_CASE("the schema itself refuses to sell more than there is") {
    on_each([](TestStore& store) {
        make_nights(store, 1);
        Step step = Step::silent();
        const auto sell = [&] {
            return store.db().transact_now(step, [](db::Tx& tx) -> Result<void> {
                TRY_VOID(tx.run(oversell, "2026-03-01"));
                return {};
            });
        };
        CHECK(sell().has_value());
        const auto second = sell();
        REQUIRE_FALSE(second.has_value());
        CHECK(second.error().code == ErrorCode::room_no_longer_available);
        CHECK(number(store.db(), "SELECT sold FROM night") == 1);
    });
}

TEST_CASE("the canary oversells: counting first and inserting then is caught by the same fight") {
    // The classic bug of this trade, kept here only: both clients count before either inserts. A
    // barrier makes the interleaving certain, so the harness is known to see it.
    on_postgres(
        [](TestStore& store) {
            make_nights(store, 1);
            constexpr int clients = 8;
            std::latch counted(clients);
            const auto check_then_insert = [&](db::Tx& tx) -> Result<void> {
                const auto one = [](const db::Row& row) { return row.integer(0); };
                TRY(const auto sold, tx.first(count_sales, one, "2026-03-01"));
                TRY(const auto left, tx.first(read_sold, one, "2026-03-01"));
                counted.arrive_and_wait();
                if (*sold >= 1 || *left < 1) return fail(ErrorCode::room_no_longer_available);
                TRY_VOID(tx.run(note_sale, "2026-03-01"));
                return {};
            };
            const int won = fight(store, clients, check_then_insert);
            CHECK(won > 1);
            CHECK(number(store.db(), "SELECT count(*) FROM sale") == won);
        },
        {.readers = 8});
}
