#include "hotel_desk_world.hpp"

#include "hotel/store/inventory.hpp"
#include "hotel/store/prices.hpp"
#include "hotel/store/rate_plans.hpp"
#include "hotel/store/setup.hpp"
#include "payments/api.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>

#include <set>

namespace vacancy::testing {
namespace {

const LocalDate today = LocalDate::of(2030, 3, 1);

/// What the product tells of its crash points; a plain function cannot carry the turnstile.
Turnstile* watched_turnstile = nullptr;

void meet_crash_point(std::string_view) {
    if (watched_turnstile->points++ == watched_turnstile->crash_point) throw ProcessEnded{};
}

/// Lets a call through, or not, or twice.
template <class Act>
auto pass(Turnstile& turnstile, ErrorCode refusal, Act act) -> Task<decltype(act())> {
    const Fate fate = turnstile.pass();
    if (fate == Fate::unreachable) co_return fail(ErrorCode::upstream_unavailable);
    if (fate == Fate::refused) co_return fail(refusal);
    if (fate == Fate::lost_before) co_return fail(ErrorCode::outcome_unknown);
    if (fate == Fate::crash_before) throw ProcessEnded{};
    auto answer = act();
    if (fate == Fate::twice) answer = act();
    if (fate == Fate::lost_after) co_return fail(ErrorCode::outcome_unknown);
    if (fate == Fate::late) co_return fail(ErrorCode::timeout);
    if (fate == Fate::crash_during) throw ProcessEnded{};
    co_return answer;
}

/// Runs a task that never really waits.
template <class T>
T at_once(Task<T> task) {
    boost::asio::io_context io;
    std::optional<T> result;
    std::exception_ptr thrown;
    boost::asio::co_spawn(io, std::move(task), [&](std::exception_ptr error, T value) {
        thrown = error;
        result.emplace(std::move(value));
    });
    io.run();
    if (thrown) std::rethrow_exception(thrown);
    return std::move(*result);
}

class GatewayBehindTurnstile final : public payments::Gateway {
public:
    explicit GatewayBehindTurnstile(Outside& outside)
        : turnstile_(outside.turnstile), gateway_(outside.ledger, real_timers()) {}

    using Answer = Result<payments::GatewayAnswer>;
    Task<Answer> authorize(Step& step, const payments::AuthorizeRequest& asked) override {
        co_return co_await ask([&] { return at_once(gateway_.authorize(step, asked)); });
    }
    Task<Answer> increment(Step& step, const payments::IncrementRequest& asked) override {
        co_return co_await ask([&] { return at_once(gateway_.increment(step, asked)); });
    }
    Task<Answer> capture(Step& step, const payments::CaptureRequest& asked) override {
        co_return co_await ask([&] { return at_once(gateway_.capture(step, asked)); });
    }
    Task<Answer> void_authorization(Step& step, const payments::ReturnRequest& asked) override {
        co_return co_await ask([&] { return at_once(gateway_.void_authorization(step, asked)); });
    }
    Task<Answer> refund(Step& step, const payments::ReturnRequest& asked) override {
        co_return co_await ask([&] { return at_once(gateway_.refund(step, asked)); });
    }
    Task<Answer> look_up(Step& step, const std::string& transaction_id) override {
        co_return co_await ask([&] { return at_once(gateway_.look_up(step, transaction_id)); });
    }

private:
    Task<Answer> ask(std::function<Answer()> act) {
        co_return co_await pass(turnstile_, ErrorCode::payment_error, std::move(act));
    }
    Turnstile& turnstile_;
    FakeGateway gateway_;
};

class EncoderBehindTurnstile final : public hotel::KeyEncoder {
public:
    explicit EncoderBehindTurnstile(Outside& outside)
        : turnstile_(outside.turnstile), doors_(outside.doors) {}

