#include "db/later.hpp"

#include "support/test_store.hpp"

using namespace vacancy;
using namespace vacancy::test;

namespace {

constexpr db::Sql put{"later.put", "INSERT", "thing", "INSERT INTO thing (n, v) VALUES ($1, $2)"};
constexpr db::Sql change{"later.change", "UPDATE", "thing", "UPDATE thing SET v = $2 WHERE n = $1"};
constexpr db::Sql read_sum{"later.read_sum", "SELECT", "thing",
                           "SELECT CAST(COALESCE(SUM(v), 0) AS BIGINT) FROM thing"};

void make_things(TestStore& store) {
    run_sql(store.db(), "CREATE TABLE thing (n BIGINT PRIMARY KEY, v BIGINT NOT NULL)");
}

template <class Body>
auto transact(TestStore& store, Body body) {
    Step step = Step::silent();
    return store.db().transact_now(step, body);
}

constexpr db::Exactly one{.rows = 1, .otherwise = ErrorCode::illegal_transition};

}  // namespace

TEST_CASE("statements that nobody waits for are committed") {
    on_each([](TestStore& store) {
        make_things(store);
        const auto done = transact(store, [](db::Tx& tx) -> Result<void> {
            TRY_VOID(db::later(tx, {}, put, 1, 10));
            TRY_VOID(db::later(tx, one, change, 1, 20));
            return db::later(tx, {}, put, 2, 5);
        });
        CHECK(done.has_value());
        CHECK(number(store.db(), "SELECT sum(v) FROM thing") == 25);
    });
}

TEST_CASE("a transaction of nothing but one statement that can wait is committed") {
    on_each([](TestStore& store) {
        make_things(store);
        const auto body = [](db::Tx& tx) { return db::later(tx, {}, put, 1, 10); };
        CHECK(transact(store, body).has_value());
        CHECK(number(store.db(), "SELECT count(*) FROM thing") == 1);
    });
}

TEST_CASE("more statements wait than are sent at once") {
    on_each([](TestStore& store) {
        make_things(store);
        const auto done = transact(store, [](db::Tx& tx) -> Result<void> {
            for (int n = 0; n < 200; ++n) TRY_VOID(db::later(tx, {}, put, n, 1));
            return {};
        });
        CHECK(done.has_value());
        CHECK(number(store.db(), "SELECT sum(v) FROM thing") == 200);
    });
}

TEST_CASE("a read sees what was written before it without waiting") {
    on_each([](TestStore& store) {
        make_things(store);
        const auto sum = transact(store, [](db::Tx& tx) -> Result<std::int64_t> {
            TRY_VOID(db::later(tx, {}, put, 1, 10));
            TRY(const auto found,
                tx.first(read_sum, [](const db::Row& row) { return row.integer(0); }));
            return found.value_or(-1);
        });
        CHECK(sum == 10);
    });
}

TEST_CASE("another number of rows than was asked for fails the whole transaction") {
    on_each([](TestStore& store) {
        make_things(store);
        const auto done = transact(store, [](db::Tx& tx) -> Result<void> {
            TRY_VOID(db::later(tx, {}, put, 1, 10));
            return db::later(tx, one, change, 7, 20);
        });
        REQUIRE_FALSE(done.has_value());
        CHECK(done.error().code == ErrorCode::illegal_transition);
        CHECK(number(store.db(), "SELECT count(*) FROM thing") == 0);
    });
}

TEST_CASE("a statement that failed while nobody waited fails the whole transaction") {
    on_each([](TestStore& store) {
        make_things(store);
        const auto done = transact(store, [](db::Tx& tx) -> Result<void> {
            TRY_VOID(db::later(tx, {}, put, 1, 10));
            TRY_VOID(db::later(tx, {}, put, 1, 11));
            return db::later(tx, {}, put, 2, 12);
        });
        REQUIRE_FALSE(done.has_value());
        CHECK(done.error().code == ErrorCode::already_exists);
        CHECK(number(store.db(), "SELECT count(*) FROM thing") == 0);
        const auto body = [](db::Tx& tx) { return db::later(tx, {}, put, 3, 1); };
        CHECK(transact(store, body).has_value());
    });
}
