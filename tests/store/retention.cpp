// What is past its time goes, and nothing that is not at rest does, on both databases.

#include "booking/cards.hpp"
#include "booking/store/bookings.hpp"
#include "hotel/feed.hpp"
#include "payments/api.hpp"
#include "saga/outbox.hpp"
#include "saga/saga.hpp"
#include "store/hotel_desk.hpp"
#include "support/shop_world.hpp"

using namespace vacancy;
using namespace vacancy::test;

namespace {

constexpr std::chrono::hours days{24};

/// The store's time, moved by hand.
struct HandClock final : Clock {
    Instant at = opening;
    [[nodiscard]] Instant now() const override { return at; }
    [[nodiscard]] std::int64_t steady_ns() const override { return at.us * 1000; }
};

template <class Body>
auto in_store(db::Database& db, Body body) {
    Step step = Step::silent();
    auto outcome = db.transact_now(step, std::move(body));
    REQUIRE(outcome.has_value());
    return std::move(*outcome);
}

void on_each_by(HandClock& clock, const std::function<void(TestStore&)>& check) {
    on_each(
        [&](TestStore& store) {
            INFO(store.db().system_name());
            clock.at = opening;
            check(store);
        },
        {.clock = &clock});
}

SagaId finished_saga(TestStore& store, Instant at) {
    const saga::JournalEntry entry{
        .id = SagaId::make(at), .kind = "test", .key = "K", .state = "{}", .finished = true};
    Step step = Step::silent();
    REQUIRE(store.db()
                .transact_now(step, [&](db::Tx& tx) { return saga::record(tx, entry); })
                .has_value());
    return entry.id;
}

MessageId message(TestStore& store, int version) {
    const Instant now =
        in_store(store.db(), [](db::Tx& tx) -> Result<Instant> { return tx.now(); });
    const outbox::Message written{.id = MessageId::make(now),
                                  .channel = "mail",
                                  .topic = "booking.confirmed",
                                  .subject = "subject",
                                  .version = version,
                                  .payload = "{}",
                                  .created_at = now};
    Step step = Step::silent();
    REQUIRE(store.db()
                .transact_now(step, [&](db::Tx& tx) { return outbox::enqueue(tx, written); })
                .has_value());
    return written.id;
}

}  // namespace

TEST_CASE("finished sagas go after their time, one on its way stays however old it is") {
    HandClock clock;
    on_each_by(clock, [&](TestStore& store) {
        finished_saga(store, clock.at);
        const saga::JournalEntry open{
            .id = SagaId::make(clock.at), .kind = "test", .key = "K", .state = "{}"};
        Step step = Step::silent();
        REQUIRE(store.db()
                    .transact_now(step, [&](db::Tx& tx) { return saga::record(tx, open); })
                    .has_value());
        const Instant begun = clock.at;
        clock.at = opening + 40 * days;
        finished_saga(store, clock.at);
        const auto purge = [&](db::Tx& tx) {
            return saga::purge_finished(tx, opening + 30 * days, 100);
        };
        CHECK(in_store(store.db(), purge) == 1);
        CHECK(number(store.db(), "SELECT COUNT(*) FROM saga") == 2);
        const auto oldest = in_store(store.db(), saga::oldest_unfinished);
        CHECK(oldest == begun);
    });
}

TEST_CASE("a batch deletes no more than it may") {
    HandClock clock;
    on_each_by(clock, [&](TestStore& store) {
        for (int i = 0; i < 5; ++i) finished_saga(store, clock.at);
        clock.at = opening + 40 * days;
        const auto purge = [&](db::Tx& tx) { return saga::purge_finished(tx, clock.at, 3); };
        CHECK(in_store(store.db(), purge) == 3);
        CHECK(in_store(store.db(), purge) == 2);
        CHECK(in_store(store.db(), purge) == 0);
    });
}

TEST_CASE("delivered messages go after their time; waiting ones and dead letters stay") {
    HandClock clock;
    on_each_by(clock, [&](TestStore& store) {
        const MessageId sent = message(store, 1);
        const MessageId dead = message(store, 2);
        message(store, 3);
        Step step = Step::silent();
        REQUIRE(store.db()
                    .transact_now(step,
                                  [&](db::Tx& tx) -> Result<void> {
                                      TRY_VOID(outbox::delivered(tx, sent));
                                      return outbox::failed(tx, dead, "nobody is there", 1);
                                  })
                    .has_value());
        clock.at = opening + 400 * days;
        const auto purge = [&](db::Tx& tx) {
            return outbox::purge_delivered(tx, opening + 300 * days, 100);
        };
        CHECK(in_store(store.db(), purge) == 1);
        CHECK(number(store.db(), "SELECT COUNT(*) FROM outbox WHERE state = 'dead'") == 1);
        CHECK(number(store.db(), "SELECT COUNT(*) FROM outbox WHERE state = 'waiting'") == 1);
        const auto counted = in_store(store.db(), outbox::count_undelivered);
        CHECK(counted.size() == 2);
    });
}

