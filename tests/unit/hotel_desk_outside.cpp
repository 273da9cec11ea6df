#include "hotel_desk_outside.hpp"

#include "db/migrate.hpp"
#include "hotel/model/property.hpp"
#include "hotel/store/inventory.hpp"
#include "hotel/store/prices.hpp"
#include "hotel/store/rate_plans.hpp"
#include "hotel/store/setup.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>

#include <filesystem>
#include <fstream>
#include <optional>

namespace vacancy::testing {
namespace {

constexpr std::string_view time_zone = "Europe/Lisbon";

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

hotel::Property the_property() {
    hotel::Property property;
    property.id = desk_property();
    property.account = AccountId::named("desk account");
    property.name = "Hotel Example";
    property.time_zone = std::string(time_zone);
    property.currency = eur();
    property.address = {"1 Example Street", "Sample", "0000-000", "PT"};
    property.business_date = desk_today();
    return property;
}

Result<void> add_rooms(db::Tx& tx) {
    hotel::RoomType type;
    type.id = desk_room_type();
    type.property = desk_property();
    type.code = "DBL";
    type.name = "Double";
    TRY_VOID(hotel::store::insert_room_type(tx, type));
    TRY_VOID(hotel::store::change_inventory(
        tx, {.room_type = type.id, .nights = {desk_today(), desk_today() + 5}, .capacity = 2}));
    for (const char* number : {"101", "102"}) {
        hotel::Room room;
        room.id = RoomId::named(number);
        room.property = desk_property();
        room.room_type = type.id;
        room.number = number;
        TRY_VOID(hotel::store::insert_room(tx, room));
    }
    return {};
}

Result<void> add_plan(db::Tx& tx) {
    hotel::RatePlan plan;
    plan.id = desk_plan();
    plan.property = desk_property();
    plan.code = "FLEX";
    plan.name = "Flexible";
    plan.room_types.push_back(desk_room_type());
    TRY_VOID(hotel::store::insert_rate_plan(tx, plan));
    const hotel::RateChange price{.property = desk_property(),
                                  .rate_plan = plan.id,
                                  .room_type = desk_room_type(),
                                  .nights = {desk_today(), desk_today() + 5},
                                  .rate = {.amount = 10'000}};
    TRY_VOID(hotel::store::set_rates(tx, {price}));
    return {};
}

/// In memory where there is such a place: nothing here has to last.
std::string new_folder() {
    const std::filesystem::path memory = "/dev/shm";
    std::error_code none;
    const bool is_there = std::filesystem::is_directory(memory, none);
    const auto above = is_there ? memory : std::filesystem::temp_directory_path();
    std::string name = (above / "vacancy-desk-XXXXXX").string();
    must(mkdtemp(name.data()) != nullptr);
    return name;
}

std::unique_ptr<db::Database> opened(const std::string& path) {
    auto database = db::open_database({.url = "sqlite:" + path, .inline_execution = true});
    must(database.has_value());
    return std::move(*database);
}

/// The bytes of a database with the hotel in it.
std::string set_up_once() {
    const std::string folder = new_folder();
    const std::string copy = folder + "/copy.db";
    {
        const auto db = opened(folder + "/desk.db");
        Step step = Step::silent();
        must(db::migrate(step, *db).has_value());
        const auto body = [](db::Tx& tx) -> Result<void> {
            TRY_VOID(hotel::store::make_account(tx, the_property().account, "Example"));
            TRY_VOID(hotel::store::insert_property(tx, the_property()));
            TRY_VOID(add_rooms(tx));
            return add_plan(tx);
        };
        must(db->transact_now(step, body).has_value());
        must(db->backup(copy).has_value());
    }
    std::ifstream in(copy, std::ios::binary);
    std::string bytes(std::istreambuf_iterator<char>(in), {});
    std::filesystem::remove_all(folder);
    return bytes;
}

}  // namespace

PropertyId desk_property() { return PropertyId::named("desk in a test"); }
RoomTypeId desk_room_type() { return RoomTypeId::named("desk type"); }
RatePlanId desk_plan() { return RatePlanId::named("desk plan"); }
/// The hotel's day is the real one, so that what was done a moment ago was done on it.
LocalDate desk_today() {
    static const LocalDate today = local_date(system_clock().now(), time_zone);
    return today;
}

std::string_view name_of(Fate fate) {
    constexpr std::array<std::string_view, 9> names{"none",        "unreachable",  "refused",
                                                    "lost_before", "lost_after",   "late",
                                                    "twice",       "crash_before", "crash_during"};
    return names.at(static_cast<std::size_t>(fate));
}

Outside::Outside() {
    static const std::string file = set_up_once();
    folder = new_folder();
    const std::string path = folder + "/desk.db";
    std::ofstream(path, std::ios::binary) << file;
    db = opened(path);
}

Outside::~Outside() {
    db.reset();
    std::error_code ignored;
    std::filesystem::remove_all(folder, ignored);
}

std::string Doors::text() const {
    std::string all;
    for (const auto& [room, keys] : open_to)
        all += (all.empty() ? "" : " ") + room + "=" + keys.reservation.text();
    return all;
}

using Answer = GatewayBehindTurnstile::Answer;

Task<Answer> GatewayBehindTurnstile::authorize(Step& step,
                                               const payments::AuthorizeRequest& asked) {
    co_return co_await ask([&] { return at_once(gateway_.authorize(step, asked)); });
}
Task<Answer> GatewayBehindTurnstile::increment(Step& step,
                                               const payments::IncrementRequest& asked) {
    co_return co_await ask([&] { return at_once(gateway_.increment(step, asked)); });
}
Task<Answer> GatewayBehindTurnstile::capture(Step& step, const payments::CaptureRequest& asked) {
    co_return co_await ask([&] { return at_once(gateway_.capture(step, asked)); });
}
Task<Answer> GatewayBehindTurnstile::void_authorization(Step& step,
                                                        const payments::ReturnRequest& asked) {
    co_return co_await ask([&] { return at_once(gateway_.void_authorization(step, asked)); });
}
Task<Answer> GatewayBehindTurnstile::refund(Step& step, const payments::ReturnRequest& asked) {
    co_return co_await ask([&] { return at_once(gateway_.refund(step, asked)); });
}
Task<Answer> GatewayBehindTurnstile::look_up(Step& step, const std::string& transaction_id) {
    co_return co_await ask([&] { return at_once(gateway_.look_up(step, transaction_id)); });
}
Task<Answer> GatewayBehindTurnstile::ask(std::function<Answer()> act) {
    const std::function<Answer()> done = [&] {
        Answer answer = act();
        if (!outside_.gateway_lies || !answer) return answer;
        LedgerItem& last = outside_.ledger.items.at(outside_.ledger.count - 1);
        ++(last.captured > 0 ? last.captured : last.authorized);
        return answer;
    };
    co_return co_await pass(outside_.turnstile, ErrorCode::payment_error, done);
}

Task<Result<hotel::KeysMade>> EncoderBehindTurnstile::encode(Step&,
                                                             const hotel::KeyRequest& asked) {
    const std::function<Result<hotel::KeysMade>()> act = [&] {
        doors_.open_to[asked.room_number] = {asked.reservation, asked.count};
        return Result<hotel::KeysMade>({asked.count, "fake"});
    };
    co_return co_await pass(turnstile_, ErrorCode::upstream_unavailable, act);
}

Task<Result<void>> EncoderBehindTurnstile::erase(Step&, const hotel::KeyErasure& asked) {
    const std::function<Result<void>()> act = [&]() -> Result<void> {
        if (doors_.unheard_erasures > 0) {
            --doors_.unheard_erasures;
            return fail(ErrorCode::upstream_unavailable);
        }
        const auto door = doors_.open_to.find(asked.room_number);
        const bool theirs =
            door != doors_.open_to.end() && door->second.reservation == asked.reservation;
        if (theirs && !doors_.lies) doors_.open_to.erase(door);
        return Result<void>{};
    };
    co_return co_await pass(turnstile_, ErrorCode::upstream_unavailable, act);
}

}  // namespace vacancy::testing
