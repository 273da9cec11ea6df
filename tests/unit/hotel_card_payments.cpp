// A payment by card in the middle of a stay, enumerated: each call outside meets each fate, and the
// process ends at each crash point. After recovery the gateway has what the folio says was paid,
// the request may be repeated, and the guest can leave.

#include "hotel_desk_plays.hpp"

using namespace vacancy;
using namespace vacancy::testing;

namespace {

constexpr std::int64_t price = 7'000;

/// A guest in the house who has had a massage.
struct Guest {
    Outside outside;
    hotel::FolioId folio{};
    std::string room;

    Guest() {
        DeskWorld world(outside);
        const auto in = world.check_in(world.book());
        REQUIRE(in.has_value());
        folio = in->folio;
        room = in->room.number;
        REQUIRE(world.charge(folio, 10'000).has_value());
        outside.turnstile.reset();
    }
};

std::int64_t paid_by_card(DeskWorld& world) {
    return world.number(
        "SELECT COALESCE(SUM(amount_minor), 0) FROM posting_line WHERE account = 'card'");
}

/// At rest, and what the gateway took stands on the folio.
std::string first_wrong(DeskWorld& world, const Outside& outside) {
    const std::string finding = first_disagreement(world, outside);
    return finding.empty() ? is("paid by card", paid_by_card(world), outside.ledger.kept())
                           : finding;
}

/// The payment under that trouble, the same request again, and the guest leaves.
Told troubled_payment(const Trouble& trouble) {
    Guest guest;
    Told told;
    const std::int64_t held = guest.outside.ledger.held();
    suffer(guest.outside, trouble, told,
           [&](DeskWorld& world) { return world.pay(guest.folio, price); });
    DeskWorld world(guest.outside);
    told.check(first_wrong(world, guest.outside));
    told.check(first_broken_word(told.reply, paid_by_card(world) == 5'000 + price));
    const auto again = world.pay(guest.folio, price);
    told.check(again ? "" : "the repetition is refused: " + again.error().detail);
    told.check(is("paid after it", paid_by_card(world), 5'000 + price));
    told.check(is("held", guest.outside.ledger.held(), held));
    if (!told.wrong.empty()) return told;
    told.check(world.check_out(guest.room) ? "" : "the guest cannot leave");
    // One night and the massage, whoever paid what when.
    told.check(is("kept", guest.outside.ledger.kept(), 20'000));
    told.check(first_wrong(world, guest.outside));
    return told;
}

}  // namespace

TEST_CASE("whatever meets a payment by card, it is taken once or not at all") {
    CHECK(enumerate([](const Trouble& trouble) { return troubled_payment(trouble); }) > 50);
}

TEST_CASE("a payment whose outcome is being found out keeps the guest from leaving unpaid") {
    Guest guest;
    DeskWorld world(guest.outside);
    guest.outside.turnstile.fates = {{1, Fate::lost_after}};
    const auto paid = world.pay(guest.folio, price);
    REQUIRE_FALSE(paid.has_value());
    CHECK(paid.error().code == ErrorCode::outcome_unknown);
    CHECK(world.pay(guest.folio, price).error().code == ErrorCode::outcome_unknown);
    CHECK(world.check_out(guest.room).error().code == ErrorCode::illegal_transition);
    world.recover();
    CHECK(world.pay(guest.folio, price).has_value());
    CHECK(world.check_out(guest.room).has_value());
}

TEST_CASE("a payment by card takes no room at the till while another one is under way") {
    Guest guest;
    DeskWorld world(guest.outside);
    guest.outside.turnstile.fates = {{1, Fate::lost_after}};
    CHECK_FALSE(world.pay(guest.folio, price, "one").has_value());
    CHECK(world.pay(guest.folio, price, "two").error().code == ErrorCode::illegal_transition);
}

TEST_CASE("what was paid too much by card goes back when the guest leaves") {
    Guest guest;
    DeskWorld world(guest.outside);
    REQUIRE(world.pay(guest.folio, 90'000).has_value());
    REQUIRE(world.check_out(guest.room).has_value());
    CHECK(guest.outside.ledger.kept() == 20'000);
    CHECK(guest.outside.ledger.held() == 0);
    CHECK(first_wrong(world, guest.outside) == "");
}
