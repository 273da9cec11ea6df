#include "db/later.hpp"
#include "support/test_store.hpp"

#include <atomic>
#include <latch>
#include <thread>

using namespace vacancy;
using namespace vacancy::test;

namespace {

constexpr db::Sql bump{"test.bump", "UPDATE", "counter",
                       "UPDATE counter SET v = v + 1 WHERE n = $1"};
constexpr db::Sql insert{"test.insert", "INSERT", "counter", "INSERT INTO counter VALUES ($1, 0)"};
constexpr db::Sql own_backend{"test.own_backend", "SELECT", "", "SELECT pg_backend_pid()"};

void make_counters(TestStore& store) {
    run_sql(store.db(), "CREATE TABLE counter (n INTEGER PRIMARY KEY, v INTEGER NOT NULL)");
    run_sql(store.db(), "INSERT INTO counter VALUES (1, 0), (2, 0)");
}

/// A trigger that does something at the very COMMIT.
void at_commit(TestStore& store, const std::string& what) {
    store.meddle("CREATE FUNCTION at_commit() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN " +
                 what +
                 "; RETURN NULL; END $$; "
                 "CREATE CONSTRAINT TRIGGER late AFTER INSERT ON counter DEFERRABLE INITIALLY "
                 "DEFERRED FOR EACH ROW EXECUTE FUNCTION at_commit()");
}

Result<void> insert_one(db::Database& db, int n) {
    Step step = Step::silent();
    return db.transact_now(step, [n](db::Tx& tx) -> Result<void> {
        TRY_VOID(tx.run(insert, n));
        return {};
    });
}

}  // namespace

TEST_CASE("two transactions that deadlock both get through") {
    on_postgres([](TestStore& store) {
        make_counters(store);
        std::latch both(2);
        std::array<std::atomic<int>, 2> tries{0, 0};
        const auto cross = [&](std::size_t who, int first, int second) {
            Step step = Step::silent();
            const auto answer = store.db().transact_now(step, [&](db::Tx& tx) -> Result<void> {
                TRY_VOID(tx.run(bump, first));
                if (tries[who]++ == 0) both.arrive_and_wait();  // each holds what the other wants
                TRY_VOID(tx.run(bump, second));
                return {};
            });
            CHECK(answer.has_value());
        };
        std::thread other([&] { cross(0, 1, 2); });
        cross(1, 2, 1);
        other.join();
        CHECK(tries[0] + tries[1] >= 3);
        CHECK(number(store.db(), "SELECT sum(v) FROM counter") == 4);
    });
}

TEST_CASE("a serialization failure is tried again from the beginning") {
    on_postgres([](TestStore& store) {
        make_counters(store);
        Step step = Step::silent();
        int tries = 0;
        const auto answer = store.db().transact_now(step, [&](db::Tx& tx) -> Result<void> {
            ++tries;
            TRY_VOID(tx.run(bump, 1));
            if (tries < 3)
                TRY_VOID(tx.run(db::Sql{"", "DO", "",
                                        "DO $$ BEGIN RAISE EXCEPTION 'rivals' USING ERRCODE = "
                                        "'40001'; END $$"}));
            return {};
        });
        CHECK(answer.has_value());
        CHECK(tries == 3);
        CHECK(number(store.db(), "SELECT v FROM counter WHERE n = 1") == 1);
    });
}

TEST_CASE("a connection lost before COMMIT did nothing and says so") {
    on_postgres([](TestStore& store) {
        make_counters(store);
        Step step = Step::silent();
        const auto answer = store.db().transact_now(step, [&](db::Tx& tx) -> Result<void> {
            const auto pid_of = [](const db::Row& row) { return row.integer(0); };
            TRY(const auto pid, tx.first(own_backend, pid_of));
            TRY_VOID(tx.run(bump, 1));
            store.meddle("SELECT pg_terminate_backend(" + std::to_string(*pid) + ")");
            TRY_VOID(tx.run(bump, 2));
            return {};
        });
        REQUIRE_FALSE(answer.has_value());
        CHECK(answer.error().code == ErrorCode::store_unavailable);
        CHECK(number(store.db(), "SELECT sum(v) FROM counter") == 0);
    });
}

TEST_CASE("a connection lost during COMMIT is an unknown outcome") {
    on_postgres([](TestStore& store) {
        make_counters(store);
        at_commit(store, "PERFORM pg_terminate_backend(pg_backend_pid())");
        const auto answer = insert_one(store.db(), 3);
        REQUIRE_FALSE(answer.has_value());
        CHECK(answer.error().code == ErrorCode::outcome_unknown);
    });
}

TEST_CASE("a connection lost during a COMMIT that took statements along is an unknown outcome") {
    on_postgres([](TestStore& store) {
        make_counters(store);
        at_commit(store, "PERFORM pg_terminate_backend(pg_backend_pid())");
        Step step = Step::silent();
        const auto body = [](db::Tx& tx) { return db::later(tx, {}, insert, 3); };
        const auto answer = store.db().transact_now(step, body);
        REQUIRE_FALSE(answer.has_value());
        CHECK(answer.error().code == ErrorCode::outcome_unknown);
    });
}

TEST_CASE("a warning at COMMIT is an unknown outcome although it may be durable") {
    on_postgres([](TestStore& store) {
        make_counters(store);
        at_commit(store, "RAISE WARNING 'canceling wait for synchronous replication'");
        const auto answer = insert_one(store.db(), 3);
        REQUIRE_FALSE(answer.has_value());
        CHECK(answer.error().code == ErrorCode::outcome_unknown);
        CHECK(number(store.db(), "SELECT count(*) FROM counter WHERE n = 3") == 1);
    });
}

TEST_CASE("a constraint that is judged at COMMIT rolls back and is no unknown outcome") {
    on_postgres([](TestStore& store) {
        make_counters(store);
        at_commit(store,
                  "RAISE EXCEPTION 'late' USING ERRCODE = '23514', CONSTRAINT = "
                  "'night_capacity'");
        const auto answer = insert_one(store.db(), 3);
        REQUIRE_FALSE(answer.has_value());
        CHECK(answer.error().code == ErrorCode::room_no_longer_available);
    });
}

TEST_CASE("idle connections that the server closed are replaced without an error") {
    on_postgres([](TestStore& store) {
        make_counters(store);
        store.meddle(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = "
            "current_database() AND pid <> pg_backend_pid()");
        for (int n = 3; n < 20; ++n) CHECK(insert_one(store.db(), n).has_value());
    });
}

TEST_CASE("a wrong address is a clear sentence at start") {
    const auto opened = db::open_database({.url = "postgres://127.0.0.1:1/nothing"});
    REQUIRE_FALSE(opened.has_value());
    CHECK(opened.error().detail.find("PostgreSQL does not answer") == 0);
}
