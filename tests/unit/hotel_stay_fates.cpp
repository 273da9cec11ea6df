// Longer stays and check-ins that are taken back, enumerated; and the keys of guests who come back
// before the encoder has done what was asked of it.

#include "hotel_desk_plays.hpp"

using namespace vacancy;
using namespace vacancy::testing;

namespace {

/// A guest who is in the house for two nights; the code.
std::string arrived(Outside& outside) {
    DeskWorld world(outside);
    const std::string code = world.book();
    REQUIRE(world.check_in(code).has_value());
    outside.turnstile.reset();
    return code;
}

Told troubled_extension(const Trouble& trouble, bool gateway_lies = false) {
    Outside outside;
    const std::string code = arrived(outside);
    outside.gateway_lies = gateway_lies;
    Told told;
    suffer(outside, trouble, told, [&](DeskWorld& world) { return world.change_stay(code, 4); });
    DeskWorld world(outside);
    const auto total = world.number("SELECT total_minor FROM reservation");
    told.check(first_broken_word(told.reply, total == 40'000));
    if (total != 40'000) told.check(is("the price", total, 20'000));
    serve_everybody(outside, told);
    return told;
}

Told troubled_revert(const Trouble& trouble, bool doors_lie = false) {
    Outside outside;
    const std::string code = arrived(outside);
    outside.doors.lies = doors_lie;
    Told told;
    suffer(outside, trouble, told, [&](DeskWorld& world) { return world.revert(code); });
    const bool back = DeskWorld(outside).word("SELECT status FROM reservation") == "confirmed";
    told.check(first_broken_word(told.reply, back));
    serve_everybody(outside, told);
    return told;
}

/// What the encoder is asked `call` calls from now never reaches it.
void silence(Outside& outside, int call) {
    outside.turnstile.reset();
    outside.turnstile.fates = {{call, Fate::unreachable}};
}

}  // namespace

TEST_CASE("whatever meets a longer stay, all of it is there or none, and the money is known") {
    CHECK(enumerate([](const Trouble& trouble) { return troubled_extension(trouble); }) > 40);
}

TEST_CASE("a gateway that holds more than it says is seen by the harness") {
    CHECK(troubled_extension({}, true).wrong.find("our ledger of reserved money") == 0);
}

TEST_CASE("whatever meets a check-in taken back, the guest is expected again or in the house") {
    CHECK(enumerate([](const Trouble& trouble) { return troubled_revert(trouble); }) > 40);
}

TEST_CASE("keys of a check-in taken back are seen by the harness when they still open") {
    CHECK(troubled_revert({}, true).wrong.find("the keys that open") == 0);
}

TEST_CASE("a shorter stay gives the nights back whatever the encoder does") {
    for (const Fate fate : all_fates) {
        CAPTURE(name_of(fate));
        Outside outside;
        const std::string code = arrived(outside);
        Told told;
        suffer(outside, {.fates = {{0, fate}}}, told,
               [&](DeskWorld& world) { return world.change_stay(code, 1); });
        CHECK(DeskWorld(outside).number("SELECT total_minor FROM reservation") == 10'000);
        serve_everybody(outside, told);
        CHECK(told.wrong == "");
    }
}

TEST_CASE("a guest checked in again keeps the keys, though the encoder was silent before") {
    Outside outside;
    const std::string code = arrived(outside);
    DeskWorld world(outside);
    silence(outside, 1);
    REQUIRE(world.revert(code).has_value());
    REQUIRE(world.check_in(code, "101").has_value());
    world.recover();
    CHECK(first_disagreement(world, outside) == "");
}

TEST_CASE("a guest who is reinstated keeps the keys, though the encoder was silent before") {
    Outside outside;
    const std::string code = arrived(outside);
    DeskWorld world(outside);
    outside.doors.unheard_erasures = 1;
    const auto out = world.check_out("101");
    REQUIRE(out.has_value());
    CHECK_FALSE(out->keys_off);
    REQUIRE(world.reinstate(code).has_value());
    world.recover();
    CHECK(world.word("SELECT status FROM reservation") == "in_house");
    CHECK(outside.doors.text().starts_with("101="));
}
