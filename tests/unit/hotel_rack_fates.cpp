// Moves and swaps, enumerated: each call outside meets each fate, also two of them, and the process
// ends at each crash point. Each guest is in one room and has its keys, and the answer holds.

#include "hotel_desk_plays.hpp"

using namespace vacancy;
using namespace vacancy::testing;

namespace {

const std::string room_of_first =
    "SELECT room.number FROM stay JOIN room ON room.id = stay.room_id"
    " JOIN reservation ON reservation.id = stay.reservation_id ORDER BY confirmation_code LIMIT 1";

/// A guest in 101 moves to 102.
Told troubled_move(const Trouble& trouble, bool doors_lie = false) {
    Outside outside;
    std::string code;
    {
        DeskWorld world(outside);
        code = world.book();
        REQUIRE(world.check_in(code).value().room.number == "101");
    }
    outside.doors.lies = doors_lie;
    Told told;
    suffer(outside, trouble, told, [&](DeskWorld& world) { return world.move(code, "102"); });
    const bool moved = DeskWorld(outside).word(room_of_first.c_str()) == "102";
    told.check(first_broken_word(told.reply, moved));
    const bool left_dirty =
        DeskWorld(outside).number("SELECT COUNT(*) FROM room WHERE housekeeping = 'dirty'") == 1;
    if (left_dirty != moved) told.check("housekeeping does not clean the room that was left");
    serve_everybody(outside, told);
    return told;
}

/// Guests in 101 and 102 change rooms, one of whom stays longer.
Told troubled_swap(const Trouble& trouble, bool doors_lie = false) {
    Outside outside;
    std::string before;
    {
        DeskWorld world(outside);
        REQUIRE(world.check_in(world.book(2)).value().room.number == "101");
        REQUIRE(world.check_in(world.book(3)).value().room.number == "102");
        before = world.word(room_of_first.c_str());
    }
    outside.doors.lies = doors_lie;
    Told told;
    suffer(outside, trouble, told, [](DeskWorld& world) { return world.swap(); });
    const bool swapped = DeskWorld(outside).word(room_of_first.c_str()) != before;
    told.check(first_broken_word(told.reply, swapped));
    serve_everybody(outside, told);
    return told;
}

}  // namespace

TEST_CASE("whatever meets a move, the guest is in one room, whose keys they have") {
    CHECK(enumerate([](const Trouble& trouble) { return troubled_move(trouble); }) > 40);
}

TEST_CASE("whatever meets a swap, each guest is in one of the rooms and has its keys") {
    CHECK(enumerate([](const Trouble& trouble) { return troubled_swap(trouble); }) > 40);
}

TEST_CASE("keys of a room that was left are seen by the harness when they still open") {
    CHECK(troubled_move({}, true).wrong.find("the keys that open") != std::string::npos);
}

TEST_CASE("a guest who moves back keeps the keys, though the encoder was silent at the move") {
    Outside outside;
    DeskWorld world(outside);
    const std::string code = world.book();
    REQUIRE(world.check_in(code).has_value());
    outside.turnstile.reset();
    outside.turnstile.fates = {{1, Fate::unreachable}};
    const auto moved = world.move(code, "102");
    REQUIRE(moved.has_value());
    CHECK_FALSE(moved->old_keys_off);
    world.clean_rooms();
    REQUIRE(world.move(code, "101").has_value());
    world.recover();
    CHECK(first_disagreement(world, outside) == "");
}
