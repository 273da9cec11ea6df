// A guest who walks in, enumerated: each call outside meets each fate, also two of them, and the
// process ends at each crash point. The guest is in the house, or the desk was told of an error and
// nothing is sold; a crash, or an end that is not known yet, may leave them among the arrivals.

#include "hotel_desk_plays.hpp"

using namespace vacancy;
using namespace vacancy::testing;

namespace {

Told troubled_walk_in(const Trouble& trouble) {
    Outside outside;
    Told told;
    suffer(outside, trouble, told, [](DeskWorld& world) { return world.walk_in(2); });
    DeskWorld world(outside);
    const auto in_house =
        world.number("SELECT COUNT(*) FROM reservation WHERE status = 'in_house'");
    told.check(first_broken_word(told.reply, in_house == 1));
    if (told.reply == Reply::failed)
        told.check(is("nights sold", world.number("SELECT SUM(sold) FROM inventory_night"), 0));
    const auto left_over = world.number(
        "SELECT COUNT(*) FROM reservation WHERE status NOT IN ('in_house', 'canceled')");
    if (told.reply == Reply::failed) told.check(is("stays left over", left_over, 0));
    return told;
}

}  // namespace

TEST_CASE("whatever meets a walk-in, the guest is in the house or nothing is sold") {
    CHECK(enumerate([](const Trouble& trouble) { return troubled_walk_in(trouble); }) > 40);
}
