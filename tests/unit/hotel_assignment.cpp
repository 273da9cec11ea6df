// Which room a guest gets, and the trail that nobody can rewrite.

#include "hotel/model/desk/assignment.hpp"
#include "hotel/model/desk/stay.hpp"
#include "hotel/model/desk/trail.hpp"

#include <doctest/doctest.h>

using namespace vacancy;
using namespace vacancy::hotel;

namespace {

RoomType type(std::string_view code, int guests) {
    return {.id = RoomTypeId::named(code), .code = std::string(code), .max_guests = guests};
}

const std::vector<RoomType> types{type("SGL", 1), type("DBL", 2), type("SUI", 4)};

Room room(std::string_view number, std::string_view of, Housekeeping state) {
    return {.id = RoomId::named(number),
            .room_type = RoomTypeId::named(of),
            .number = std::string(number),
            .housekeeping = state};
}

std::vector<std::string> numbers(const std::vector<Room>& rooms) {
    std::vector<std::string> all;
    for (const Room& room : rooms) all.push_back(room.number);
    return all;
}

using Numbers = std::vector<std::string>;

}  // namespace

TEST_CASE("the booked type comes first, inspected before clean, then the lowest number") {
    const std::vector<Room> free{
        room("10", "DBL", Housekeeping::inspected), room("9", "DBL", Housekeeping::inspected),
        room("3", "DBL", Housekeeping::clean), room("1", "SUI", Housekeeping::inspected)};
    const AssignmentWish wish{.booked = RoomTypeId::named("DBL"), .guests = 2};
    CHECK(numbers(rooms_to_try(wish, types, free)) == Numbers{"9", "10", "3", "1"});
}

TEST_CASE("nobody is ever given a lesser room") {
    const std::vector<Room> free{room("1", "SGL", Housekeeping::inspected)};
    const AssignmentWish wish{.booked = RoomTypeId::named("DBL"), .guests = 1};
    CHECK(rooms_to_try(wish, types, free).empty());
}

TEST_CASE("a dirty room, a blocked one and one with somebody in it are not ready") {
    Room taken = room("4", "DBL", Housekeeping::inspected);
    taken.occupied = true;
    const std::vector<Room> free{room("1", "DBL", Housekeeping::dirty),
                                 room("2", "DBL", Housekeeping::out_of_order),
                                 room("3", "DBL", Housekeeping::out_of_service), taken};
    const AssignmentWish wish{.booked = RoomTypeId::named("DBL"), .guests = 2};
    CHECK(rooms_to_try(wish, types, free).empty());
}

TEST_CASE("without leave to upgrade only the booked type will do") {
    const std::vector<Room> free{room("1", "SUI", Housekeeping::inspected)};
    const AssignmentWish wish{
        .booked = RoomTypeId::named("DBL"), .guests = 2, .upgrade = Upgrade::forbidden};
    CHECK(rooms_to_try(wish, types, free).empty());
}

TEST_CASE("a wanted upgrade goes to the nearest better type before the booked one") {
    const std::vector<Room> free{room("1", "SGL", Housekeeping::inspected),
                                 room("2", "DBL", Housekeeping::clean),
                                 room("3", "SUI", Housekeeping::inspected)};
    const AssignmentWish wish{
        .booked = RoomTypeId::named("SGL"), .guests = 1, .upgrade = Upgrade::wanted};
    CHECK(numbers(rooms_to_try(wish, types, free)) == Numbers{"2", "3", "1"});
}

TEST_CASE("an upgrade is never too small for the party") {
    const std::vector<RoomType> odd{type("FAM", 4), type("LUX", 2)};
    const std::vector<Room> free{room("1", "LUX", Housekeeping::inspected)};
    const AssignmentWish wish{.booked = RoomTypeId::named("FAM"), .guests = 4};
    CHECK(rooms_to_try(wish, odd, free).empty());
}

TEST_CASE("a room asked for by its number is that one or none") {
    const std::vector<Room> free{room("1", "DBL", Housekeeping::inspected),
                                 room("2", "DBL", Housekeeping::inspected)};
    const AssignmentWish wish{.booked = RoomTypeId::named("DBL"), .guests = 2, .room_number = "2"};
    CHECK(numbers(rooms_to_try(wish, types, free)) == Numbers{"2"});
}

TEST_CASE("the nights of a stay cost together what was sold") {
    Reservation reservation{.stay = {LocalDate::of(2026, 3, 1), LocalDate::of(2026, 3, 5)}};
    reservation.total = {40'001, eur()};
    reservation.first_night = {12'000, eur()};
    const auto prices = night_prices(reservation);
    REQUIRE(prices.size() == 4);
    CHECK(prices.front().amount == 12'000);
    std::int64_t sum = 0;
    for (const Money& price : prices) sum += price.amount;
    CHECK(sum == 40'001);
}

TEST_CASE("any change to an entry of the trail changes its hash") {
    const TrailEntry entry{.property = PropertyId::named("house"),
                           .position = 7,
                           .at = {1'000'000},
                           .deed = {"agent-1", "agent", "check_in", "CODE", "room 12", "abc"},
                           .previous_hash = "00"};
    TrailEntry other = entry;
    other.deed.detail = "room 13";
    CHECK(hash_of(entry) == hash_of(entry));
    CHECK(hash_of(entry) != hash_of(other));
}

TEST_CASE("fields of the trail cannot run into each other") {
    TrailEntry one{.property = PropertyId::named("house"), .deed = {.actor = "ab", .role = "c"}};
    TrailEntry two{.property = PropertyId::named("house"), .deed = {.actor = "a", .role = "bc"}};
    CHECK(hash_of(one) != hash_of(two));
}
