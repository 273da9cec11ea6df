#include "hotel/flows/changing.hpp"
#include "hotel/setup.hpp"
#include "hotel/store/rate_plans.hpp"
#include "hotel/store/setup.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace vacancy::hotel {
namespace {

constexpr int most_reservations_shown = 200;

template <class Thing, class Id>
Result<void> check_known(const std::vector<Thing>& all, const Id& id, ErrorCode otherwise) {
    if (std::ranges::find(all, id, &Thing::id) == all.end()) return fail(otherwise);
    return {};
}

Result<void> own_type(db::Tx& tx, const PropertyId& property, const RoomTypeId& id) {
    TRY(const auto all, store::room_types(tx, property));
    return check_known(all, id, ErrorCode::room_type_not_found);
}

Result<void> own_plan(db::Tx& tx, const PropertyId& property, const RatePlanId& id) {
    TRY(const auto all, store::rate_plans(tx, property));
    return check_known(all, id, ErrorCode::rate_plan_not_found);
}

Result<Written> write_rates(db::Tx& tx, const std::vector<RateChange>& changes) {
    TRY(const auto types, store::room_types(tx, changes.front().property));
    TRY(const auto plans, store::rate_plans(tx, changes.front().property));
    for (const RateChange& change : changes) {
        TRY_VOID(check_known(types, change.room_type, ErrorCode::room_type_not_found));
        TRY_VOID(check_known(plans, change.rate_plan, ErrorCode::rate_plan_not_found));
    }
    TRY(const auto nights, store::set_rates(tx, changes));
    return Written{nights};
}

/// The same change to the book in memory.
void patch_rates(Book& book, const std::vector<RateChange>& changes) {
    for (const RateChange& change : changes) {
        const auto type = book.type_index(change.room_type);
        const auto plan = book.plan_index(change.rate_plan);
        const auto slot = type && plan ? book.product_of(*type, *plan) : std::nullopt;
        if (!slot) continue;
        for (LocalDate night = change.nights.from; night < change.nights.until; ++night) {
            const bool chosen = (change.nights.weekdays >> (night.iso_weekday() - 1) & 1) != 0;
            if (chosen && book.knows(night)) book.rate_cell(night, *slot) = change.rate;
        }
    }
}

Result<Written> write_rules(db::Tx& tx, const std::vector<RuleChange>& changes) {
    Written written;
    for (const RuleChange& change : changes) {
        TRY_VOID(own_type(tx, change.property, change.room_type));
        if (change.rate_plan) TRY_VOID(own_plan(tx, change.property, *change.rate_plan));
        TRY(const auto nights, store::set_rules(tx, change));
        written.nights += nights;
    }
    return written;
}

Result<void> find_affected(db::Tx& tx, const PropertyId& property, InventoryImpact& impact) {
    for (const InventoryNight& night : impact.oversold) {
        const OwnNights one{night.room_type, {night.night, night.night + 1}};
        TRY(const auto over, store::reservations_over(tx, property, one, most_reservations_shown));
        for (const Reservation& reservation : over) {
            const auto known =
                std::ranges::find(impact.reservations, reservation.id, &Reservation::id);
            const bool room = impact.reservations.size() < most_reservations_shown;
            if (known == impact.reservations.end() && room)
                impact.reservations.push_back(reservation);
        }
    }
    return {};
}

Error oversold_error(const InventoryImpact& impact) {
    Error error{.code = ErrorCode::inventory_oversold};
    for (const InventoryNight& night : impact.oversold)
        error.fields.push_back({fmt::format("/nights/{}", night.night.text()), "oversold",
                                fmt::format("{} sold, {} held, {} would be for sale", night.sold,
                                            night.held, night.limit())});
    return error;
}

/// The window of the book may have to grow: nights that memory does not know yet.
bool reaches_beyond(const Desk& desk, const InventoryCommand& command) {
    const PropertyCalendar* calendar = desk.calendars.find(command.property);
    const auto book = calendar != nullptr ? calendar->book() : nullptr;
    return book == nullptr || !book->knows(command.change.nights.until - 1);
}

Result<InventoryImpact> write_inventory(db::Tx& tx, Desk& desk, const InventoryCommand& command) {
    TRY_VOID(own_type(tx, command.property, command.change.room_type));
    InventoryImpact impact;
    TRY(impact.oversold, store::oversold_by(tx, command.change));
    TRY_VOID(find_affected(tx, command.property, impact));
    if (command.preview) return impact;
    if (!impact.oversold.empty() && !command.allow_oversold)
        return std::unexpected(oversold_error(impact));
    TRY(const auto nights, store::change_inventory(tx, command.change));
    if (reaches_beyond(desk, command)) {
        TRY_VOID(store::touch_rates(tx, command.property));
        tell_book(tx, desk, command.property);
    }
    impact.nights = static_cast<std::int64_t>(nights.size());
    impact.applied = true;
    remember_nights(tx, desk, command.property, nights);
    return impact;
}

}  // namespace

