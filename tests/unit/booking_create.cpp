#include "support/shop_world.hpp"

#include <doctest/doctest.h>

#include <algorithm>

using namespace vacancy;
using namespace vacancy::testing;
using trace::KeptSpan;
using trace::KeptTrace;
using trace::StatusCode;

namespace {

/// Names of the children of the span of that name, in order of their start; database and message
/// spans left out.
std::vector<std::string> children(const KeptTrace& kept, std::string_view of) {
    const KeptSpan* parent = span_named(kept, of);
    REQUIRE(parent != nullptr);
    std::vector<std::string> names;
    for (const KeptSpan& each : kept.spans)
        if (each.parent == parent->id && each.scope == &trace::scope::booking_service)
            names.emplace_back(each.name);
    return names;
}

std::shared_ptr<const KeptTrace> only_trace(World& world) {
    const auto traces = world.watched.settled();
    REQUIRE(traces.size() == 1);
    return traces.front();
}

using Names = std::vector<std::string>;

}  // namespace

TEST_CASE("a booking that succeeds is confirmed, captured and announced once") {
    Fresh fresh;
    const auto booked = fresh.world.book(buyer());
    REQUIRE(booked.has_value());
    CHECK(booked->booking.state == booking::BookingState::confirmed);
    CHECK(booked->booking.total == Money{20'000, eur()});
    CHECK(booked->payment.status == "captured");
    CHECK(fresh.world.confirmations() == 1);
    CHECK(fresh.world.unfinished() == 0);
    CHECK(fresh.ledger.kept() == 20'000);
    CHECK(fresh.world.our_kept() == 20'000);
}

TEST_CASE("the steps of a booking stand in their order under booking.create") {
    Fresh fresh;
    REQUIRE(fresh.world.book(buyer()).has_value());
    const auto kept = only_trace(fresh.world);
    CHECK(children(*kept, "booking.create") ==
          Names{"booking.check_availability", "booking.calculate_price", "booking.acquire_lock",
                "booking.process_payment", "booking.confirm", "booking.capture_payment"});
    CHECK(children(*kept, "booking.confirm") ==
          Names{"booking.send_confirmation", "booking.send_confirmation"});
    CHECK(span_named(*kept, "booking.create")->status == StatusCode::ok);
    CHECK(text_of(*span_named(*kept, "booking.create"), "booking.status") == "success");
    CHECK(span_named(*kept, "booking.process_payment")->kind == trace::Kind::client);
    CHECK(span_named(*kept, "booking.send_confirmation")->kind == trace::Kind::producer);
}

TEST_CASE("a declined payment is an answer of its span, an error of the booking and a rollback") {
    Fresh fresh;
    const auto booked = fresh.world.book(buyer("tok_declined"));
    REQUIRE(!booked.has_value());
    CHECK(booked.error().code == ErrorCode::payment_declined);
    CHECK(fresh.world.rooms_taken() == 0);
    CHECK(fresh.world.unfinished() == 0);
    CHECK(fresh.world.confirmations() == 0);
    const auto kept = only_trace(fresh.world);
    const KeptSpan& payment = *span_named(*kept, "booking.process_payment");
    CHECK(payment.status == StatusCode::ok);
    REQUIRE(payment.events.size() == 1);
    CHECK(payment.events.front().name == "payment_declined");
    const KeptSpan& create = *span_named(*kept, "booking.create");
    CHECK(create.status == StatusCode::error);
    CHECK(create.status_message == "Payment declined");
    CHECK(text_of(create, "error.type") == "payment_declined");
    CHECK(std::ranges::count(create.events, "exception", &trace::KeptEvent::name) == 1);
    CHECK(children(*kept, "booking.rollback") ==
          Names{"booking.release_lock", "booking.restore_inventory"});
    const KeptSpan& rollback = *span_named(*kept, "booking.rollback");
    CHECK(text_of(rollback, "booking.failure_reason") == "payment_declined");
    CHECK(rollback.status == StatusCode::ok);
    CHECK(rollback.start_unix_ns >= create.events.front().at_unix_ns);
}

TEST_CASE("nothing offered is sold_out, without a lock and without a rollback") {
    Fresh fresh(0);
    const auto booked = fresh.world.book(buyer());
    REQUIRE(!booked.has_value());
    CHECK(booked.error().code == ErrorCode::sold_out);
    const auto kept = only_trace(fresh.world);
    CHECK(children(*kept, "booking.create") == Names{"booking.check_availability"});
    CHECK(span_named(*kept, "booking.check_availability")->status == StatusCode::ok);
}

TEST_CASE("a room lost at the lock is told with the reason and who holds it") {
    Fresh fresh(0);
    fresh.world.supplier.show_more_than_there_is();
    const auto booked = fresh.world.book(buyer());
    REQUIRE(!booked.has_value());
    CHECK(booked.error().code == ErrorCode::room_no_longer_available);
    const auto kept = only_trace(fresh.world);
    const KeptSpan& lock = *span_named(*kept, "booking.acquire_lock");
    CHECK(lock.status_message == "Room no longer available");
    REQUIRE(lock.events.size() == 2);
    CHECK(lock.events[0].name == "lock_contention");
    CHECK(lock.events[1].name == "exception");
    CHECK(attribute_of(lock.events[0].attributes, "booking.contention_reason")->text ==
          "no_rooms_left");
    const KeptSpan& create = *span_named(*kept, "booking.create");
    CHECK(std::ranges::count(create.events, "exception", &trace::KeptEvent::name) == 1);
    CHECK(span_named(*kept, "booking.rollback") == nullptr);
}

TEST_CASE("a room type that was asked for is never switched for another") {
    Fresh fresh;
    auto command = buyer();
    command.search.room_type = fresh.world.supplier.dear_type;
    const auto booked = fresh.world.book(command);
    REQUIRE(booked.has_value());
    CHECK(booked->booking.room_type == fresh.world.supplier.dear_type);
    CHECK(booked->booking.total == Money{40'000, eur()});
}

TEST_CASE("a stay that costs nothing asks no gateway") {
    Fresh fresh;
    fresh.world.supplier.price_a_night = Money{0, eur()};
    const auto booked = fresh.world.book(buyer());
    REQUIRE(booked.has_value());
    CHECK(fresh.ledger.count == 0);
    CHECK(fresh.world.unfinished() == 0);
    CHECK(fresh.world.confirmations() == 1);
}

TEST_CASE("a repetition of a request answers what the first one did") {
    Fresh fresh;
    auto command = buyer();
    command.request_key = "guest-key-1";
    const auto first = fresh.world.book(command);
    const auto again = fresh.world.book(command);
    REQUIRE(first.has_value());
    REQUIRE(again.has_value());
    CHECK(again->booking.id == first->booking.id);
    CHECK(fresh.ledger.count == 1);
    command.search.guests = 1;
    const auto other = fresh.world.book(command);
    REQUIRE(!other.has_value());
    CHECK(other.error().code == ErrorCode::idempotency_key_reused);
}

TEST_CASE("a repetition of a declined request is declined again and charges nothing") {
    Fresh fresh;
    auto command = buyer("tok_declined");
    command.request_key = "guest-key-2";
    CHECK(fresh.world.book(command).error().code == ErrorCode::payment_declined);
    CHECK(fresh.world.book(command).error().code == ErrorCode::payment_declined);
    CHECK(fresh.ledger.count == 1);
}

TEST_CASE("another currency than the stay is sold in is refused before anything is taken") {
    Fresh fresh;
    auto command = buyer();
    command.payment.currency = *Currency::parse("USD");
    CHECK(fresh.world.book(command).error().code == ErrorCode::invalid_request);
    CHECK(fresh.world.bookings("pending") == 0);
}
