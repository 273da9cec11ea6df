#pragma once
// A verb of the desk is played under trouble: calls outside meet their fates, the process ends at a
// crash point, also two of these. Other lives go on with what was left; then all must be at rest
// and agree.

#include "hotel_desk_world.hpp"

#include <doctest/doctest.h>

#include <map>
#include <string>

namespace vacancy::testing {

struct Trouble {
    std::map<int, Fate> fates{};
    int crash_point = -1;
    std::map<int, Fate> later{};  ///< in the next life, which goes on with what was left
    bool store_fails = false;     ///< whenever the work at a stay would end
};
[[nodiscard]] std::string text_of(const Trouble& trouble);

/// What the agent was told before the trouble was over.
enum class Reply : std::uint8_t { none, done, failed, unknown };

struct Told {
    std::string wrong{};  ///< the first thing that did not agree
    Reply reply = Reply::none;
    int calls = 0;  ///< outside, while there was trouble
    int points = 0;
    int points_before = 0;  ///< of which before the fate was met
    int later_calls = 0;

    void check(const std::string& finding) {
        if (wrong.empty()) wrong = finding;
    }
};

/// "what is N and not M", or nothing when it is so.
[[nodiscard]] std::string is(std::string_view what, std::int64_t found, std::int64_t wanted);
/// What must be so in every house at rest: rooms, nights, keys, folios, payments and the gateway's
/// own ledger tell of the same guests. The first thing that does not agree, or nothing.
[[nodiscard]] std::string first_disagreement(DeskWorld& world, const Outside& outside);
/// An answer binds: what was done stays done, what failed left the house as it was.
[[nodiscard]] std::string first_broken_word(Reply reply, bool is_done);
/// Everybody who is expected or in the house is served until they have left.
void serve_everybody(Outside& outside, Told& told);

/// One life of the house, perhaps a short one.
template <class Live>
void live(Outside& outside, Turnstile turnstile, Live what) {
    outside.turnstile = std::move(turnstile);
    try {
        DeskWorld world(outside);
        what(world);
    } catch (const ProcessEnded&) {  // the next life finds what this one left
    }
}

/// The verb under that trouble; then other lives go on with what is left.
template <class Verb>
void suffer(Outside& outside, const Trouble& trouble, Told& told, Verb verb) {
    live(outside, {.fates = trouble.fates, .crash_point = trouble.crash_point},
         [&](DeskWorld& world) {
             world.fail_at_the_end(trouble.store_fails);
             const auto answer = verb(world);
             told.reply = answer                                              ? Reply::done
                          : answer.error().code == ErrorCode::outcome_unknown ? Reply::unknown
                                                                              : Reply::failed;
             const auto open = world.number("SELECT COUNT(*) FROM saga WHERE finished = 0");
             if (told.reply == Reply::unknown && open == 0)
                 told.check("it was said to be unknown, and nothing was open");
         });
    told.calls = outside.turnstile.calls;
    told.points = outside.turnstile.points;
    told.points_before = outside.turnstile.points_before;
    live(outside, {.fates = trouble.later}, [](DeskWorld& world) {
        world.fail_at_the_end(false);
        world.recover();
    });
    told.later_calls = outside.turnstile.calls;
    outside.turnstile.reset();
    DeskWorld next(outside);
    next.recover();
    told.check(first_disagreement(next, outside));
}

/// Each fate at each call, then a second one at whatever is called after it, in the same life or in
/// the next: what follows a fault may fail, too.
template <class Play>
int enumerate(Play play) {
    int played = 0;
    const auto check = [&](const Trouble& trouble) {
        const Told told = play(trouble);
        ++played;
        INFO(text_of(trouble));
        CHECK(told.wrong == "");
        return told;
    };
    const Told smooth = check(Trouble{});
    REQUIRE(smooth.reply == Reply::done);
    REQUIRE(smooth.calls >= 1);
    REQUIRE(smooth.points >= 2);
    const auto check_with_more = [&](const Trouble& trouble) {
        const Told alone = check(trouble);
        const int last = trouble.fates.empty() ? alone.calls : trouble.fates.rbegin()->first;
        // The process may end wherever the trouble led to, in the middle of an undoing, too.
        for (int point = alone.points_before; point < alone.points; ++point) {
            if (trouble.crash_point >= 0) break;
            Trouble two = trouble;
            two.crash_point = point;
            check(two);
        }
        // As a second fate those that leave the most undone are enough.
        for (const Fate fate : {Fate::lost_after, Fate::crash_during}) {
            for (int next = last + 1; next < alone.calls; ++next) {
                Trouble two = trouble;
                two.fates[next] = fate;
                check(two);
            }
            for (int next = 0; next < alone.later_calls; ++next) {
                Trouble two = trouble;
                two.later[next] = fate;
                check(two);
            }
        }
    };
    check({.store_fails = true});
    for (int call = 0; call < smooth.calls; ++call)
        for (const Fate fate : all_fates) check({.fates = {{call, fate}}, .store_fails = true});
    for (int point = 0; point < smooth.points; ++point) check_with_more({.crash_point = point});
    for (int call = 0; call < smooth.calls; ++call)
        for (const Fate fate : all_fates) check_with_more({.fates = {{call, fate}}});
    return played;
}

}  // namespace vacancy::testing
