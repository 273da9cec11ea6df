#include "hotel/calendars.hpp"

#include <doctest/doctest.h>

#include <map>
#include <random>

using namespace vacancy;
using namespace vacancy::hotel;

namespace {

const LocalDate first_night = LocalDate::of(2026, 3, 1);
constexpr Instant noon{1'000'000};

struct OneType {
    PropertyCalendar calendar;
    std::shared_ptr<const Book> book;
    RoomTypeId type = RoomTypeId::make({1});

    explicit OneType(int rooms, int nights = 10) { install(1, nights, rooms); }
    void install(std::int64_t version, int nights, int rooms) {
        Book made{.property = {.id = PropertyId::make({1}), .business_date = first_night},
                  .rates_version = version};
        made.room_types.push_back({.id = type});
        made.lay_out(first_night, nights);
        std::vector<TypeNight> counts;
        for (int i = 0; i < nights; ++i) counts.push_back({type, {first_night + i, rooms, 1}});
        calendar.install(std::make_shared<const Book>(std::move(made)), counts);
        book = calendar.book();
    }
    [[nodiscard]] Left left(int from, int nights, Instant now = noon,
                            const std::optional<OwnNights>& own = {}) const {
        return calendar.left(*book, stay(from, nights), now, own).front();
    }
    static StayDates stay(int from, int nights) {
        return {first_night + from, first_night + from + nights};
    }
    void change(int night, int left, std::int64_t version) {
        const NightLeft row{first_night + night, left, version};
        calendar.apply(type, std::span(&row, 1));
    }
};

}  // namespace

TEST_CASE("a stay has as many rooms as its scarcest night") {
    OneType hotel(5);
    hotel.change(3, 2, 2);
    CHECK(hotel.left(1, 4).rooms == 2);
    CHECK(hotel.left(1, 4).scarcest == first_night + 3);
    CHECK(hotel.left(4, 4).rooms == 5);
}

TEST_CASE("a night without inventory is not on sale") {
    const OneType hotel(5);
    CHECK_FALSE(hotel.left(9, 2).on_sale);
}

TEST_CASE("changes may arrive in any order: the newest row stays") {
    OneType hotel(5);
    hotel.change(0, 1, 7);
    hotel.change(0, 4, 6);
    CHECK(hotel.left(0, 1).rooms == 1);
}

TEST_CASE("a reload that read before a change does not undo it") {
    OneType hotel(5);
    hotel.change(0, 1, 7);
    hotel.install(2, 12, 5);
    CHECK(hotel.left(0, 1).rooms == 1);
    CHECK(hotel.left(10, 2).rooms == 5);
}

TEST_CASE("an older book does not take the place of a newer one") {
    OneType hotel(5);
    hotel.install(9, 12, 5);
    hotel.install(8, 3, 5);
    CHECK(hotel.calendar.book()->nights == 12);
}

TEST_CASE("a hold whose time is over counts as free though nobody swept it") {
    OneType hotel(1);
    hotel.calendar.hold_placed({ReservationId::make({1}), hotel.type, OneType::stay(2, 2), {500}});
    hotel.change(2, 0, 2);
    hotel.change(3, 0, 2);
    CHECK(hotel.left(2, 1, {499}).rooms == 0);
    CHECK(hotel.left(2, 1, {500}).rooms == 1);
    CHECK(hotel.left(1, 4, {500}).rooms == 1);
}

TEST_CASE("a hold that ended is not given back twice") {
    OneType hotel(1);
    const auto reservation = ReservationId::make({1});
    hotel.calendar.hold_placed({reservation, hotel.type, OneType::stay(2, 2), {500}});
    hotel.change(2, 0, 2);
    hotel.calendar.hold_ended(reservation);
    CHECK(hotel.left(2, 1, {600}).rooms == 0);
}

TEST_CASE("a reservation's own nights count as free for its own change") {
    OneType hotel(1);
    hotel.change(2, 0, 2);
    hotel.change(3, 0, 2);
    const OwnNights own{hotel.type, OneType::stay(2, 1)};
    CHECK(hotel.left(2, 1, noon, own).rooms == 1);
    CHECK(hotel.left(2, 2, noon, own).rooms == 0);
}

TEST_CASE("rooms left are what a slow count of nights and holds comes to") {
    const auto seed = std::random_device{}();
    CAPTURE(seed);
    std::mt19937 random(seed);
    const auto upto = [&](int most) {
        return static_cast<int>(random() % static_cast<unsigned>(most + 1));
    };
    for (int round = 0; round < 200; ++round) {
        OneType hotel(6, 30);
        std::vector<int> left(30, 6);
        std::map<ReservationId, std::pair<StayDates, Instant>> holds;
        for (int i = 0; i < 40; ++i) {
            const StayDates stay = OneType::stay(upto(25), 1 + upto(4));
            const LiveHold hold{ReservationId::make({1}), hotel.type, stay, {upto(1'000)}};
            bool fits = true;
            for (LocalDate n = stay.arrival; n < stay.departure; ++n)
                fits = fits && left[static_cast<std::size_t>(n - first_night)] > 0;
            if (!fits) continue;
            for (LocalDate n = stay.arrival; n < stay.departure; ++n)
                hotel.change(n - first_night, --left[static_cast<std::size_t>(n - first_night)],
                             2 + i);
            hotel.calendar.hold_placed(hold);
            holds[hold.reservation] = {stay, hold.expires_at};
        }
        const Instant now{upto(1'000)};
        const int from = upto(25);
        const int nights = 1 + upto(4);
        int expected = INT32_MAX;
        for (int n = from; n < from + nights; ++n) {
            int rooms = left[static_cast<std::size_t>(n)];
            for (const auto& [id, hold] : holds)
                rooms += hold.second <= now && hold.first.covers(first_night + n) ? 1 : 0;
            expected = std::min(expected, rooms);
        }
        REQUIRE(hotel.left(from, nights, now).rooms == expected);
    }
}
