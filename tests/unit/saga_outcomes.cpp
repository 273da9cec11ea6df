// Every row × every answer × a crash before, during and after it: whatever happens, the errand ends
// confirmed and captured exactly once, or held by nobody and paid by nobody.

#include "support/kept.hpp"
#include "unit/saga_toy.hpp"

#include <doctest/doctest.h>

#include <algorithm>

using namespace vacancy;
using namespace vacancy::toy;

namespace {

constexpr const char* forward_rows[] = {"reserve", "pay", "confirm", "capture", "settle"};
constexpr const char* undo_rows[] = {"unpay", "release"};
constexpr Answer answers[] = {Answer::done, Answer::refused, Answer::lost_before,
                              Answer::lost_after};

bool is_before_pivot_ends(std::string_view row) {
    return row == "reserve" || row == "pay" || row == "confirm";
}

std::int64_t confirmed(Store& store) {
    return store.number("SELECT count(*) FROM errand WHERE state = 'confirmed'");
}

/// At rest: all of it, or nothing of it.
void check_whole_or_nothing(Store& store, const World& world) {
    CHECK(store.number("SELECT count(*) FROM saga WHERE finished = 0") == 0);
    CHECK(store.number("SELECT count(*) FROM errand WHERE state = 'held'") == 0);
    if (confirmed(store) == 1) {
        CHECK(world.paid.size() == 1);
        CHECK(world.captured == world.paid);
    } else {
        CHECK(world.paid.empty());
        CHECK(world.captured.empty());
    }
}

void recover_until_at_rest(Store& store, World& world) {
    for (int i = 0; i < 10 && store.number("SELECT count(*) FROM saga WHERE finished = 0") > 0;
         ++i) {
        world.death = Death::none;
        store.forget_leases();
        store.clock.advance(std::chrono::minutes(10));
        (void)recover(store, world);
    }
}

}  // namespace

TEST_CASE("an errand without trouble is done in one go") {
    Store store;
    World world;
    Errand errand = new_errand(store);
    const auto outcome = run(store, world, errand);
    REQUIRE(outcome.has_value());
    CHECK(outcome->done);
    CHECK(outcome->pivoted);
    CHECK(outcome->at_rest);
    CHECK_FALSE(outcome->failure.has_value());
    CHECK(confirmed(store) == 1);
    check_whole_or_nothing(store, world);
}

TEST_CASE("every row with every answer ends whole or undone") {
    for (const char* row : forward_rows)
        for (const Answer answer : answers) {
            CAPTURE(row);
            CAPTURE(static_cast<int>(answer));
            Store store;
            World world{.row = row, .answer = answer};
            Errand errand = new_errand(store);
            const auto outcome = run(store, world, errand);
            REQUIRE(outcome.has_value());
            if (!is_before_pivot_ends(row)) {
                CHECK(outcome->pivoted);
            } else if (answer == Answer::refused || answer == Answer::lost_before) {
                CHECK_FALSE(outcome->done);
                CHECK(outcome->at_rest);
                CHECK(confirmed(store) == 0);
            }
            recover_until_at_rest(store, world);
            check_whole_or_nothing(store, world);
            if (!is_before_pivot_ends(row)) CHECK(confirmed(store) == 1);
        }
}

TEST_CASE("a refused payment is not voided and a lost one is") {
    for (const Answer answer : {Answer::refused, Answer::lost_before, Answer::lost_after}) {
        CAPTURE(static_cast<int>(answer));
        Store store;
        World world{.row = "pay", .answer = answer};
        Errand errand = new_errand(store);
        const auto outcome = run(store, world, errand);
        REQUIRE(outcome.has_value());
        CHECK(world.voids == (answer == Answer::refused ? 0 : 1));
        CHECK(outcome->undone == (answer == Answer::refused ? 1 : 2));
        CHECK(world.paid.empty());
    }
}

TEST_CASE("a commit whose answer was lost is read back from the journal, not undone") {
    for (const char* row : {"reserve", "confirm", "settle"}) {
        CAPTURE(row);
        Store store;
        World world{.row = row, .answer = Answer::lost_after};
        Errand errand = new_errand(store);
        const auto outcome = run(store, world, errand);
        REQUIRE(outcome.has_value());
        CHECK(outcome->done);
        CHECK(outcome->at_rest);
        CHECK(world.voids == 0);
        CHECK(confirmed(store) == 1);
    }
}

