#include "unit/saga_toy.hpp"

#include "db/migrate.hpp"

#include <doctest/doctest.h>

namespace vacancy::toy {
namespace {

constexpr db::Sql insert_errand{
    "toy.insert", "INSERT", "errand",
    "INSERT INTO errand (reference, state) VALUES ($1, 'held') ON CONFLICT (reference) DO NOTHING"};
constexpr db::Sql change_errand{"toy.change", "UPDATE", "errand",
                                "UPDATE errand SET state = $2 WHERE reference = $1"};

void die_if(const World& world, std::string_view row, Death when) {
    if (world.row == row && world.death == when) throw Crash{};
}

/// The fault of this row, used up unless it stays.
Answer take_answer(World& world, std::string_view row) {
    ++world.calls[std::string(row)];
    if (world.row != row) return Answer::done;
    const Answer answer = world.answer;
    if (!world.again) world.answer = Answer::done;
    return answer;
}

Result<void> refused_or_lost(Answer answer) {
    if (answer == Answer::refused) return fail(ErrorCode::payment_declined);
    if (answer != Answer::done) return fail(ErrorCode::timeout);
    return {};
}

/// A call of the outside that has `effect`; it may be refused, lost, or the last thing we do.
Result<void> call_outside(World& world, std::string_view row, const std::function<void()>& effect) {
    die_if(world, row, Death::before);
    const Answer answer = take_answer(world, row);
    if (answer == Answer::done || answer == Answer::lost_after) {
        effect();
        die_if(world, row, Death::during);
    }
    die_if(world, row, Death::after);
    return refused_or_lost(answer);
}

/// A row that is a transaction: the fault is an error of the body, or of the commit's answer.
struct Change {
    const char* row;
    const db::Sql* sql;
    const char* state;
};
Task<Result<void>> transact(Step& step, Place& place, Errand& errand, Change change) {
    World& world = place.world;
    const auto [row, sql, state] = change;
    die_if(world, row, Death::before);
    const Answer answer = take_answer(world, row);
    auto body = [&](db::Tx& tx) -> Result<void> {
        if (answer == Answer::refused) return fail(ErrorCode::room_no_longer_available);
        if (answer == Answer::lost_before) return fail(ErrorCode::store_unavailable);
        if (sql == &insert_errand) TRY_VOID(tx.run(*sql, errand.reference));
        if (sql == &change_errand) TRY_VOID(tx.run(*sql, errand.reference, state));
        die_if(world, row, Death::during);
        return errand.journal.advance(tx);
    };
    auto done = co_await place.db.transact(step, body);
    if (done && answer == Answer::lost_after) done = fail(ErrorCode::outcome_unknown);
    die_if(world, row, Death::after);
    co_return done;
}

Task<Result<void>> reserve(Step& step, Place& place, Errand& errand) {
    return transact(step, place, errand, {"reserve", &insert_errand, "held"});
}
Task<Result<void>> release(Step& step, Place& place, Errand& errand) {
    return transact(step, place, errand, {"release", &change_errand, "released"});
}
Task<Result<void>> pay(Step& /*step*/, Place& place, Errand& errand) {
    co_return call_outside(place.world, "pay", [&] { place.world.paid.insert(errand.reference); });
}
Task<Result<void>> unpay(Step& /*step*/, Place& place, Errand& errand) {
    co_return call_outside(place.world, "unpay", [&] {
        place.world.paid.erase(errand.reference);
        ++place.world.voids;
    });
}
Task<Result<void>> confirm(Step& step, Place& place, Errand& errand) {
    return transact(step, place, errand, {"confirm", &change_errand, "confirmed"});
}
Task<Result<void>> capture(Step& /*step*/, Place& place, Errand& errand) {
    co_return call_outside(place.world, "capture",
                           [&] { place.world.captured.insert(errand.reference); });
}
Task<Result<void>> settle(Step& step, Place& place, Errand& errand) {
    return transact(step, place, errand, {"settle", nullptr, ""});
}

constexpr saga::Row<Place, Errand> rows[] = {
    {.name = "reserve",
     .span = nullptr,
     .act = reserve,
     .undo_span = nullptr,
     .undo = release,
     .records = true},
    {.name = "pay", .span = nullptr, .act = pay, .undo_span = nullptr, .undo = unpay},
    {.name = "confirm",
     .span = nullptr,
     .act = confirm,
     .undo_span = nullptr,
     .undo = nullptr,
     .pivot = true,
     .records = true},
    {.name = "capture", .span = nullptr, .act = capture, .undo_span = nullptr, .undo = nullptr},
    {.name = "settle",
     .span = nullptr,
     .act = settle,
     .undo_span = nullptr,
     .undo = nullptr,
     .records = true},
};

void save(const Errand& errand, saga::JournalEntry& entry) {
    entry.state = errand.reference;
    entry.key = errand.reference;
    entry.at_risk_minor = 100;
    entry.currency = "EUR";
}
Result<Errand> load(const saga::JournalEntry& entry) {
    Errand errand;
    errand.reference = entry.state;
    return errand;
}

}  // namespace

const saga::Table<Place, Errand> errand_table{
    .kind = "toy.errand", .rows = rows, .save = save, .load = load};

Store::Store() {
    auto opened = db::open_database({.url = "sqlite::memory:", .clock = &clock});
    REQUIRE(opened.has_value());
    db_ = std::move(*opened);
    Step step = Step::silent();
    REQUIRE(db::migrate(step, *db_).has_value());
    const auto made = db_->transact_now(step, [](db::Tx& tx) -> Result<void> {
        TRY_VOID(tx.run(db::Sql{"", "CREATE", "errand",
                                "CREATE TABLE errand (reference TEXT PRIMARY KEY, state TEXT)"}));
        return {};
    });
    REQUIRE(made.has_value());
}

Store::~Store() = default;

void Store::forget_leases() {
    Step step = Step::silent();
    const auto done = db_->transact_now(step, [](db::Tx& tx) -> Result<void> {
        TRY_VOID(tx.run(db::Sql{"", "UPDATE", "saga", "UPDATE saga SET lease_owner = 'gone'"}));
        return {};
    });
    REQUIRE(done.has_value());
}

std::int64_t Store::number(std::string_view sql) {
    Step step = Step::silent();
    const auto read = db_->read_now(step, [&](db::Tx& tx) {
        return tx.first(db::Sql{"", "SELECT", "", sql},
                        [](const db::Row& row) { return row.integer(0); });
    });
    REQUIRE(read.has_value());
    REQUIRE(read->has_value());
    return **read;
}

Errand new_errand(const Store& store) {
    const auto id = SagaId::make(store.clock.now());
    Errand errand;
    errand.journal = saga::Journal({.id = id, .kind = {}, .key = {}, .state = {}});
    errand.reference = id.text();
    return errand;
}

std::optional<saga::Outcome> run(Step& step, Place place, Errand& errand,
                                 const saga::Table<Place, Errand>& table) {
    try {
        return run_to_end(saga::run(step, place, errand, table));
    } catch (const Crash&) {
        return std::nullopt;
    }
}

std::optional<saga::Outcome> run(Store& store, World& world, Errand& errand) {
    Step step = Step::silent();
    return run(step, {store.db(), world}, errand);
}

saga::RecoverReport recover(trace::Recorder& recorder, Place place) {
    try {
        const auto report = run_to_end(saga::recover(recorder, place, errand_table));
        REQUIRE(report.has_value());
        return *report;
    } catch (const Crash&) {
        return {.taken = -1};
    }
}

saga::RecoverReport recover(Store& store, World& world) {
    trace::Recorder recorder;
    return recover(recorder, {store.db(), world});
}

}  // namespace vacancy::toy