TEST_CASE("expired and released holds go after their time; stays never do, canceled or not") {
    HandClock clock;
    on_each_by(clock, [&](TestStore& store) {
        DeskOn hotel(store, clock);
        hotel.release(hotel.held(hotel.doubles(3, 1)));
        const auto expired = hotel.held(hotel.doubles(4, 1));
        const auto kept = hotel.held(hotel.doubles(5, 1));
        CHECK(!hotel.confirm(kept));
        const auto canceled = hotel.held(hotel.doubles(6, 1));
        CHECK(!hotel.confirm(canceled));
        CHECK(!hotel.does(hotel::cancel, canceled));
        clock.at = clock.at + std::chrono::hours{1};
        CHECK(hotel.sweep() == 1);
        CHECK(hotel.status(expired) == hotel::Status::expired);
        const auto live = hotel.held(hotel.doubles(7, 1));
        clock.at = opening + 40 * days;
        const auto purge = [&](db::Tx& tx) {
            return hotel::purge_holds(tx, opening + 30 * days, 100);
        };
        CHECK(in_store(store.db(), purge) == 2);
        CHECK(hotel.status(kept) == hotel::Status::confirmed);
        CHECK(hotel.status(canceled) == hotel::Status::canceled);
        CHECK(hotel.status(live) == hotel::Status::tentative);
    });
}

namespace {

std::int64_t tokens(TestStore& store) {
    return number(store.db(), "SELECT COUNT(*) FROM payment WHERE token <> ''");
}

std::int64_t forget(TestStore& store, Instant before, Instant quiet) {
    return in_store(store.db(), [&](db::Tx& tx) {
        return booking::forget_cards(tx, {.before = before, .quiet = quiet, .limit = 100});
    });
}

}  // namespace

TEST_CASE("a card is forgotten some days after the departure, not while its stay can change") {
    on_each([](TestStore& store) {
        vacancy::testing::GatewayLedger ledger;
        vacancy::testing::World world(store.db(), ledger);
        vacancy::testing::prepare(store.db());
        world.shop.step_deadline = std::chrono::seconds(20);
        REQUIRE(world.book(vacancy::testing::buyer()).has_value());
        const Instant far{INT64_MAX};
        const Instant left = Instant::parse("2030-03-03T12:00:00Z").value();
        CHECK(forget(store, left - 1 * days, far) == 0);
        CHECK(tokens(store) == 1);
        CHECK(forget(store, left + 2 * days, Instant{1}) == 0);  // a saga is on its way
        CHECK(forget(store, left + 2 * days, far) == 1);
        CHECK(tokens(store) == 0);
        CHECK(forget(store, left + 2 * days, far) == 0);
    });
}

TEST_CASE("a card of a payment between two states is kept, however old") {
    on_each([](TestStore& store) {
        vacancy::testing::GatewayLedger ledger;
        vacancy::testing::World world(store.db(), ledger);
        vacancy::testing::prepare(store.db());
        world.shop.step_deadline = std::chrono::seconds(20);
        REQUIRE(world.book(vacancy::testing::buyer()).has_value());
        run_sql(store.db(), "UPDATE payment SET status = 'authorized', captured_minor = 0");
        const Instant long_after = Instant::parse("2031-01-01T00:00:00Z").value();
        CHECK(forget(store, long_after, Instant{INT64_MAX}) == 0);
        CHECK(tokens(store) == 1);
    });
}

TEST_CASE("a booking that failed forgets its card with its last step") {
    on_each([](TestStore& store) {
        vacancy::testing::GatewayLedger ledger;
        vacancy::testing::World world(store.db(), ledger);
        vacancy::testing::prepare(store.db());
        world.shop.step_deadline = std::chrono::seconds(20);
        world.supplier.refuse_next("confirm", ErrorCode::hold_expired);
        CHECK(!world.book(vacancy::testing::buyer()).has_value());
        CHECK(number(store.db(), "SELECT COUNT(*) FROM payment") == 1);
        CHECK(tokens(store) == 0);
    });
}
