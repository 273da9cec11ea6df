#include "payments/api.hpp"
#include "support/shop_world.hpp"
#include "support/test_store.hpp"

#include <doctest/doctest.h>

using namespace vacancy;
using namespace vacancy::testing;
using booking::BookingState;

// The flows of the shop on each database: what one of them would refuse shows here.

namespace {

struct Both {
    explicit Both(test::TestStore& store) : world(store.db(), ledger) {
        prepare(store.db());
        world.shop.step_deadline = std::chrono::seconds(20);
    }
    GatewayLedger ledger;
    World world;
};

void on_each_store(const std::function<void(Both&)>& check) {
    test::on_each(
        [&](test::TestStore& store) {
            INFO(store.db().system_name());
            Both both(store);
            check(both);
        },
        {.migrated = true});
}

}  // namespace

TEST_CASE("booked, changed and canceled, the two ledgers agree on each database") {
    on_each_store([](Both& both) {
        World& world = both.world;
        const auto booked = world.book(buyer());
        REQUIRE(booked.has_value());
        const std::string code = booked->booking.confirmation_code;
        booking::ModifyBooking change{.confirmation_code = code};
        change.check_out = LocalDate::of(2030, 3, 6);
        CHECK(world.modify(change)->difference == Money{30'000, eur()});
        change.check_out = LocalDate::of(2030, 3, 4);
        CHECK(world.modify(change)->difference == Money{-20'000, eur()});
        CHECK(both.ledger.kept() == 30'000);
        CHECK(world.cancel({.confirmation_code = code, .quote_only = true})->fee ==
              Money{5'000, eur()});
        CHECK(world.cancel({.confirmation_code = code})->refund == Money{25'000, eur()});
        CHECK(both.ledger.kept() == 5'000);
        CHECK(world.our_kept() == 5'000);
        CHECK(world.unfinished() == 0);
        CHECK(world.look(code)->booking.version == 4);
    });
}

TEST_CASE("a decline leaves nothing behind on each database") {
    on_each_store([](Both& both) {
        CHECK(both.world.book(buyer("tok_declined")).error().code == ErrorCode::payment_declined);
        CHECK(both.world.unfinished() == 0);
        CHECK(both.world.rooms_taken() == 0);
        CHECK(both.world.bookings("failed") == 1);
    });
}

TEST_CASE("an unknown outcome is resolved by recovery on each database") {
    on_each_store([](Both& both) {
        both.world.gateway.fail_next("authorize", Fault::lost_after, 2);
        auto command = buyer();
        command.request_key = "key-1";
        CHECK(both.world.book(command).error().code == ErrorCode::outcome_unknown);
        CHECK(both.world.book(command).error().code == ErrorCode::outcome_unknown);
        CHECK(both.world.recover()->undone == 1);
        CHECK(both.world.book(command).error().code == ErrorCode::payment_error);
        CHECK(both.ledger.held() == 0);
        CHECK(both.world.our_held() == 0);
    });
}

TEST_CASE("staff list their bookings page by page on each database") {
    on_each_store([](Both& both) {
        World& world = both.world;
        for (int i = 0; i < 2; ++i) REQUIRE(world.book(buyer()).has_value());
        booking::ListBookings query{.asker = {.staff = true, .account = world.supplier.account},
                                    .limit = 1};
        const auto list = [&] {
            return world.run<booking::BookingPage>([&](Step& step, booking::Shop& place) {
                return booking::list_bookings(step, place, query);
            });
        };
        const auto first = list();
        REQUIRE(first.has_value());
        REQUIRE(first->items.size() == 1);
        query.after = first->next;
        query.state = BookingState::confirmed;
        query.arriving_from = LocalDate::of(2030, 3, 1);
        const auto second = list();
        REQUIRE(second->items.size() == 1);
        CHECK(second->next.empty());
        CHECK(second->items.front().id != first->items.front().id);
        query.state = BookingState::canceled;
        CHECK(list()->items.empty());
    });
}

TEST_CASE("two requests with one key at once make one booking on each database") {
    on_each_store([](Both& both) {
        auto command = buyer();
        command.request_key = "key-2";
        std::vector<Result<booking::Confirmed>> answers;
        boost::asio::io_context io;
        for (int i = 0; i < 2; ++i) {
            const auto work = [&]() -> Task<void> {
                Step step = Step::silent();
                answers.push_back(co_await booking::create_booking(step, both.world.shop, command));
            };
            boost::asio::co_spawn(io.get_executor(), work, [](std::exception_ptr thrown) {
                if (thrown) std::rethrow_exception(thrown);
            });
        }
        io.run();
        REQUIRE(answers.size() == 2);
        CHECK(both.world.bookings("confirmed") == 1);
        CHECK(both.ledger.count == 1);
        for (const auto& answer : answers) {
            const bool is_told =
                answer.has_value() || answer.error().code == ErrorCode::outcome_unknown;
            CHECK(is_told);
        }
    });
}

TEST_CASE("webhooks of the gateway move the ledger once, in any order, on each database") {
    on_each_store([](Both& both) {
        World& world = both.world;
        const auto booked = world.book(buyer());
        REQUIRE(booked.has_value());
        const auto take = [&](const std::string& id, std::int64_t captured, std::int64_t refunded) {
            const payments::GatewayEvent event{
                .event_id = id,
                .type = "charge.refunded",
                .state = {.transaction_id = booked->payment.transaction_id,
                          .status = payments::PaymentStatus::captured,
                          .authorized = {20'000, eur()},
                          .captured = {captured, eur()},
                          .refunded = {refunded, eur()}},
                .carries_state = true};
            return world.run<payments::Intake>([&](Step& step, booking::Shop& place) {
                return payments::take_event(step, place.till, event);
            });
        };
        CHECK(*take("evt_1", 20'000, 500) == payments::Intake::recorded);
        CHECK(*take("evt_1", 20'000, 500) == payments::Intake::repeated);
        CHECK(*take("evt_0", 20'000, 0) == payments::Intake::recorded);
        CHECK(world.our_kept() == 19'500);
        CHECK(*take("evt_2", 20'000, 30'000) == payments::Intake::contradicts);
        CHECK(world.our_kept() == 19'500);
    });
}
