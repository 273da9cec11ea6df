// The saga's journal and the outbox on both databases.

#include "saga/outbox.hpp"
#include "saga/saga.hpp"
#include "support/test_store.hpp"

#include <atomic>
#include <latch>
#include <thread>

using namespace vacancy;
using namespace vacancy::test;

namespace {

const Instant noon{1'800'000'000'000'000};

saga::JournalEntry entry_of(const std::string& kind) {
    return {.id = SagaId::make(noon), .kind = kind, .key = "7K2MQ4X-9RT5WHD", .state = "{}"};
}

template <class Body>
auto now(TestStore& store, Body body) {
    Step step = Step::silent();
    return store.db().transact_now(step, std::move(body));
}

std::size_t count_due(TestStore& store) {
    const auto taken = now(store, [](db::Tx& tx) { return saga::due(tx, "test", 100); });
    REQUIRE(taken.has_value());
    return taken->size();
}

}  // namespace

TEST_CASE("an entry comes back as it was recorded, and a later record replaces it") {
    on_each([](TestStore& store) {
        auto entry = entry_of("test");
        entry.at_risk_minor = 12'050;
        entry.currency = "EUR";
        entry.traceparent = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
        REQUIRE(now(store, [&](db::Tx& tx) { return saga::record(tx, entry); }).has_value());
        entry.at = 3;
        entry.direction = saga::Direction::undoing;
        entry.attempts = 2;
        entry.last_error = "timeout";
        REQUIRE(now(store, [&](db::Tx& tx) { return saga::record(tx, entry); }).has_value());
        const auto found = now(store, [&](db::Tx& tx) { return saga::find(tx, entry.id); });
        REQUIRE(found.has_value());
        REQUIRE(found->has_value());
        const auto& back = **found;
        CHECK(back.id == entry.id);
        CHECK(back.kind == "test");
        CHECK(back.key == entry.key);
        CHECK(back.at == 3);
        CHECK(back.direction == saga::Direction::undoing);
        CHECK(back.at_risk_minor == 12'050);
        CHECK(back.currency == "EUR");
        CHECK(back.attempts == 2);
        CHECK(back.last_error == "timeout");
        CHECK(back.traceparent == entry.traceparent);
        CHECK_FALSE(back.finished);
    });
}

TEST_CASE("of many that look for what is due, one takes each entry") {
    on_each([](TestStore& store) {
        constexpr int entries = 20;
        for (int i = 0; i < entries; ++i) {
            auto entry = entry_of("test");
            entry.leased = false;
            REQUIRE(now(store, [&](db::Tx& tx) { return saga::record(tx, entry); }).has_value());
        }
        constexpr int workers = 8;
        std::atomic<std::size_t> taken = 0;
        std::latch start(workers);
        std::vector<std::thread> threads;
        for (int i = 0; i < workers; ++i)
            threads.emplace_back([&] {
                start.arrive_and_wait();
                for (int round = 0; round < 10; ++round) {
                    const auto some =
                        now(store, [](db::Tx& tx) { return saga::due(tx, "test", 3); });
                    if (some) taken += some->size();
                }
            });
        for (auto& thread : threads) thread.join();
        CHECK(taken == entries);
    });
}

TEST_CASE("what is leased, put off, finished or of another kind is not due") {
    on_each([](TestStore& store) {
        auto leased = entry_of("test");
        auto later = entry_of("test");
        later.leased = false;
        later.next_attempt_at = {noon.us * 2};
        auto done = entry_of("test");
        done.leased = false;
        auto other = entry_of("other");
        other.leased = false;
        for (const auto* entry : {&leased, &later, &done, &other})
            REQUIRE(now(store, [&](db::Tx& tx) { return saga::record(tx, *entry); }).has_value());
        REQUIRE(now(store, [&](db::Tx& tx) { return saga::finish(tx, done.id); }).has_value());
        CHECK(count_due(store) == 0);
        const auto open = now(store, [](db::Tx& tx) { return saga::unfinished(tx, 10); });
        REQUIRE(open.has_value());
        CHECK(open->size() == 3);
    });
}

TEST_CASE("settling tells how far a saga is, and one that was never written stays unwritten") {
    on_each([](TestStore& store) {
        auto entry = entry_of("test");
        entry.at = 2;
        REQUIRE(now(store, [&](db::Tx& tx) { return saga::record(tx, entry); }).has_value());
        CHECK(now(store, [&](db::Tx& tx) { return saga::settle(tx, entry.id, "test"); }) == 2);
        const auto never = SagaId::make(noon);
        CHECK(now(store, [&](db::Tx& tx) { return saga::settle(tx, never, "test"); }) == -1);
        CHECK(count_due(store) == 0);
    });
}

TEST_CASE("settling waits for a commit that is still under way") {
    on_postgres([](TestStore& store) {
        const auto entry = [] {
            auto made = entry_of("test");
            made.at = 1;
            return made;
        }();
        std::latch written(1);
        std::atomic<bool> committed = false;
        std::thread slow([&] {
            const auto done = now(store, [&](db::Tx& tx) -> Result<void> {
                TRY_VOID(saga::record(tx, entry));
                written.count_down();
                TRY_VOID(tx.run(db::Sql{"", "SELECT", "", "SELECT pg_sleep(0.2)"}));
                committed = true;
                return {};
            });
            CHECK(done.has_value());
        });
        written.wait();
        CHECK(now(store, [&](db::Tx& tx) { return saga::settle(tx, entry.id, "test"); }) == 1);
        CHECK(committed);
        slow.join();
    });
}

TEST_CASE("messages of a subject are numbered in order and taken one at a time by one worker") {
    on_each([](TestStore& store) {
        for (int version = 1; version <= 3; ++version) {
            const outbox::Message message{.id = {},
                                          .channel = "mail",
                                          .topic = "test.news",
                                          .subject = "b1",
                                          .version = version,
                                          .payload = R"({"words":"☃"})"};
            REQUIRE(
                now(store, [&](db::Tx& tx) { return outbox::enqueue(tx, message); }).has_value());
            const auto twice = now(store, [&](db::Tx& tx) { return outbox::enqueue(tx, message); });
            REQUIRE_FALSE(twice.has_value());
            CHECK(twice.error().code == ErrorCode::already_exists);
        }
        std::vector<int> order;
        for (;;) {
            const auto taken = now(store, [](db::Tx& tx) {
                return outbox::take_due(tx, "mail", 10, std::chrono::seconds(60));
            });
            REQUIRE(taken.has_value());
            if (taken->empty()) break;
            CHECK(taken->size() == 1);
            CHECK(taken->front().payload == R"({"words":"☃"})");
            order.push_back(taken->front().version);
            const auto id = taken->front().id;
            REQUIRE(now(store, [&](db::Tx& tx) { return outbox::delivered(tx, id); }).has_value());
        }
        CHECK(order == std::vector<int>{1, 2, 3});
    });
}

TEST_CASE("a message that fails too often is dead and can be revived") {
    on_each([](TestStore& store) {
        const outbox::Message message{.id = MessageId::make(noon),
                                      .channel = "mail",
                                      .topic = "test.news",
                                      .subject = "b1",
                                      .payload = "{}"};
        const auto id = message.id;
        REQUIRE(now(store, [&](db::Tx& tx) { return outbox::enqueue(tx, message); }).has_value());
        for (int i = 0; i < 2; ++i)
            REQUIRE(now(store, [&](db::Tx& tx) {
                        return outbox::failed(tx, id, "timeout", 2);
                    }).has_value());
        const auto dead = now(store, [](db::Tx& tx) { return outbox::letters(tx, "dead", 10); });
        REQUIRE(dead.has_value());
        REQUIRE(dead->size() == 1);
        CHECK(dead->front().last_error == "timeout");
        CHECK(dead->front().message.attempts == 2);
        REQUIRE(now(store, [&](db::Tx& tx) { return outbox::retry(tx, id); }).has_value());
        const auto waiting =
            now(store, [](db::Tx& tx) { return outbox::letters(tx, "waiting", 10); });
        CHECK(waiting->size() == 1);
    });
}