TEST_CASE("a crash before, during or after any row, with any answer, ends whole or undone") {
    int tried = 0;
    for (const char* row : forward_rows)
        for (const Answer answer : answers)
            for (const Death death : {Death::before, Death::during, Death::after}) {
                CAPTURE(row);
                CAPTURE(static_cast<int>(answer));
                CAPTURE(static_cast<int>(death));
                Store store;
                World world{.row = row, .answer = answer, .death = death};
                Errand errand = new_errand(store);
                (void)run(store, world, errand);
                recover_until_at_rest(store, world);
                check_whole_or_nothing(store, world);
                ++tried;
            }
    CHECK(tried == 60);
}

TEST_CASE("a crash while it goes back is continued by recovery") {
    int tried = 0;
    for (const char* row : undo_rows)
        for (const Answer answer : {Answer::done, Answer::lost_before, Answer::lost_after})
            for (const Death death : {Death::none, Death::before, Death::during, Death::after}) {
                CAPTURE(row);
                CAPTURE(static_cast<int>(answer));
                CAPTURE(static_cast<int>(death));
                Store store;
                World world;
                Errand errand = new_errand(store);
                // Confirm is refused by a clash in the store, so everything goes back …
                world.row = "confirm";
                world.death = Death::during;
                (void)run(store, world, errand);
                // … and recovery meets the trouble on the way.
                world.row = row;
                world.answer = answer;
                world.death = death;
                store.forget_leases();
                (void)recover(store, world);
                recover_until_at_rest(store, world);
                check_whole_or_nothing(store, world);
                CHECK(confirmed(store) == 0);
                ++tried;
            }
    CHECK(tried == 24);
}

TEST_CASE("a crash during recovery is recovered again") {
    for (const char* row : {"unpay", "release"}) {
        Store store;
        World world{.row = "pay", .death = Death::during};
        Errand errand = new_errand(store);
        CHECK_FALSE(run(store, world, errand).has_value());
        for (const Death death : {Death::before, Death::during, Death::after}) {
            world.row = row;
            world.death = death;
            store.forget_leases();
            (void)recover(store, world);
        }
        recover_until_at_rest(store, world);
        check_whole_or_nothing(store, world);
    }
}

TEST_CASE("past the pivot it waits with growing pauses and is done when the outage ends") {
    Store store;
    World world{.row = "capture", .answer = Answer::lost_before, .again = true};
    Errand errand = new_errand(store);
    const auto outcome = run(store, world, errand);
    REQUIRE(outcome.has_value());
    CHECK(outcome->pivoted);
    CHECK_FALSE(outcome->done);
    CHECK_FALSE(outcome->at_rest);
    CHECK(recover(store, world).taken == 0);  // not due yet
    int rounds = 0;
    for (int seconds = 0; seconds < 100; ++seconds) {
        store.clock.advance(std::chrono::seconds(1));
        rounds += recover(store, world).taken;
    }
    CHECK(rounds == 6);  // after 1, 2, 4, 8, 16 and 32 s
    CHECK(store.number("SELECT attempts FROM saga") == 7);
    world.answer = Answer::done;
    store.clock.advance(std::chrono::minutes(5));
    CHECK(recover(store, world).done == 1);
    check_whole_or_nothing(store, world);
}

TEST_CASE("an undo that fails is retried and its money at risk is visible meanwhile") {
    Store store;
    World world{.row = "unpay", .answer = Answer::lost_before, .again = true};
    Errand errand = new_errand(store);
    world.row = "confirm";
    world.death = Death::before;
    CHECK_FALSE(run(store, world, errand).has_value());
    world = {.paid = world.paid, .row = "unpay", .answer = Answer::lost_before, .again = true};
    store.forget_leases();
    CHECK(recover(store, world).waiting == 1);
    CHECK(store.number(
              "SELECT at_risk_minor FROM saga WHERE finished = 0 AND direction = 'undoing'") ==
          100);
    Step step = Step::silent();
    const auto open =
        store.db().read_now(step, [](db::Tx& tx) { return saga::unfinished(tx, 10); });
    REQUIRE(open.has_value());
    REQUIRE(open->size() == 1);
    CHECK(open->front().last_error == "timeout");
    world.again = false;
    world.answer = Answer::done;
    recover_until_at_rest(store, world);
    check_whole_or_nothing(store, world);
}

