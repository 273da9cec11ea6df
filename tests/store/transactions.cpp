#include "support/test_store.hpp"

#include <atomic>
#include <latch>
#include <thread>

using namespace vacancy;
using namespace vacancy::test;

namespace {

constexpr db::Sql put{"test.put", "INSERT", "thing",
                      "INSERT INTO thing (n, words) VALUES ($1, $2)"};
constexpr db::Sql read_words{"test.read_words", "SELECT", "thing",
                             "SELECT words FROM thing WHERE n = $1"};

void make_things(TestStore& store) {
    run_sql(store.db(), "CREATE TABLE thing (n BIGINT PRIMARY KEY, words TEXT)");
}

Result<void> put_thing(db::Database& db, int n) {
    Step step = Step::silent();
    return db.transact_now(step, [n](db::Tx& tx) -> Result<void> {
        TRY_VOID(tx.run(put, n, "words"));
        return {};
    });
}

struct Odd {};

}  // namespace

TEST_CASE("a coroutine sees what it committed, on its own executor") {
    on_each([](TestStore& store) {
        make_things(store);
        const auto flow = [](db::Database& db) -> Task<Result<std::string>> {
            Step step = Step::silent();
            const auto before = std::this_thread::get_id();
            auto body = [](db::Tx& tx) -> Result<std::int64_t> { return tx.run(put, 1, "hello"); };
            auto changed = co_await db.transact(step, body);
            CO_TRY(const auto rows, std::move(changed));
            CHECK(rows == 1);
            CHECK(std::this_thread::get_id() == before);
            auto reading = [](db::Tx& tx) -> Result<std::string> {
                TRY(const auto words,
                    tx.first(read_words, [](const db::Row& row) { return row.text(0); }, 1));
                return words.value_or("nothing");
            };
            co_return co_await db.read(step, reading);
        };
        CHECK(run_to_end(flow(store.db())) == "hello");
    });
}

TEST_CASE("an error of the body leaves nothing behind and is what the caller gets") {
    on_each([](TestStore& store) {
        make_things(store);
        Step step = Step::silent();
        const auto answer = store.db().transact_now(step, [](db::Tx& tx) -> Result<void> {
            TRY_VOID(tx.run(put, 1, "x"));
            return fail(ErrorCode::sold_out, "no");
        });
        REQUIRE_FALSE(answer.has_value());
        CHECK(answer.error().code == ErrorCode::sold_out);
        CHECK(answer.error().detail == "no");
        CHECK(number(store.db(), "SELECT count(*) FROM thing") == 0);
    });
}

TEST_CASE("an exception of the body rolls back and is thrown where it was awaited") {
    on_each([](TestStore& store) {
        make_things(store);
        const auto flow = [](db::Database& db) -> Task<bool> {
            Step step = Step::silent();
            auto body = [](db::Tx& tx) -> Result<void> {
                TRY_VOID(tx.run(put, 1, "x"));
                throw Odd{};
            };
            try {
                [[maybe_unused]] const auto never = co_await db.transact(step, body);
            } catch (const Odd&) {
                co_return true;
            }
            co_return false;
        };
        CHECK(run_to_end(flow(store.db())));
        CHECK(number(store.db(), "SELECT count(*) FROM thing") == 0);
        CHECK(put_thing(store.db(), 2).has_value());
    });
}

TEST_CASE("a failed statement fails the transaction even when the body goes on") {
    on_each([](TestStore& store) {
        make_things(store);
        REQUIRE(put_thing(store.db(), 1));
        Step step = Step::silent();
        const auto answer = store.db().transact_now(step, [](db::Tx& tx) -> Result<void> {
            (void)tx.run(put, 2, "x");
            (void)tx.run(put, 1, "double");
            (void)tx.run(put, 3, "x");
            return {};
        });
        REQUIRE_FALSE(answer.has_value());
        CHECK(answer.error().code == ErrorCode::already_exists);
        CHECK(number(store.db(), "SELECT count(*) FROM thing") == 1);
    });
}

