#include "hotel/flows/memory.hpp"

#include "hotel/store/book.hpp"
#include "hotel/store/feed.hpp"
#include "hotel/store/setup.hpp"

#include <algorithm>
#include <map>

namespace vacancy::hotel {
namespace {

void install(Desk& desk, store::LoadedBook loaded) {
    PropertyCalendar& calendar = desk.calendars.at(loaded.book.property.id);
    auto book = std::make_shared<const Book>(std::move(loaded.book));
    calendar.install(std::move(book), loaded.counts);
}

/// A line that cannot be written is the transaction's own failure: the first failed statement is
/// what it answers, whatever its body goes on with.
void tell(db::Tx& tx, const Desk& desk, const store::FeedLine& line) {
    if (!desk.node.empty()) (void)store::tell(tx, desk.node, line);
}

/// The nights of each room type as one range.
void tell_nights(db::Tx& tx, const Desk& desk, const PropertyId& property,
                 const std::vector<TypeNight>& nights) {
    std::map<RoomTypeId, StayDates> ranges;
    for (const TypeNight& night : nights) {
        const LocalDate day = night.night.night;
        const auto [at, is_new] = ranges.emplace(night.room_type, StayDates{day, day + 1});
        if (is_new) continue;
        at->second.arrival = std::min(at->second.arrival, day);
        at->second.departure = std::max(at->second.departure, day + 1);
    }
    for (const auto& [type, stay] : ranges)
        tell(tx, desk, {.property = property, .nights = OwnNights{type, stay}});
}

}  // namespace

void remember_nights(db::Tx& tx, Desk& desk, const PropertyId& property,
                     const std::vector<TypeNight>& nights) {
    tell_nights(tx, desk, property, nights);
    PropertyCalendar& calendar = desk.calendars.at(property);
    tx.after_commit([&calendar, nights] {
        for (const TypeNight& night : nights)
            calendar.apply(night.room_type, std::span(&night.night, 1));
    });
}

void remember_nights(db::Tx& tx, Desk& desk, const store::Moved& moved,
                     std::vector<NightLeft> nights) {
    tell(tx, desk, {.property = moved.property, .nights = moved.nights});
    PropertyCalendar& calendar = desk.calendars.at(moved.property);
    tx.after_commit([&calendar, type = moved.nights.room_type, nights = std::move(nights)] {
        calendar.apply(type, nights);
    });
}

void remember_hold(db::Tx& tx, Desk& desk, const PropertyId& property, const LiveHold& hold) {
    PropertyCalendar& calendar = desk.calendars.at(property);
    tx.after_commit([&calendar, hold] {
        calendar.hold_placed(hold);
        calendar.taken(hold.room_type, hold.stay, hold.reservation);
    });
}

void tell_book(db::Tx& tx, Desk& desk, const PropertyId& property) {
    tell(tx, desk, {.property = property});
}

void forget_hold(db::Tx& tx, Desk& desk, const PropertyId& property, const ReservationId& id) {
    tell(tx, desk, {.property = property, .ended_hold = id});
    PropertyCalendar& calendar = desk.calendars.at(property);
    tx.after_commit([&calendar, id] { calendar.hold_ended(id); });
}

Result<int> give_back_expired(db::Tx& tx, Desk& desk, const std::vector<store::Expired>& expired) {
    for (const store::Expired& hold : expired) {
        TRY(auto back, store::give_back_nights(tx, store::Count::held, hold.moved.nights));
        remember_nights(tx, desk, hold.moved, std::move(back));
        tx.step().count(metric::vacancy_holds_expired);
        forget_hold(tx, desk, hold.moved.property, hold.reservation);
    }
    return static_cast<int>(expired.size());
}

Result<std::vector<NightLeft>> take_or_reclaim(db::Tx& tx, Desk& desk, store::Count count,
                                               const std::pair<OwnNights, ReservationId>& wanted) {
    const auto& [nights, by] = wanted;
    TRY(auto taken, store::take_nights(tx, count, nights, by));
    if (!taken.empty()) return taken;
    TRY(const auto due, store::expire_due_of(tx, nights));
    if (due.empty()) return taken;
    TRY_VOID(give_back_expired(tx, desk, due));
    return store::take_nights(tx, count, nights, by);
}

Task<Result<void>> reload(Step& step, Desk& desk, const PropertyId& property) {
    const auto body = [&](db::Tx& tx) { return store::load_book(tx, property); };
    CO_TRY(auto loaded, co_await desk.db.read(step, body));
    if (!loaded) co_return fail(ErrorCode::property_not_found);
    install(desk, std::move(*loaded));
    co_return Result<void>{};
}

Task<Result<void>> follow(Step& step, Desk& desk, const PropertyId& property, const Patch& patch) {
    PropertyCalendar* calendar = desk.calendars.find(property);
    if (calendar != nullptr && calendar->patch(patch.version, patch.change))
        co_return Result<void>{};
    co_return co_await reload(step, desk, property);
}

Result<void> reload_now(Step& step, Desk& desk, const PropertyId& property) {
    const auto body = [&](db::Tx& tx) { return store::load_book(tx, property); };
    TRY(auto loaded, desk.db.read_now(step, body));
    if (!loaded) return fail(ErrorCode::property_not_found);
    install(desk, std::move(*loaded));
    return {};
}

Result<void> load_calendars(Step& step, Desk& desk) {
    const auto body = [&](db::Tx& tx) -> Result<std::vector<store::PlacedHold>> {
        TRY(const auto properties, store::property_ids(tx));
        for (const PropertyId& property : properties) {
            TRY(auto loaded, store::load_book(tx, property));
            if (loaded) install(desk, std::move(*loaded));
        }
        return store::live_holds(tx);
    };
    TRY(const auto holds, desk.db.read_now(step, body));
    for (const store::PlacedHold& placed : holds)
        desk.calendars.at(placed.property).hold_placed(placed.hold);
    return {};
}

}  // namespace vacancy::hotel