    Task<Result<hotel::KeysMade>> encode(Step&, const hotel::KeyRequest& asked) override {
        const std::function<Result<hotel::KeysMade>()> act = [&] {
            doors_.open_to[asked.room_number] = {asked.reservation, asked.count};
            return Result<hotel::KeysMade>({asked.count, "fake"});
        };
        co_return co_await pass(turnstile_, ErrorCode::upstream_unavailable, act);
    }
    Task<Result<void>> erase(Step&, const hotel::KeyErasure& asked) override {
        const std::function<Result<void>()> act = [&] {
            const auto door = doors_.open_to.find(asked.room_number);
            const bool theirs =
                door != doors_.open_to.end() && door->second.reservation == asked.reservation;
            if (theirs && !doors_.lies) doors_.open_to.erase(door);
            return Result<void>{};
        };
        co_return co_await pass(turnstile_, ErrorCode::upstream_unavailable, act);
    }

private:
    Turnstile& turnstile_;
    Doors& doors_;
};

PropertyId property_id() { return PropertyId::named("desk in a test"); }
RoomTypeId type_id() { return RoomTypeId::named("desk type"); }
RatePlanId plan_id() { return RatePlanId::named("desk plan"); }

hotel::Property the_property() {
    hotel::Property property;
    property.id = property_id();
    property.account = AccountId::named("desk account");
    property.name = "Hotel Example";
    property.time_zone = "Europe/Lisbon";
    property.currency = eur();
    property.address = {"1 Example Street", "Sample", "0000-000", "PT"};
    property.business_date = today;
    return property;
}

Result<void> add_rooms(db::Tx& tx) {
    hotel::RoomType type;
    type.id = type_id();
    type.property = property_id();
    type.code = "DBL";
    type.name = "Double";
    TRY_VOID(hotel::store::insert_room_type(tx, type));
    TRY_VOID(hotel::store::change_inventory(
        tx, {.room_type = type.id, .nights = {today, today + 5}, .capacity = 2}));
    for (const char* number : {"101", "102"}) {
        hotel::Room room;
        room.id = RoomId::named(number);
        room.property = property_id();
        room.room_type = type.id;
        room.number = number;
        TRY_VOID(hotel::store::insert_room(tx, room));
    }
    return {};
}

Result<void> add_plan(db::Tx& tx) {
    hotel::RatePlan plan;
    plan.id = plan_id();
    plan.property = property_id();
    plan.code = "FLEX";
    plan.name = "Flexible";
    plan.room_types.push_back(type_id());
    TRY_VOID(hotel::store::insert_rate_plan(tx, plan));
    TRY_VOID(hotel::store::set_rates(tx, {.property = property_id(),
                                          .rate_plan = plan.id,
                                          .room_type = type_id(),
                                          .nights = {today, today + 5},
                                          .rate = {.amount = 10'000}}));
    return {};
}

}  // namespace

std::string_view name_of(Fate fate) {
    constexpr std::array<std::string_view, 9> names{"none",        "unreachable",  "refused",
                                                    "lost_before", "lost_after",   "late",
                                                    "twice",       "crash_before", "crash_during"};
    return names.at(static_cast<std::size_t>(fate));
}

Outside::Outside() {
    auto opened = db::open_database({.url = "sqlite::memory:", .inline_execution = true});
    must(opened.has_value());
    db = std::move(*opened);
    Step step = Step::silent();
    must(db::migrate(step, *db).has_value());
    const auto body = [](db::Tx& tx) -> Result<void> {
        TRY_VOID(hotel::store::make_account(tx, the_property().account, "Example"));
        TRY_VOID(hotel::store::insert_property(tx, the_property()));
        TRY_VOID(add_rooms(tx));
        return add_plan(tx);
    };
    must(db->transact_now(step, body).has_value());
}

struct DeskWorld::Parts {
    explicit Parts(Outside& all) : outside(all), gateway(all), encoder(all) {
        Step step = Step::silent();
        must(hotel::load_calendars(step, desk).has_value());
        watched_turnstile = &all.turnstile;
    }
    Outside& outside;
    GatewayBehindTurnstile gateway;
    EncoderBehindTurnstile encoder;
    hotel::Calendars calendars{};
    hotel::Desk desk{
        .db = *outside.db, .clock = system_clock(), .calendars = calendars, .memory_decides = true};
    payments::Till till{.db = *outside.db, .gateway = gateway, .clock = system_clock()};
    hotel::FrontDesk front{.db = *outside.db,
                           .desk = desk,
                           .till = till,
                           .keys = encoder,
                           .clock = system_clock(),
                           .crash_point = meet_crash_point};
    trace::Watched watched{};

    /// Runs a verb to its end in a trace of its own; ProcessEnded comes through.
    template <class T>
    Result<T> run(const std::function<Task<Result<T>>(Step&)>& verb) {
        boost::asio::io_context io;
        std::optional<Result<T>> outcome;
        std::exception_ptr thrown;
        Step root = watched.recorder.root(span::http_server);
        const auto work = [&]() -> Task<void> { outcome.emplace(co_await verb(root)); };
        boost::asio::co_spawn(io, work(), [&](std::exception_ptr error) { thrown = error; });
        io.run();
        root.close(nullptr);
        if (thrown) std::rethrow_exception(thrown);
        return std::move(*outcome);
    }
};

DeskWorld::DeskWorld(Outside& outside) : parts_(std::make_unique<Parts>(outside)) {}
DeskWorld::~DeskWorld() = default;

std::string DeskWorld::book() {
    std::string code = book_uncaptured();
    capture_at_last();
    parts_->outside.turnstile.reset();
    return code;
}

std::string DeskWorld::book_uncaptured() {
    Parts& all = *parts_;
    const ReservationId id = ReservationId::make(system_clock().now());
    hotel::HoldCommand hold{.reservation = id,
                            .confirmation_code = "CODE-" + id.text().substr(24),
                            .stay = {.property = property_id(),
                                     .stay = {today, today + 2},
                                     .guests = 2,
                                     .room_type = type_id(),
                                     .rate_plan = plan_id()},
                            .total = {20'000, eur()},
                            .guest = {Private<std::string>("Ada Fictional"),
                                      Private<std::string>("ada@guest.example")}};
    const payments::Charge deposit{.id = PaymentId::make(system_clock().now()),
                                   .reference = id.text(),
                                   .amount = {5'000, eur()},
                                   .means = {"card", Secret("tok_approved"), {}}};
    const auto booked = all.run<void>([&](Step& step) -> Task<Result<void>> {
        const hotel::Along intends = [&](db::Tx& tx) { return payments::intend(tx, deposit); };
        CO_TRY_VOID(co_await hotel::hold(step, all.desk, hold, intends));
        CO_TRY(const auto answer, co_await payments::authorize(step, all.till, deposit));
        const hotel::Along notes = [&](db::Tx& tx) {
            return payments::note(tx, deposit.id, answer);
        };
        co_return co_await hotel::confirm(step, all.desk, id, notes);
    });
    must(booked.has_value());
    return hold.confirmation_code;
}

void DeskWorld::capture_at_last() {
    Parts& all = *parts_;
    const auto captured = all.run<void>([&](Step& step) -> Task<Result<void>> {
        const auto find = [](db::Tx& tx) -> Result<payments::Payment> {
            const db::Sql sql{"test.payment", "SELECT", "payment", "SELECT reference FROM payment"};
            TRY(const auto of, tx.first(sql, [](const db::Row& row) { return row.text(0); }));
            TRY(auto all_of_it, payments::payments_of(tx, of.value()));
            return std::move(all_of_it.front());
        };
        CO_TRY(const payments::Payment payment, co_await all.front.db.read(step, find));
        CO_TRY(const auto answer, co_await payments::capture(step, all.till, payment));
        const auto note = [&](db::Tx& tx) { return payments::note(tx, payment.id, answer); };
        co_return co_await all.front.db.transact(step, note);
    });
    must(captured.has_value());
}

Result<hotel::CheckedIn> DeskWorld::check_in(const std::string& code) {
    const hotel::CheckInCommand command{.property = property_id(),
                                        .confirmation_code = code,
                                        .identity = {.kind = "passport", .verified_by = "the test"},
                                        .actor = {.id = "agent-1", .role = "agent"}};
    return parts_->run<hotel::CheckedIn>(
        [&](Step& step) { return hotel::check_in_guest(step, parts_->front, command); });
}

Result<hotel::CheckedOut> DeskWorld::check_out(const std::string& room_number) {
    const hotel::CheckOutCommand command{.property = property_id(),
                                         .room_number = room_number,
                                         .actor = {.id = "agent-1", .role = "agent"}};
    return parts_->run<hotel::CheckedOut>(
        [&](Step& step) { return hotel::check_out_guest(step, parts_->front, command); });
}

Result<hotel::FolioItem> DeskWorld::charge(const hotel::FolioId& folio, std::int64_t minor) {
    const hotel::PostCommand command{.folio = {property_id(), folio},
                                     .code = "spa",
                                     .description = "Spa",
                                     .amount = Money{minor, eur()},
                                     .actor = {.id = "agent-1", .role = "agent"}};
    return parts_->run<hotel::FolioItem>(
        [&](Step& step) { return hotel::post_to_folio(step, parts_->front, command); });
}

void DeskWorld::recover() {
    const db::Sql due{"test.due", "UPDATE", "saga",
                      "UPDATE saga SET next_attempt_at = 0, lease_until = 0"};
    for (int round = 0; round < 3; ++round) {
        Step step = Step::silent();
        const auto body = [&](db::Tx& tx) { return tx.run(due); };
        must(parts_->outside.db->transact_now(step, body).has_value());
        const auto report = parts_->run<saga::RecoverReport>(
            [&](Step&) { return hotel::recover(parts_->watched.recorder, parts_->front); });
        must(report.has_value());
    }
}

namespace {

template <class Read>
auto first(db::Database& db, const char* text, Read read) {
    // Prepared statements are kept by name: each text is one.
    static std::set<std::string> names;
    const std::string_view name = *names.insert(text).first;
    const db::Sql sql{name, "SELECT", "anything", name};
    Step step = Step::silent();
    const auto body = [&](db::Tx& tx) { return tx.first(sql, read); };
    const auto found = db.read_now(step, body);
    must(found.has_value() && found->has_value());
    return **found;
}

}  // namespace

std::int64_t DeskWorld::number(const char* text) {
    return first(*parts_->outside.db, text, [](const db::Row& row) { return row.integer(0); });
}

std::string DeskWorld::word(const char* text) {
    return first(*parts_->outside.db, text, [](const db::Row& row) { return row.text(0); });
}

}  // namespace vacancy::testing