TEST_CASE("one transaction of a batch fails without touching its neighbors") {
    on_each([](TestStore& store) {
        make_things(store);
        REQUIRE(put_thing(store.db(), 0));
        constexpr int clients = 40;
        std::atomic<int> done = 0;
        std::atomic<int> refused = 0;
        std::latch start(clients);
        std::vector<std::thread> threads;
        for (int i = 0; i < clients; ++i)
            threads.emplace_back([&, i] {
                start.arrive_and_wait();
                // Every fourth one collides with the row that is there.
                const auto answer = put_thing(store.db(), i % 4 == 0 ? 0 : i);
                ++(answer ? done : refused);
            });
        for (auto& thread : threads) thread.join();
        CHECK(done == 30);
        CHECK(refused == 10);
        CHECK(number(store.db(), "SELECT count(*) FROM thing") == 31);
    });
}

TEST_CASE(
    "what follows a commit runs in the order of conflicting commits, before the caller goes on") {
    on_each([](TestStore& store) {
        make_things(store);
        run_sql(store.db(), "INSERT INTO thing (n, words) VALUES (1, '0')");
        constexpr db::Sql count_up{
            "test.count_up", "UPDATE", "thing",
            "UPDATE thing SET words = CAST(CAST(words AS BIGINT) + 1 AS TEXT) WHERE n = 1 "
            "RETURNING words"};
        std::vector<int> seen;
        constexpr int clients = 16;
        constexpr int rounds = 10;
        std::vector<std::thread> threads;
        for (int i = 0; i < clients; ++i)
            threads.emplace_back([&] {
                for (int r = 0; r < rounds; ++r) {
                    Step step = Step::silent();
                    std::atomic<bool> ran = false;
                    const auto answer =
                        store.db().transact_now(step, [&](db::Tx& tx) -> Result<void> {
                            TRY(const auto value, tx.first(count_up, [](const db::Row& row) {
                                return std::stoi(row.text(0));
                            }));
                            tx.after_commit([&, v = *value] {
                                seen.push_back(v);  // actions never overlap
                                ran = true;
                            });
                            return {};
                        });
                    if (!answer || !ran) seen.push_back(-1);
                }
            });
        for (auto& thread : threads) thread.join();
        REQUIRE(seen.size() == clients * rounds);
        CHECK(std::ranges::is_sorted(seen));
        CHECK(seen.front() == 1);
    });
}

TEST_CASE("nothing follows a commit that did not happen") {
    on_each([](TestStore& store) {
        make_things(store);
        Step step = Step::silent();
        bool ran = false;
        (void)store.db().transact_now(step, [&](db::Tx& tx) -> Result<void> {
            tx.after_commit([&] { ran = true; });
            return fail(ErrorCode::sold_out);
        });
        CHECK_FALSE(ran);
    });
}

TEST_CASE("a read transaction cannot write") {
    on_each([](TestStore& store) {
        make_things(store);
        Step step = Step::silent();
        const auto writes = [&] {
            return store.db().read_now(
                step, [](db::Tx& tx) -> Result<std::int64_t> { return tx.run(put, 1, "x"); });
        };
        CHECK_THROWS_AS((void)writes(), BrokenPromise);
        CHECK(number(store.db(), "SELECT count(*) FROM thing") == 0);
    });
}

TEST_CASE("a read transaction sees one snapshot") {
    on_each([](TestStore& store) {
        make_things(store);
        Step step = Step::silent();
        const db::Sql count{"test.count", "SELECT", "thing", "SELECT count(*) FROM thing"};
        const auto one = [](const db::Row& row) { return row.integer(0); };
        const auto pair = store.db().read_now(
            step, [&](db::Tx& tx) -> Result<std::pair<std::int64_t, std::int64_t>> {
                TRY(const auto before, tx.first(count, one));
                CHECK(put_thing(store.db(), 1).has_value());
                TRY(const auto after, tx.first(count, one));
                return std::pair{*before, *after};
            });
        REQUIRE(pair.has_value());
        CHECK(pair->first == pair->second);
        CHECK(number(store.db(), "SELECT count(*) FROM thing") == 1);
    });
}

