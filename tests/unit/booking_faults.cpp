#include "support/shop_world.hpp"

#include <doctest/doctest.h>
#include <fmt/format.h>

using namespace vacancy;
using namespace vacancy::testing;

namespace {

/// What must hold once every saga is at rest: everything confirmed and captured, or undone; their
/// ledger is ours; one confirmation for each confirmed booking and none for the others.
void check_at_rest(World& world, const GatewayLedger& ledger) {
    CHECK(world.unfinished() == 0);
    CHECK(world.bookings("pending") == 0);
    CHECK(world.confirmations() == world.bookings("confirmed"));
    CHECK(world.rooms_taken() == world.bookings("confirmed"));
    CHECK(ledger.held() == 0);
    CHECK(world.our_held() == 0);
    CHECK(world.number("SELECT COUNT(*) FROM payment WHERE status = 'intended'") == 0);
    CHECK(ledger.kept() == world.bookings("confirmed") * 20'000);
    CHECK(world.our_kept() == ledger.kept());
}

std::string name_of(Fault fault) {
    constexpr std::array names{"none",       "unreachable", "refuses",   "lost_before",
                               "lost_after", "late_before", "late_after"};
    return names.at(static_cast<std::size_t>(fault));
}

}  // namespace

TEST_CASE("whatever the gateway does at the authorization, money and rooms end in order") {
    for (const Fault fault : all_faults) {
        for (const int times : {1, 2, 3}) {
            INFO(name_of(fault), " x ", times);
            Fresh fresh;
            fresh.world.gateway.fail_next("authorize", fault, times);
            auto command = buyer();
            command.request_key = "k";
            const auto booked = fresh.world.book(command);
            CHECK(!booked.has_value());
            fresh.world.gateway.recover();
            CHECK(fresh.world.recover().has_value());
            check_at_rest(fresh.world, fresh.ledger);
            CHECK(fresh.world.bookings("failed") == 1);
            const auto final_answer = fresh.world.book(command);
            REQUIRE(!final_answer.has_value());
            CHECK(final_answer.error().code != ErrorCode::outcome_unknown);
        }
    }
}

TEST_CASE(
    "a lost answer of the authorization is undone within the request when the gateway is back") {
    Fresh fresh;
    fresh.world.gateway.fail_next("authorize", Fault::lost_after);
    const auto booked = fresh.world.book(buyer());
    REQUIRE(!booked.has_value());
    CHECK(booked.error().code == ErrorCode::payment_error);
    CHECK(fresh.world.unfinished() == 0);
    CHECK(fresh.ledger.count == 1);
    CHECK(fresh.ledger.items[0].status == payments::PaymentStatus::voided);
    const auto traces = fresh.world.watched.settled();
    const auto* refund = span_named(*traces.front(), "booking.refund_payment");
    REQUIRE(refund != nullptr);
    CHECK(text_of(*refund, "payment.refund_status") == "voided");
    CHECK(text_of(*refund, "payment.transaction_id") == "pi_1");
}

TEST_CASE("an outcome that stays unknown is told as such and says where to look") {
    Fresh fresh;
    fresh.world.gateway.fail_next("authorize", Fault::lost_after, 2);
    const auto booked = fresh.world.book(buyer());
    REQUIRE(!booked.has_value());
    CHECK(booked.error().code == ErrorCode::outcome_unknown);
    REQUIRE(booked.error().look_at.starts_with("/v1/bookings/"));
    CHECK(fresh.world.unfinished() == 1);
    const std::string code = booked.error().look_at.substr(std::string("/v1/bookings/").size());
    CHECK(fresh.world.look(code)->booking.state == booking::BookingState::pending);
    fresh.world.gateway.recover();
    CHECK(fresh.world.recover()->undone == 1);
    CHECK(fresh.world.look(code)->booking.state == booking::BookingState::failed);
    check_at_rest(fresh.world, fresh.ledger);
}

TEST_CASE("a gateway that is not there fails the booking at once and leaves nothing behind") {
    Fresh fresh;
    fresh.world.gateway.fail_next("authorize", Fault::unreachable, 10);
    CHECK(fresh.world.book(buyer()).error().code == ErrorCode::payment_error);
    CHECK(fresh.world.unfinished() == 0);
    CHECK(fresh.world.rooms_taken() == 0);
}

TEST_CASE("a deadline that passes in the payment is a timeout of the booking") {
    Fresh fresh;
    fresh.world.gateway.fail_next("authorize", Fault::late_after);
    CHECK(fresh.world.book(buyer()).error().code == ErrorCode::timeout);
    const auto traces = fresh.world.watched.settled();
    const auto& create = *span_named(*traces.front(), "booking.create");
    CHECK(text_of(create, "booking.status") == "timeout");
    CHECK(text_of(*span_named(*traces.front(), "booking.rollback"), "booking.failure_reason") ==
          "timeout");
}

TEST_CASE("a confirmed booking stays confirmed whatever the gateway does at the capture") {
    for (const Fault fault : all_faults) {
        INFO(name_of(fault));
        Fresh fresh;
        fresh.world.gateway.fail_next("capture", fault);
        const auto booked = fresh.world.book(buyer());
        REQUIRE(booked.has_value());
        CHECK(booked->payment.status == "authorized");
        CHECK(fresh.world.recover()->done == 1);
        check_at_rest(fresh.world, fresh.ledger);
        CHECK(fresh.world.bookings("confirmed") == 1);
    }
}

TEST_CASE("a confirmation that is refused voids the payment and releases the room") {
    Fresh fresh;
    fresh.world.supplier.refuse_next("confirm", ErrorCode::hold_expired);
    CHECK(fresh.world.book(buyer()).error().code == ErrorCode::confirmation_failed);
    check_at_rest(fresh.world, fresh.ledger);
    CHECK(fresh.ledger.items[0].status == payments::PaymentStatus::voided);
}

TEST_CASE("a confirmation whose answer was lost is read back and goes on") {
    Fresh fresh;
    fresh.world.supplier.lose_next("confirm", ErrorCode::outcome_unknown);
    CHECK(fresh.world.book(buyer()).has_value());
    check_at_rest(fresh.world, fresh.ledger);
    CHECK(fresh.world.bookings("confirmed") == 1);
}

TEST_CASE("a lock whose answer was lost is read back and goes on") {
    Fresh fresh;
    fresh.world.supplier.lose_next("hold", ErrorCode::outcome_unknown);
    CHECK(fresh.world.book(buyer()).has_value());
    check_at_rest(fresh.world, fresh.ledger);
}

TEST_CASE("a rollback that cannot finish is finished by recovery") {
    for (const char* verb : {"void", "release"}) {
        INFO(verb);
        Fresh fresh;
        fresh.world.supplier.refuse_next("confirm", ErrorCode::hold_expired);
        if (std::string(verb) == "void")
            fresh.world.gateway.fail_next("void", Fault::lost_before);
        else
            fresh.world.supplier.refuse_next("release", ErrorCode::store_unavailable);
        CHECK(!fresh.world.book(buyer()).has_value());
        CHECK(fresh.world.unfinished() == 1);
        CHECK(fresh.world.recover().has_value());
        check_at_rest(fresh.world, fresh.ledger);
    }
}

TEST_CASE("recovery that releases the room still knows what became of the payment") {
    for (const Fault fault : {Fault::unreachable, Fault::refuses, Fault::lost_after}) {
        INFO(name_of(fault));
        Fresh fresh;
        fresh.world.gateway.fail_next("authorize", fault);
        fresh.world.supplier.refuse_next("release", ErrorCode::store_unavailable);
        CHECK(!fresh.world.book(buyer()).has_value());
        CHECK(fresh.world.recover().has_value());
        check_at_rest(fresh.world, fresh.ledger);
    }
    Fresh fresh;
    fresh.world.supplier.refuse_next("release", ErrorCode::store_unavailable);
    CHECK(!fresh.world.book(buyer("tok_declined")).has_value());
    CHECK(fresh.world.recover().has_value());
    check_at_rest(fresh.world, fresh.ledger);
    CHECK(fresh.world.number("SELECT COUNT(*) FROM payment WHERE status = 'declined'") == 1);
}
