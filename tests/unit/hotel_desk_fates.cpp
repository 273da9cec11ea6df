// Check-in and check-out, enumerated: each call outside meets each fate, also two of them, and the
// process ends at each crash point. Whatever happened, after recovery all is at rest and agrees.

#include "hotel_desk_plays.hpp"

#include <vector>

using namespace vacancy;
using namespace vacancy::testing;

namespace {

/// Besides what holds in every house: what this one guest has.
std::string first_wrong(DeskWorld& world, const Outside& outside) {
    const std::string status = world.word("SELECT status FROM reservation");
    const bool in_house = status == "in_house";
    const bool left = status == "checked_out";
    const std::vector<std::string> findings{
        first_disagreement(world, outside),
        is("money reserved", outside.ledger.held() > 0 ? 1 : 0, in_house ? 1 : 0),
        is("nights claimed",
           world.number("SELECT COUNT(*) FROM room_night WHERE reservation_id IS NOT NULL"),
           in_house ? 2 : (left ? 1 : 0)),
        is("folios", world.number("SELECT COUNT(*) FROM folio"), in_house || left ? 1 : 0),
        is("open folios", world.number("SELECT COUNT(*) FROM folio WHERE status = 'open'"),
           in_house ? 1 : 0),
        is("receipts", world.number("SELECT COUNT(*) FROM outbox WHERE topic = 'folio.receipt'"),
           left ? 1 : 0),
    };
    for (const std::string& finding : findings)
        if (!finding.empty()) return status + ": " + finding;
    return {};
}

/// Whatever state it is in, the guest can still be served.
void check_and_serve(Outside& outside, Told& told, std::string_view done) {
    DeskWorld world(outside);
    told.check(first_wrong(world, outside));
    told.check(first_broken_word(told.reply, world.word("SELECT status FROM reservation") == done));
    serve_everybody(outside, told);
    told.check(first_wrong(world, outside));
    if (world.word("SELECT status FROM reservation") != "checked_out")
        told.check("the guest has not left");
}

Told troubled_check_in(const Trouble& trouble, bool doors_lie = false) {
    Outside outside;
    outside.doors.lies = doors_lie;
    const std::string code = DeskWorld(outside).book();
    Told told;
    suffer(outside, trouble, told, [&](DeskWorld& world) { return world.check_in(code); });
    check_and_serve(outside, told, "in_house");
    return told;
}

/// The guest owes more than was authorized, so that a second payment is made.
Told troubled_check_out(const Trouble& trouble, std::int64_t extras = 60'000) {
    Outside outside;
    std::string room;
    {
        DeskWorld world(outside);
        const auto in = world.check_in(world.book());
        REQUIRE(in.has_value());
        room = in->room.number;
        if (extras > 0) REQUIRE(world.charge(in->folio, extras).has_value());
    }
    Told told;
    suffer(outside, trouble, told, [&](DeskWorld& world) { return world.check_out(room); });
    check_and_serve(outside, told, "checked_out");
    return told;
}

}  // namespace

TEST_CASE("whatever meets a check-in, the guest is in the house or nothing was taken") {
    CHECK(enumerate([](const Trouble& trouble) { return troubled_check_in(trouble); }) > 50);
}

TEST_CASE("whatever meets a check-out, the guest has left and paid once, or the folio is open") {
    CHECK(enumerate([](const Trouble& trouble) { return troubled_check_out(trouble); }) > 50);
}

TEST_CASE("the same with no more to pay than was authorized") {
    CHECK(enumerate([](const Trouble& trouble) { return troubled_check_out(trouble, 0); }) > 20);
}

TEST_CASE("a card that declines when recovery asks it leaves the guest in the house to pay again") {
    for (const Fate fate : {Fate::crash_before, Fate::crash_during, Fate::lost_before}) {
        INFO(name_of(fate));
        Outside outside;
        std::string room;
        {
            DeskWorld world(outside);
            const auto in = world.check_in(world.book());
            REQUIRE(in.has_value());
            room = in->room.number;
            REQUIRE(world.charge(in->folio, 60'000).has_value());
        }
        live(outside, {.fates = {{0, fate}}},
             [&](DeskWorld& world) { (void)world.check_out(room, "tok_declined"); });
        outside.turnstile.reset();
        DeskWorld next(outside);
        next.recover();
        CHECK(first_wrong(next, outside) == "");
        CHECK(next.word("SELECT status FROM reservation") == "in_house");
        CHECK(next.check_out(room).has_value());
    }
}

TEST_CASE("what was paid ahead and is not captured yet is not asked for again at the desk") {
    Outside outside;
    DeskWorld world(outside);
    const std::string code = world.book_uncaptured();
    const auto early = world.check_in(code);
    REQUIRE_FALSE(early.has_value());
    CHECK(early.error().code == ErrorCode::illegal_transition);
    CHECK(early.error().retry_after_s == 5);
    world.capture_at_last();
    const auto in = world.check_in(code);
    REQUIRE(in.has_value());
    REQUIRE(world.check_out(in->room.number).has_value());
    // One night of two was slept in: what was paid ahead counts.
    CHECK(outside.ledger.kept() == 10'000);
}

TEST_CASE("keys that were said to be erased and still open are seen by the harness") {
    const Trouble after_the_keys{.fates = {{1, Fate::lost_after}}};
    CHECK(troubled_check_in(after_the_keys).wrong == "");
    CHECK(troubled_check_in(after_the_keys, true).wrong.find("the keys that open") !=
          std::string::npos);
}
