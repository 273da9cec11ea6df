// Idempotency keys on both databases, with a second server on the same one.

#include "web/gate/idempotency.hpp"

#include "support/test_store.hpp"

#include <atomic>
#include <latch>
#include <thread>

using namespace vacancy;
using namespace vacancy::test;
using web::Claim;
using web::Idempotency;

namespace {

using Reserved = Result<std::optional<web::Reply>>;

Claim claim(const std::string& body = "one") {
    return {.tenant = "tenant",
            .principal = "guest",
            .route = "POST /v1/things",
            .key = "key",
            .body_hash = body};
}

Reserved reserve(Idempotency& keys, const Claim& asked) {
    Step step = Step::silent();
    return run_to_end(keys.reserve(step, asked));
}

void settle(Idempotency& keys, const Claim& asked, const web::Reply& reply) {
    Step step = Step::silent();
    REQUIRE(run_to_end(keys.settle(step, asked, reply)).has_value());
}

bool owns(const Reserved& reserved) { return reserved && !reserved->has_value(); }

}  // namespace

TEST_CASE("an answer is replayed byte for byte, by another server too, with its headers") {
    on_each([](TestStore& store) {
        Idempotency first(store.db());
        CHECK(owns(reserve(first, claim())));
        settle(first, claim(), {.status = 201, .body = "made", .headers = {{"Location", "/x"}}});
        Idempotency second(store.db());
        for (Idempotency* keys : {&first, &second}) {
            const auto again = reserve(*keys, claim());
            REQUIRE(again.has_value());
            REQUIRE(again->has_value());
            CHECK((*again)->status == 201);
            CHECK((*again)->body == "made");
            CHECK((*again)->headers.size() == 1);
        }
    });
}

TEST_CASE("another body with the same key is refused, also while the first one runs") {
    on_each([](TestStore& store) {
        Idempotency keys(store.db());
        CHECK(owns(reserve(keys, claim("one"))));
        settle(keys, claim("one"), {.status = 200});
        CHECK(reserve(keys, claim("two")).error().code == ErrorCode::idempotency_key_reused);
    });
}

TEST_CASE("a key that another server works on is in progress, and says when to come back") {
    on_postgres([](TestStore& store) {
        Idempotency first(store.db());
        Idempotency second(store.db());
        CHECK(owns(reserve(first, claim())));
        const auto refused = reserve(second, claim());
        REQUIRE(!refused.has_value());
        CHECK(refused.error().code == ErrorCode::idempotency_in_progress);
        CHECK(refused.error().retry_after_s >= 1);
    });
}

TEST_CASE("a key whose server died is taken over once its lease has ended") {
    on_postgres([](TestStore& store) {
        Idempotency died(store.db());
        CHECK(owns(reserve(died, claim())));
        run_sql(store.db(), "UPDATE idempotency_key SET lease_until = 1");
        Idempotency other(store.db());
        CHECK(owns(reserve(other, claim())));
        settle(other, claim(), {.status = 200, .body = "by the other"});
        // The one that was thought dead answers late: it does not overwrite.
        settle(died, claim(), {.status = 200, .body = "late"});
        CHECK((*reserve(other, claim()))->body == "by the other");
    });
}

TEST_CASE("an expired key is free for another body, and its row goes when it is swept") {
    on_each([](TestStore& store) {
        Idempotency keys(store.db());
        CHECK(owns(reserve(keys, claim("one"))));
        settle(keys, claim("one"), {.status = 200});
        run_sql(store.db(), "UPDATE idempotency_key SET expires_at = 1");
        CHECK(owns(reserve(keys, claim("two"))));
        settle(keys, claim("two"), {.status = 200});
        run_sql(store.db(), "UPDATE idempotency_key SET expires_at = 1");
        Step step = Step::silent();
        CHECK(run_to_end(keys.sweep(step)).value() == 1);
        CHECK(number(store.db(), "SELECT COUNT(*) FROM idempotency_key") == 0);
    });
}

TEST_CASE("of sixteen servers that get one key at once exactly one runs it") {
    on_postgres([](TestStore& store) {
        constexpr int servers = 16;
        std::latch start(servers);
        std::atomic<int> owners{0};
        std::atomic<int> others{0};
        std::vector<std::thread> threads;
        for (int i = 0; i < servers; ++i)
            threads.emplace_back([&] {
                Idempotency keys(store.db());
                start.arrive_and_wait();
                const auto reserved = reserve(keys, claim());
                if (owns(reserved)) ++owners;
                if (!reserved && reserved.error().code == ErrorCode::idempotency_in_progress)
                    ++others;
            });
        for (std::thread& thread : threads) thread.join();
        CHECK(owners == 1);
        CHECK(others == servers - 1);
    });
}
