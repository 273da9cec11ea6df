#include "support/shop_world.hpp"

#include <doctest/doctest.h>

using namespace vacancy;
using namespace vacancy::testing;
using booking::BookingState;
using booking::CancelBooking;
using booking::ModifyBooking;

namespace {

std::string booked_code(World& world, const std::string& token = "tok_approved") {
    const auto booked = world.book(buyer(token));
    REQUIRE(booked.has_value());
    return booked->booking.confirmation_code;
}

ModifyBooking longer(const std::string& code) {
    ModifyBooking change{.confirmation_code = code};
    change.check_out = LocalDate::of(2030, 3, 5);
    return change;
}

ModifyBooking shorter(const std::string& code) {
    ModifyBooking change{.confirmation_code = code};
    change.check_out = LocalDate::of(2030, 3, 2);
    return change;
}

}  // namespace

TEST_CASE("canceling keeps the fee and refunds the rest") {
    Fresh fresh;
    const auto code = booked_code(fresh.world);
    const auto canceled = fresh.world.cancel({.confirmation_code = code});
    REQUIRE(canceled.has_value());
    CHECK(canceled->fee == Money{5'000, eur()});
    CHECK(canceled->refund == Money{15'000, eur()});
    CHECK(canceled->refund_status == "refunded");
    CHECK(fresh.ledger.kept() == 5'000);
    CHECK(fresh.world.our_kept() == 5'000);
    CHECK(fresh.world.unfinished() == 0);
    CHECK(fresh.world.rooms_taken() == 0);
}

TEST_CASE("a quoted fee is the fee that is charged, even if the terms change meanwhile") {
    Fresh fresh;
    const auto code = booked_code(fresh.world);
    const auto quoted = fresh.world.cancel({.confirmation_code = code, .quote_only = true});
    REQUIRE(quoted.has_value());
    CHECK(quoted->booking.state == BookingState::confirmed);
    fresh.world.supplier.fee = Money{20'000, eur()};
    CHECK(fresh.world.cancel({.confirmation_code = code})->fee == quoted->fee);
}

TEST_CASE("canceling twice refunds once and answers the same") {
    Fresh fresh;
    const auto code = booked_code(fresh.world);
    const auto first = fresh.world.cancel({.confirmation_code = code});
    const auto again = fresh.world.cancel({.confirmation_code = code});
    REQUIRE(again.has_value());
    CHECK(again->refund == first->refund);
    CHECK(again->fee == first->fee);
    CHECK(again->refund_status == "refunded");
    CHECK(fresh.ledger.kept() == 5'000);
}

TEST_CASE("eight clicks at once cancel once, and each is told the same") {
    Fresh fresh;
    const CancelBooking command{.confirmation_code = booked_code(fresh.world)};
    std::vector<Result<booking::Cancellation>> answers;
    boost::asio::io_context io;
    for (int i = 0; i < 8; ++i) {
        const auto click = [&]() -> Task<void> {
            Step step = Step::silent();
            answers.push_back(co_await booking::cancel_booking(step, fresh.world.shop, command));
        };
        boost::asio::co_spawn(io.get_executor(), click, [](std::exception_ptr thrown) {
            if (thrown) std::rethrow_exception(thrown);
        });
    }
    io.run();
    REQUIRE(answers.size() == 8);
    for (const auto& answer : answers) {
        REQUIRE(answer.has_value());
        CHECK(answer->refund == Money{15'000, eur()});
    }
    CHECK(fresh.ledger.kept() == 5'000);
}

TEST_CASE("a refund whose answer is lost is pending and done by recovery, once") {
    for (const Fault fault : all_faults) {
        Fresh fresh;
        const auto code = booked_code(fresh.world);
        fresh.world.gateway.fail_next("refund", fault);
        CHECK(fresh.world.cancel({.confirmation_code = code})->refund_status == "pending");
        CHECK(fresh.world.recover()->done == 1);
        CHECK(fresh.world.unfinished() == 0);
        CHECK(fresh.ledger.kept() == 5'000);
        CHECK(fresh.world.our_kept() == 5'000);
    }
}

TEST_CASE("a failed booking cannot be canceled") {
    Fresh fresh;
    fresh.world.gateway.fail_next("authorize", Fault::lost_after, 2);
    const auto booked = fresh.world.book(buyer());
    const std::string code = booked.error().look_at.substr(std::string("/v1/bookings/").size());
    CHECK(fresh.world.cancel({.confirmation_code = code}).error().code ==
          ErrorCode::illegal_transition);
}

TEST_CASE("a longer stay is charged for, and the version rises") {
    Fresh fresh;
    const auto code = booked_code(fresh.world);
    const auto changed = fresh.world.modify(longer(code));
    REQUIRE(changed.has_value());
    CHECK(changed->difference == Money{20'000, eur()});
    CHECK(changed->payment_status == "captured");
    CHECK(changed->booking.version == 2);
    CHECK(fresh.ledger.kept() == 40'000);
    CHECK(fresh.world.our_kept() == 40'000);
    CHECK(fresh.world.unfinished() == 0);
    CHECK(fresh.world.look(code)->booking.stay.departure == LocalDate::of(2030, 3, 5));
}

TEST_CASE("a quote changes nothing") {
    Fresh fresh;
    const auto code = booked_code(fresh.world);
    auto change = longer(code);
    change.quote_only = true;
    CHECK(fresh.world.modify(change)->difference == Money{20'000, eur()});
    CHECK(fresh.world.look(code)->booking.version == 1);
    CHECK(fresh.ledger.count == 1);
}

TEST_CASE("a shorter stay is refunded") {
    Fresh fresh;
    const auto code = booked_code(fresh.world);
    const auto changed = fresh.world.modify(shorter(code));
    REQUIRE(changed.has_value());
    CHECK(changed->difference == Money{-10'000, eur()});
    CHECK(changed->payment_status == "refunded");
    CHECK(fresh.ledger.kept() == 10'000);
    CHECK(fresh.world.our_kept() == 10'000);
}

TEST_CASE("a change whose card is declined changes nothing") {
    Fresh fresh;
    const auto code = booked_code(fresh.world);
    auto change = longer(code);
    change.payment = buyer("tok_declined").payment;
    CHECK(fresh.world.modify(change).error().code == ErrorCode::payment_declined);
    CHECK(fresh.world.look(code)->booking.version == 1);
    CHECK(fresh.ledger.kept() == 20'000);
    CHECK(fresh.world.unfinished() == 0);
}

TEST_CASE("a swap that is refused gives the difference back") {
    Fresh fresh;
    const auto code = booked_code(fresh.world);
    fresh.world.supplier.refuse_next("swap", ErrorCode::room_no_longer_available);
    CHECK(fresh.world.modify(longer(code)).error().code == ErrorCode::room_no_longer_available);
    CHECK(fresh.ledger.held() == 0);
    CHECK(fresh.ledger.kept() == 20'000);
    CHECK(fresh.world.our_held() == 0);
    CHECK(fresh.world.unfinished() == 0);
}

TEST_CASE("whatever the gateway does at a change, the stay and the money agree in the end") {
    for (const char* verb : {"authorize", "capture", "void"}) {
        for (const Fault fault : all_faults) {
            INFO(verb, " ", static_cast<int>(fault));
            Fresh fresh;
            const auto code = booked_code(fresh.world);
            fresh.world.gateway.fail_next(verb, fault);
            if (std::string(verb) == "void")
                fresh.world.supplier.refuse_next("swap", ErrorCode::room_no_longer_available);
            const auto changed = fresh.world.modify(longer(code));
            CHECK(changed.has_value() == (std::string(verb) == "capture"));
            CHECK(fresh.world.recover().has_value());
            CHECK(fresh.world.unfinished() == 0);
            CHECK(fresh.ledger.held() == 0);
            CHECK(fresh.world.our_held() == 0);
            const auto now = fresh.world.look(code);
            CHECK(fresh.ledger.kept() == now->booking.total.amount);
            CHECK(fresh.world.our_kept() == fresh.ledger.kept());
        }
    }
}

TEST_CASE("a change whose end could not be written still knows what became of the payment") {
    Fresh fresh;
    const auto code = booked_code(fresh.world);
    fresh.world.gateway.fail_next("authorize", Fault::unreachable);
    fresh.world.run_sql(
        "CREATE TRIGGER away BEFORE UPDATE ON payment"
        " BEGIN SELECT RAISE(ABORT, 'the table is away'); END");
    CHECK(!fresh.world.modify(longer(code)).has_value());
    CHECK(fresh.world.unfinished() == 1);
    fresh.world.run_sql("DROP TRIGGER away");
    CHECK(fresh.world.recover().has_value());
    CHECK(fresh.world.unfinished() == 0);
    CHECK(fresh.ledger.count == 1);  // the gateway never heard of the second payment
    CHECK(fresh.world.number("SELECT COUNT(*) FROM payment WHERE status = 'intended'") == 0);
}

TEST_CASE("canceling after a change gives back what both payments kept") {
    Fresh fresh;
    const auto code = booked_code(fresh.world);
    REQUIRE(fresh.world.modify(longer(code)).has_value());
    const auto canceled = fresh.world.cancel({.confirmation_code = code});
    REQUIRE(canceled.has_value());
    CHECK(canceled->refund == Money{35'000, eur()});
    CHECK(fresh.ledger.kept() == 5'000);
    CHECK(fresh.world.our_kept() == 5'000);
}

TEST_CASE("If-Match with another version changes nothing") {
    Fresh fresh;
    const auto code = booked_code(fresh.world);
    CHECK(fresh.world.cancel({.confirmation_code = code, .expected_version = 9}).error().code ==
          ErrorCode::version_mismatch);
    CHECK(fresh.world.bookings("confirmed") == 1);
}

TEST_CASE("a key of another tenant sees no more than of a booking that is not there") {
    Fresh fresh;
    const auto code = booked_code(fresh.world);
    const booking::Asker foreign{.staff = true, .account = AccountId::make({99})};
    CHECK(fresh.world.look(code, foreign).error().code == ErrorCode::booking_not_found);
    CHECK(fresh.world.look("AAAAAAA-AAAAAAA").error().code == ErrorCode::booking_not_found);
    const booking::Asker own{.staff = true, .account = fresh.world.supplier.account};
    CHECK(fresh.world.look(code, own).has_value());
}

TEST_CASE("the history of a booking tells every step and its trace") {
    Fresh fresh;
    const auto code = booked_code(fresh.world);
    REQUIRE(fresh.world.modify(longer(code)).has_value());
    REQUIRE(fresh.world.cancel({.confirmation_code = code}).has_value());
    std::vector<std::string> told;
    for (const auto& event : fresh.world.look(code)->history) {
        told.push_back(event.what);
        CHECK(event.trace_id.size() == 32);
    }
    CHECK(told == std::vector<std::string>{"held", "confirmed", "captured", "modified", "captured",
                                           "canceled", "refunded"});
}