TEST_CASE("a statement may run inside its own visitor") {
    on_each([](TestStore& store) {
        make_things(store);
        for (int n = 0; n < 3; ++n) REQUIRE(put_thing(store.db(), n));
        Step step = Step::silent();
        const db::Sql all{"test.all", "SELECT", "thing", "SELECT n FROM thing ORDER BY n"};
        const auto rows = store.db().read_now(step, [&](db::Tx& tx) -> Result<int> {
            int seen = 0;
            TRY_VOID(tx.each(
                all, [&](const db::Row&) { (void)tx.each(all, [&](const db::Row&) { ++seen; }); }));
            return seen;
        });
        CHECK(rows == 9);
    });
}

TEST_CASE("values of every kind come back as they went in") {
    on_each([](TestStore& store) {
        run_sql(store.db(),
                "CREATE TABLE kinds (i BIGINT, r DOUBLE PRECISION, t TEXT, n TEXT, d TEXT)");
        Step step = Step::silent();
        const db::Sql insert{"test.kinds", "INSERT", "kinds",
                             "INSERT INTO kinds (t, i, r, n, d) VALUES ($3, $1, $2, $4, $5)"};
        const db::Sql select{"test.read_kinds", "SELECT", "kinds",
                             "SELECT i, r, t, n, d FROM kinds"};
        const std::string text = "quote ' dollar $1 and ☃";
        const auto day = LocalDate::of(2026, 3, 1);
        const auto ok = store.db().transact_now(step, [&](db::Tx& tx) -> Result<void> {
            TRY_VOID(tx.run(insert, std::numeric_limits<std::int64_t>::min(), 0.1, text,
                            std::optional<std::string>{}, day));
            const auto compare = [&](const db::Row& row) {
                CHECK(row.integer(0) == std::numeric_limits<std::int64_t>::min());
                CHECK(row.real(1) == 0.1);
                CHECK(row.text(2) == text);
                CHECK(row.is_null(3));
                CHECK(row.date(4) == day);
            };
            TRY_VOID(tx.each(select, compare));
            return {};
        });
        CHECK(ok.has_value());
    });
}

TEST_CASE("the store's time is the same for a whole transaction and follows a given clock") {
    ManualClock clock(*Instant::parse("2026-03-01T12:00:00Z"));
    on_each(
        [&](TestStore& store) {
            Step step = Step::silent();
            const auto ok = store.db().transact_now(step, [&](db::Tx& tx) -> Result<void> {
                const Instant first = tx.now();
                CHECK(first == clock.now());
                return {};
            });
            CHECK(ok.has_value());
        },
        {.clock = &clock});
    on_each([](TestStore& store) {
        Step step = Step::silent();
        const auto ok = store.db().transact_now(step, [&](db::Tx& tx) -> Result<void> {
            const Instant first = tx.now();
            CHECK(first == tx.now());
            CHECK(first > *Instant::parse("2020-01-01T00:00:00Z"));
            return {};
        });
        CHECK(ok.has_value());
    });
}

TEST_CASE("a transaction that finds the queue full is refused as overloaded") {
    on_each(
        [](TestStore& store) {
            std::latch inside(1);
            std::latch go_on(1);
            std::vector<std::thread> threads;
            std::atomic<int> overloaded = 0;
            threads.emplace_back([&] {
                Step step = Step::silent();
                (void)store.db().transact_now(step, [&](db::Tx&) -> Result<void> {
                    inside.count_down();
                    go_on.wait();
                    return {};
                });
            });
            inside.wait();
            constexpr int more = 3;
            std::latch refused(1);
            for (int i = 0; i < more; ++i)
                threads.emplace_back([&] {
                    Step step = Step::silent();
                    const auto answer =
                        store.db().transact_now(step, [](db::Tx&) -> Result<void> { return {}; });
                    if (answer) return;
                    CHECK(answer.error().code == ErrorCode::overloaded);
                    if (++overloaded == 1) refused.count_down();
                });
            refused.wait();  // two wait, the third cannot
            go_on.count_down();
            for (auto& thread : threads) thread.join();
            CHECK(overloaded == 1);
        },
        {.readers = 1, .queue_limit = 2});
}