TEST_CASE("recovery leaves alone what is alive in this process or leased by another") {
    Store store;
    World world{.row = "pay", .death = Death::during};
    Errand errand = new_errand(store);
    CHECK_FALSE(run(store, world, errand).has_value());
    world.death = Death::none;
    CHECK(recover(store, world).taken == 0);  // leased by us a moment ago
    {
        const saga::Live live(errand.journal.id());
        store.clock.advance(std::chrono::minutes(2));
        CHECK(recover(store, world).taken == 0);  // the lease is over, but it is alive
    }
    store.clock.advance(std::chrono::minutes(2));
    CHECK(recover(store, world).undone == 1);
}

TEST_CASE("a bug in a verb undoes what was taken before it") {
    static const saga::Row<Place, Errand> buggy_rows[] = {
        errand_table.rows[0],
        {.name = "bug",
         .span = nullptr,
         .act = [](Step&, Place&, Errand&) -> Task<Result<void>> {
             must(1 > 2);
             co_return Result<void>{};
         },
         .undo_span = nullptr,
         .undo = nullptr},
        errand_table.rows[2],
    };
    const saga::Table<Place, Errand> table{.kind = "toy.bug",
                                           .rows = buggy_rows,
                                           .save = errand_table.save,
                                           .load = errand_table.load};
    Store store;
    World world;
    Errand errand = new_errand(store);
    Step step = Step::silent();
    const auto outcome = run(step, {store.db(), world}, errand, table);
    REQUIRE(outcome.has_value());
    REQUIRE(outcome->failure.has_value());
    CHECK(outcome->failure->code == ErrorCode::internal);
    CHECK(outcome->undone == 1);
    check_whole_or_nothing(store, world);
}

TEST_CASE("the intent of an outside row is on disk before it is called, also of the first row") {
    static const saga::Row<Place, Errand> outside_first[] = {errand_table.rows[1],
                                                             errand_table.rows[2]};
    const saga::Table<Place, Errand> table{.kind = errand_table.kind,
                                           .rows = outside_first,
                                           .save = errand_table.save,
                                           .load = errand_table.load};
    Store store;
    World world{.row = "pay", .death = Death::during};
    Errand errand = new_errand(store);
    Step step = Step::silent();
    CHECK_FALSE(run(step, {store.db(), world}, errand, table).has_value());
    CHECK(world.paid.size() == 1);
    CHECK(store.number("SELECT count(*) FROM saga WHERE finished = 0 AND at = 0") == 1);
    world.death = Death::none;
    store.forget_leases();
    trace::Recorder recorder;
    Place place{store.db(), world};
    const auto report = run_to_end(saga::recover(recorder, place, table));
    REQUIRE(report.has_value());
    CHECK(report->undone == 1);
    CHECK(world.paid.empty());
}

TEST_CASE("an errand costs one commit for each row that is a transaction and no more") {
    Store store;
    World world;
    Errand errand = new_errand(store);
    trace::Watched watched;
    {
        Step step = watched.recorder.root(span::vacancy_job);
        REQUIRE(run(step, {store.db(), world}, errand).has_value());
        step.close(nullptr);
    }
    const auto traces = watched.settled();
    REQUIRE(traces.size() == 1);
    const auto is_transaction = [](const trace::KeptSpan& span) {
        return span.name == "vacancy.db.transaction";
    };
    CHECK(std::ranges::count_if(traces.front()->spans, is_transaction) == 3);
}

TEST_CASE("a recovery is a trace of its own, linked to the one that began the saga") {
    Store store;
    World world{.row = "pay", .death = Death::during};
    Errand errand = new_errand(store);
    trace::Watched watched;
    std::string begun;
    {
        Step step = watched.recorder.root(span::vacancy_job);
        begun = step.context().trace_id.text();
        CHECK_FALSE(run(step, {store.db(), world}, errand).has_value());
        step.close(nullptr);
    }
    world.death = Death::none;
    store.forget_leases();
    CHECK(recover(watched.recorder, {store.db(), world}).undone == 1);
    const trace::KeptSpan* recovery = nullptr;
    const auto traces = watched.settled();
    for (const auto& trace : traces)
        if (const auto* span = trace::span_named(*trace, "vacancy.saga.recover")) {
            recovery = span;
            CHECK(trace->id.text() != begun);
        }
    REQUIRE(recovery != nullptr);
    REQUIRE(recovery->links.size() == 1);
    CHECK(recovery->links.front().trace_id.text() == begun);
    CHECK(trace::text_of(*recovery, "vacancy.saga.outcome") == "undone");
}