Task<Result<Written>> set_rates(Step& step, Desk& desk, const std::vector<RateChange>& changes) {
    if (changes.empty()) co_return Written{};
    Patch patch{.change = [&](Book& book) { patch_rates(book, changes); }};
    const auto body = [&](db::Tx& tx) -> Result<Written> {
        TRY(patch.version, store::touch_rates(tx, changes.front().property));
        TRY(const auto written, write_rates(tx, changes));
        tell_book(tx, desk, changes.front().property);
        return written;
    };
    CO_TRY(const auto written, co_await desk.db.transact(step, body));
    CO_TRY_VOID(co_await follow(step, desk, changes.front().property, patch));
    co_return written;
}

Task<Result<std::vector<RateRow>>> rates(Step& step, Desk& desk, const NightsQuery& query) {
    const auto read = [&](db::Tx& tx) -> Result<std::vector<RateRow>> {
        TRY(auto rows, store::rates(tx, query.property, query.nights));
        if (query.room_type)
            std::erase_if(rows, [&](const RateRow& r) { return r.room_type != *query.room_type; });
        return rows;
    };
    co_return co_await read_from(step, desk, read);
}

Task<Result<Written>> set_restrictions(Step& step, Desk& desk,
                                       const std::vector<RuleChange>& changes) {
    if (changes.empty()) co_return Written{};
    const auto change = [&](db::Tx& tx) { return write_rules(tx, changes); };
    co_return co_await changed(step, desk, changes.front().property, change);
}

Task<Result<std::vector<RuleRow>>> restrictions(Step& step, Desk& desk, const NightsQuery& query) {
    const auto read = [&](db::Tx& tx) -> Result<std::vector<RuleRow>> {
        TRY(auto rows, store::rules(tx, query.property, query.nights));
        if (query.room_type)
            std::erase_if(rows, [&](const RuleRow& r) { return r.room_type != *query.room_type; });
        return rows;
    };
    co_return co_await read_from(step, desk, read);
}

Task<Result<InventoryImpact>> set_inventory(Step& step, Desk& desk,
                                            const InventoryCommand& command) {
    const auto body = [&](db::Tx& tx) { return write_inventory(tx, desk, command); };
    auto impact = co_await desk.db.transact(step, body);
    if (!impact || !impact->applied || !reaches_beyond(desk, command)) co_return impact;
    CO_TRY_VOID(co_await reload(step, desk, command.property));
    co_return impact;
}

Task<Result<std::vector<InventoryNight>>> inventory(Step& step, Desk& desk,
                                                    const NightsQuery& query) {
    const auto read = [&](db::Tx& tx) -> Result<std::vector<InventoryNight>> {
        TRY(const auto types, store::room_types(tx, query.property));
        std::vector<InventoryNight> rows;
        for (const RoomType& type : types) {
            if (query.room_type && type.id != *query.room_type) continue;
            TRY(const auto nights, store::inventory(tx, type.id, query.nights));
            rows.insert(rows.end(), nights.begin(), nights.end());
        }
        return rows;
    };
    co_return co_await read_from(step, desk, read);
}

}  // namespace vacancy::hotel
