#include "main/replay/front_desk.hpp"

#include "hotel/api.hpp"
#include "hotel/desk/night.hpp"
#include "hotel/desk/staying.hpp"
#include "hotel/store/desk/folios.hpp"
#include "hotel/store/desk/stays.hpp"
#include "hotel/store/desk/tasks.hpp"
#include "hotel/store/night/books.hpp"
#include "hotel/store/setup.hpp"

#include <algorithm>

namespace vacancy::replay {
namespace {

hotel::Actor clerk() { return {.id = "replay", .role = "agent"}; }

/// Housekeeping is quick here: whoever comes next finds the room ready.
Result<void> clean(db::Tx& tx, const RoomId& id) {
    TRY(auto room, hotel::store::find_room(tx, id));
    if (!room) return fail(ErrorCode::room_not_found);
    room->housekeeping = hotel::Housekeeping::inspected;
    const std::int64_t version = room->version;
    TRY_VOID(hotel::store::update_room(tx, *room, version));
    return hotel::store::finish_tasks(tx, id);
}

/// The hotel's morning: after its day is closed, before its guests come.
Instant morning(LocalDate day) {
    return instant_of(day, std::chrono::minutes{5 * 60}, "Europe/Lisbon");
}

}  // namespace

Task<Result<void>> ReplayDesk::close_one(const PropertyId& property) {
    const hotel::CloseNight command{.property = property, .actor = clerk()};
    Step step = world_.recorder().root(span::vacancy_replay);
    auto closed = co_await hotel::close_night(step, world_.front_desk(), command);
    step.close(closed ? nullptr : &closed.error());
    if (!closed) co_return std::unexpected(std::move(closed).error());
    ++counts_.night_audits;
    counts_.discrepancies += closed->discrepancies;
    co_return Result<void>{};
}

Task<Result<void>> ReplayDesk::close_days_before(LocalDate day) {
    world_.clock().set(std::max(morning(day), world_.clock().now()));
    for (const hotel::Property& property : hotel::all_properties(world_.desk())) {
        for (LocalDate open = property.business_date; open < day; ++open)
            CO_TRY_VOID(co_await close_one(property.id));
    }
    co_return Result<void>{};
}

Result<hotel::Room> ReplayDesk::room_of(Step& step, const hotel::Reservation& stay) {
    if (const auto known = rooms_.find(stay.confirmation_code); known != rooms_.end())
        return known->second;
    const auto body = [&](db::Tx& tx) -> Result<hotel::Room> {
        TRY(const auto taken, hotel::store::find_stay(tx, stay.id));
        if (!taken || !taken->room) return fail(ErrorCode::room_not_found);
        TRY(const auto room, hotel::store::find_room(tx, *taken->room));
        if (!room) return fail(ErrorCode::room_not_found);
        return *room;
    };
    return world_.db().read_now(step, body);
}

Task<Result<void>> ReplayDesk::check_in(Step& step, const hotel::Reservation& stay) {
    if (stay.status != hotel::Status::confirmed) co_return Result<void>{};
    const hotel::CheckInCommand command{
        .property = stay.property,
        .confirmation_code = stay.confirmation_code,
        .identity = {.kind = "passport", .verified_by = "replay"},
        .keys = 1,
        .means = payments::Means{.method = "card",
                                 .token = Secret("tok_approved"),
                                 .last4 = Last4::parse("4242").value()},
        .actor = clerk()};
    auto in = co_await hotel::check_in_guest(step, world_.front_desk(), command);
    if (!in) co_return std::unexpected(std::move(in).error());
    ++counts_.check_ins;
    rooms_[stay.confirmation_code] = std::move(in->room);
    co_return Result<void>{};
}

Task<Result<void>> ReplayDesk::check_out(Step& step, const hotel::Reservation& stay) {
    if (stay.status != hotel::Status::in_house) co_return Result<void>{};
    CO_TRY(const hotel::Room room, room_of(step, stay));
    const hotel::CheckOutCommand command{
        .property = stay.property, .room_number = room.number, .actor = clerk()};
    auto out = co_await hotel::check_out_guest(step, world_.front_desk(), command);
    if (!out) co_return std::unexpected(std::move(out).error());
    ++counts_.check_outs;
    rooms_.erase(stay.confirmation_code);
    const auto body = [&](db::Tx& tx) { return clean(tx, room.id); };
    co_return co_await world_.db().transact(step, body);
}

Result<Money> charged(World& world, const hotel::Reservation& stay) {
    const auto body = [&](db::Tx& tx) -> Result<Money> {
        Money sum{0, stay.total.currency};
        TRY(const auto folios, hotel::store::folios_of(tx, stay.id));
        for (const hotel::Folio& folio : folios) {
            TRY(const auto view, hotel::store::view_folio(tx, stay.property, folio.id));
            sum = sum + view.totals.charges;
        }
        return sum;
    };
    Step step = Step::silent();
    return world.db().read_now(step, body);
}

Result<void> count_books(World& world, DeskCounts& counts) {
    const auto body = [&](db::Tx& tx) { return hotel::store::count_books(tx); };
    Step step = Step::silent();
    TRY(const auto books, world.db().read_now(step, body));
    counts.postings = books.postings;
    counts.unbalanced = books.unbalanced;
    counts.open_folios = books.open_folios;
    counts.owed_minor = books.owed_minor;
    return {};
}

}  // namespace vacancy::replay
