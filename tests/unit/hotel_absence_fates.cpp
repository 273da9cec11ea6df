// A guest who does not come, enumerated: each call to the gateway meets each fate, also two of
// them, and the process ends at each crash point. The stay has ended, the fee was taken once.

#include "hotel_desk_plays.hpp"

using namespace vacancy;
using namespace vacancy::testing;

namespace {

/// 50.00 were paid ahead; the fee is the first night, 100.00, or was given up.
Told troubled_no_show(const Trouble& trouble, const std::string& waiver, bool gateway_lies) {
    Outside outside;
    const std::string code = DeskWorld(outside).book();
    outside.gateway_lies = gateway_lies;
    Told told;
    suffer(outside, trouble, told, [&](DeskWorld& world) { return world.no_show(code, waiver); });
    DeskWorld world(outside);
    const bool ended = world.word("SELECT status FROM reservation") == "no_show";
    told.check(first_broken_word(told.reply, ended));
    if (ended) {
        told.check(
            is("what the gateway keeps", outside.ledger.kept(), waiver.empty() ? 10'000 : 0));
        told.check(
            is("open folios", world.number("SELECT COUNT(*) FROM folio WHERE status = 'open'"), 0));
    }
    serve_everybody(outside, told);
    return told;
}

}  // namespace

TEST_CASE("whatever meets a no-show, the stay has ended and the fee was charged once") {
    const auto play = [](const Trouble& trouble) { return troubled_no_show(trouble, "", false); };
    CHECK(enumerate(play) > 40);
}

TEST_CASE("whatever meets a no-show whose fee is given up, what was paid ahead is back once") {
    const auto play = [](const Trouble& trouble) {
        return troubled_no_show(trouble, "the airport was closed", false);
    };
    CHECK(enumerate(play) > 20);
}

TEST_CASE("a gateway that takes more of an absent guest than it says is seen by the harness") {
    CHECK(troubled_no_show({}, "", true).wrong.find("our ledger of kept money") == 0);
}
