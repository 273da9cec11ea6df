#include "main/replay/hotels.hpp"

#include "hotel/api.hpp"
#include "hotel/store/inventory.hpp"
#include "hotel/store/rate_plans.hpp"
#include "hotel/store/setup.hpp"

#include <fmt/format.h>

#include <map>
#include <set>

namespace vacancy::replay {
namespace {

namespace store = hotel::store;

std::string plan_code(const HistoryRow& row) { return row.meal + "/" + row.deposit; }

hotel::MealPlan meal_of(std::string_view code) {
    if (code == "BB") return hotel::MealPlan::breakfast;
    if (code == "HB") return hotel::MealPlan::half_board;
    if (code == "FB") return hotel::MealPlan::full_board;
    return hotel::MealPlan::room_only;  // SC and Undefined: no meal package
}

/// Both hotels of the history stand in Portugal (Antonio et al. 2019).
hotel::Property property_named(const std::string& name, LocalDate opens) {
    hotel::Property property;
    property.id = property_of(name);
    property.account = AccountId::named("replay");
    property.name = name;
    property.time_zone = "Europe/Lisbon";
    property.currency = eur();
    property.address = {"1 History Street", "Sample", "0000-000", "PT"};
    property.business_date = opens;
    return property;
}

/// The file's words: no deposit; the whole stay (Non Refund); less than the whole (Refundable).
hotel::DepositRule deposit_of(const HistoryRow& row) {
    if (row.deposit == "Non Refund") return {hotel::DepositKind::full, {}};
    if (row.deposit == "Refundable") return {hotel::DepositKind::percent, {5'000}};
    return {hotel::DepositKind::none, {}};
}

hotel::RatePlan plan_for(const HistoryRow& row) {
    hotel::RatePlan plan;
    plan.id = rate_plan_of(row);
    plan.property = property_of(row.hotel);
    plan.code = plan_code(row);
    plan.name = plan.code;
    plan.meal_plan = meal_of(row.meal);
    plan.deposit = deposit_of(row);
    plan.cancellation.refundable = row.deposit != "Non Refund";
    plan.cancellation.free_until_days = 0;
    plan.cancellation.free_until_time = std::chrono::minutes{23 * 60 + 59};
    if (!plan.cancellation.refundable) plan.cancellation.fee = {hotel::FeeKind::full, {}};
    return plan;
}

struct Plans {
    std::map<RatePlanId, hotel::RatePlan> by_id;
    std::map<RatePlanId, std::set<RoomTypeId>> room_types;
    LocalDate first_night{INT32_MAX};
    LocalDate last_night{INT32_MIN};
    LocalDate first_booking{INT32_MAX};
    int most_guests = 1;
};

Plans plans_of(const std::vector<HistoryRow>& history) {
    Plans plans;
    for (const HistoryRow& row : history) {
        if (row.fault != Fault::none) continue;
        const RatePlanId id = rate_plan_of(row);
        plans.by_id.try_emplace(id, plan_for(row));
        plans.room_types[id].insert(room_type_of(row));
        plans.first_night = std::min(plans.first_night, row.stay.arrival);
        plans.last_night = std::max(plans.last_night, row.stay.departure);
        plans.first_booking = std::min(plans.first_booking, row.booked_on);
        plans.most_guests = std::max(plans.most_guests, row.guests());
    }
    for (auto& [id, plan] : plans.by_id)
        plan.room_types.assign(plans.room_types[id].begin(), plans.room_types[id].end());
    return plans;
}

Result<void> insert_type(db::Tx& tx, const RoomCounts::value_type& entry, const Plans& plans) {
    const auto& [hotel, code] = entry.first;
    hotel::RoomType type;
    type.id = RoomTypeId::named(hotel + "/" + code);
    type.property = property_of(hotel);
    type.code = code;
    type.name = fmt::format("Room type {}", code);
    type.max_guests = plans.most_guests;
    type.max_adults = plans.most_guests;
    TRY_VOID(store::insert_room_type(tx, type));
    const hotel::InventoryChange change{.room_type = type.id,
                                        .nights = {plans.first_night, plans.last_night},
                                        .capacity = entry.second};
    TRY_VOID(store::change_inventory(tx, change));
    for (int i = 1; i <= entry.second; ++i) {
        const std::string number = fmt::format("{}{:03}", code, i);
        TRY_VOID(store::insert_room(tx, {.id = RoomId::named(hotel + "/" + number),
                                         .property = type.property,
                                         .room_type = type.id,
                                         .number = number}));
    }
    return {};
}

Result<void> insert_all(db::Tx& tx, const Plans& plans, const RoomCounts& rooms) {
    TRY_VOID(store::make_account(tx, AccountId::named("replay"), "Replay"));
    std::set<std::string> hotels;
    for (const auto& entry : rooms) {
        if (hotels.insert(entry.first.first).second)
            TRY_VOID(
                store::insert_property(tx, property_named(entry.first.first, plans.first_booking)));
        TRY_VOID(insert_type(tx, entry, plans));
    }
    for (const auto& [id, plan] : plans.by_id) TRY_VOID(store::insert_rate_plan(tx, plan));
    return {};
}

}  // namespace

PropertyId property_of(const std::string& hotel) { return PropertyId::named("replay/" + hotel); }

RoomTypeId room_type_of(const HistoryRow& row) {
    return RoomTypeId::named(row.hotel + "/" + row.room_type);
}

RatePlanId rate_plan_of(const HistoryRow& row) {
    return RatePlanId::named(row.hotel + "/" + plan_code(row));
}

Result<void> set_up_hotels(Step& step, World& world, const std::vector<HistoryRow>& history,
                           const RoomCounts& rooms) {
    const Plans plans = plans_of(history);
    const auto body = [&](db::Tx& tx) -> Result<void> {
        TRY(const auto known, store::property_ids(tx));
        return known.empty() ? insert_all(tx, plans, rooms) : Result<void>{};
    };
    TRY_VOID(world.db().transact_now(step, body));
    return hotel::load_calendars(step, world.desk());
}

}  // namespace vacancy::replay
