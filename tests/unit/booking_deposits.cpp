#include "support/shop_world.hpp"

#include <doctest/doctest.h>

using namespace vacancy;
using namespace vacancy::testing;
using booking::ModifyBooking;

namespace {

/// A night costs 100.00 and the plan asks for that much ahead: two nights are 200.00.
struct FirstNight : Fresh {
    FirstNight() { world.supplier.ahead = Money{10'000, eur()}; }
    std::string book() {
        const auto booked = world.book(buyer());
        REQUIRE(booked.has_value());
        return booked->booking.confirmation_code;
    }
};

ModifyBooking until(const std::string& code, LocalDate check_out) {
    ModifyBooking change{.confirmation_code = code};
    change.check_out = check_out;
    return change;
}

Money euros(std::int64_t whole) { return {whole * 100, eur()}; }

}  // namespace

TEST_CASE("a plan's deposit is what is authorized and captured; the rest is due at the property") {
    FirstNight hotel;
    const auto booked = hotel.world.book(buyer());
    REQUIRE(booked.has_value());
    CHECK(booked->booking.total == euros(200));
    CHECK(booked->payment.amount == euros(100));
    CHECK(booked->payment.status == "captured");
    CHECK(booked->due_at_property == euros(100));
    CHECK(hotel.ledger.kept() == 10'000);
    const auto seen = hotel.world.look(booked->booking.confirmation_code);
    CHECK(seen->paid == euros(100));
    CHECK(seen->due_at_property == euros(100));
    CHECK(seen->payment.amount == euros(100));
}

TEST_CASE("a plan without a deposit asks no gateway and leaves the whole price due") {
    Fresh fresh;
    fresh.world.supplier.ahead = euros(0);
    const auto booked = fresh.world.book(buyer());
    REQUIRE(booked.has_value());
    CHECK(fresh.ledger.count == 0);
    CHECK(booked->payment.status == "none");
    CHECK(booked->payment.transaction_id.empty());
    CHECK(booked->due_at_property == euros(200));
    CHECK(fresh.world.unfinished() == 0);
}

TEST_CASE("without a deposit the card is kept, and forgotten when the booking is canceled") {
    Fresh fresh;
    fresh.world.supplier.ahead = euros(0);
    const auto booked = fresh.world.book(buyer());
    REQUIRE(booked.has_value());
    const char* kept = "SELECT COUNT(*) FROM payment WHERE token <> ''";
    CHECK(fresh.world.number(kept) == 1);
    const auto seen = fresh.world.look(booked->booking.confirmation_code);
    CHECK(seen->payment.status == "none");
    REQUIRE(
        fresh.world.cancel({.confirmation_code = booked->booking.confirmation_code}).has_value());
    CHECK(fresh.world.number(kept) == 0);
    CHECK(fresh.ledger.count == 0);
}

TEST_CASE("a repeated request tells the deposit and what is due as the first one did") {
    FirstNight hotel;
    auto command = buyer();
    command.request_key = "key-1";
    const auto first = hotel.world.book(command);
    const auto again = hotel.world.book(command);
    REQUIRE(again.has_value());
    CHECK(again->payment.amount == first->payment.amount);
    CHECK(again->payment.status == "captured");
    CHECK(again->due_at_property == first->due_at_property);
}

TEST_CASE("a fee below the deposit is kept of it and the rest goes back") {
    FirstNight hotel;
    const auto canceled = hotel.world.cancel({.confirmation_code = hotel.book()});
    REQUIRE(canceled.has_value());
    CHECK(canceled->fee == euros(50));
    CHECK(canceled->refund == euros(50));
    CHECK(canceled->due == euros(0));
    CHECK(hotel.ledger.kept() == 5'000);
}

TEST_CASE("a fee above the deposit refunds nothing and says what is owed, every time it is asked") {
    FirstNight hotel;
    const auto code = hotel.book();
    hotel.world.supplier.fee = euros(200);
    const auto quoted = hotel.world.cancel({.confirmation_code = code, .quote_only = true});
    CHECK(quoted->refund == euros(0));
    CHECK(quoted->due == euros(100));
    const auto canceled = hotel.world.cancel({.confirmation_code = code});
    const auto again = hotel.world.cancel({.confirmation_code = code});
    CHECK(canceled->fee == euros(200));
    CHECK(canceled->due == euros(100));
    CHECK(again->due == euros(100));
    CHECK(hotel.ledger.kept() == 10'000);
    CHECK(hotel.world.look(code)->due_at_property == euros(100));
}

TEST_CASE("a longer stay with the same deposit charges nothing and raises what is due") {
    FirstNight hotel;
    const auto changed = hotel.world.modify(until(hotel.book(), LocalDate::of(2030, 3, 5)));
    REQUIRE(changed.has_value());
    CHECK(changed->difference == euros(200));
    CHECK(changed->due_now == euros(0));
    CHECK(changed->due_at_property == euros(300));
    CHECK(changed->payment_status == "none");
    CHECK(hotel.ledger.kept() == 10'000);
}

TEST_CASE("a deposit that rises with the stay is charged for, one that falls is given back") {
    FirstNight hotel;
    const auto code = hotel.book();
    hotel.world.supplier.ahead = euros(150);
    const auto quoted = hotel.world.modify([&] {
        auto change = until(code, LocalDate::of(2030, 3, 5));
        change.quote_only = true;
        return change;
    }());
    CHECK(quoted->due_now == euros(50));
    const auto dearer = hotel.world.modify(until(code, LocalDate::of(2030, 3, 5)));
    CHECK(dearer->due_now == euros(50));
    CHECK(dearer->due_at_property == euros(250));
    CHECK(hotel.ledger.kept() == 15'000);
    hotel.world.supplier.ahead = euros(40);
    const auto cheaper = hotel.world.modify(until(code, LocalDate::of(2030, 3, 2)));
    CHECK(cheaper->refund == euros(110));
    CHECK(cheaper->due_at_property == euros(60));
    CHECK(hotel.ledger.kept() == 4'000);
    CHECK(hotel.world.our_kept() == 4'000);
    CHECK(hotel.world.unfinished() == 0);
}

TEST_CASE("a change of dates keeps the children and the agreed rate") {
    Fresh fresh;
    auto command = buyer();
    command.search.guests = 3;
    command.search.children = 1;
    command.search.agreed_rate = euros(70);
    const auto booked = fresh.world.book(command);
    REQUIRE(booked.has_value());
    const auto& code = booked->booking.confirmation_code;
    CHECK(booked->booking.total == euros(140));
    const auto changed = fresh.world.modify(until(code, LocalDate::of(2030, 3, 5)));
    REQUIRE(changed.has_value());
    CHECK(changed->booking.total == euros(280));
    CHECK(changed->booking.children == 1);
    CHECK(fresh.world.supplier.last_swapped.children == 1);
    CHECK(fresh.world.supplier.last_swapped.agreed_rate == euros(70));
    const auto seen = fresh.world.look(code);
    CHECK(seen->booking.children == 1);
    CHECK(seen->booking.agreed_rate == euros(70));
}

TEST_CASE("another room type is sold at its own prices, not at the rate agreed for the first") {
    Fresh fresh;
    auto command = buyer();
    command.search.agreed_rate = euros(70);
    const auto booked = fresh.world.book(command);
    ModifyBooking change{.confirmation_code = booked->booking.confirmation_code};
    change.room_type = fresh.world.supplier.dear_type;
    const auto changed = fresh.world.modify(change);
    REQUIRE(changed.has_value());
    CHECK(changed->booking.total == euros(400));
    CHECK(!changed->booking.agreed_rate.has_value());
}

TEST_CASE("fewer guests than there were children leave no more children than guests") {
    Fresh fresh;
    auto command = buyer();
    command.search.guests = 4;
    command.search.children = 2;
    const auto booked = fresh.world.book(command);
    ModifyBooking change{.confirmation_code = booked->booking.confirmation_code};
    change.guests = 1;
    const auto changed = fresh.world.modify(change);
    REQUIRE(changed.has_value());
    CHECK(changed->booking.children == 1);
}
