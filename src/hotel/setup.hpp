#pragma once
// What managers do: verbs that make, change and list what the hotel is made of and sells. `version`
// of a thing to change is the version it was read at; another one now is version_mismatch, 0
// changes whatever is there. The calendars know of a change before it is answered. Whether the
// caller may touch the property is the routes' question; a thing of another property is not_found
// here.

#include "hotel/desk.hpp"
#include "hotel/model/changes.hpp"
#include "hotel/model/reservation.hpp"
#include "trace/step.hpp"
#include "trace/task.hpp"

#include <vector>

namespace vacancy::hotel {

/// With a nil id: made new.
/// An account that has no name yet has an empty one.
Task<Result<Account>> find_account(Step& step, Desk& desk, const AccountId& id);
Task<Result<Account>> name_account(Step& step, Desk& desk, const Account& account);

Task<Result<Property>> create_property(Step& step, Desk& desk, const Property& property);
Task<Result<Property>> change_property(Step& step, Desk& desk, const Property& property);

Task<Result<RoomType>> create_room_type(Step& step, Desk& desk, const RoomType& type);
Task<Result<RoomType>> change_room_type(Step& step, Desk& desk, const RoomType& type);
Task<Result<std::vector<RoomType>>> room_types(Step& step, Desk& desk, const PropertyId& property);

Task<Result<Room>> create_room(Step& step, Desk& desk, const Room& room);
/// Found by its number; keeps its id.
Task<Result<Room>> change_room(Step& step, Desk& desk, const Room& room);
/// The same where only its housekeeping state differs: nothing that is sold changes, and no price
/// is asked anew. A room that is clean has nothing left to be done.
Task<Result<Room>> change_housekeeping(Step& step, Desk& desk, const Room& room);
Task<Result<std::vector<Room>>> rooms(Step& step, Desk& desk, const PropertyId& property);

/// A parent plan must be of this property and have prices of its own.
Task<Result<RatePlan>> create_rate_plan(Step& step, Desk& desk, const RatePlan& plan);
Task<Result<RatePlan>> change_rate_plan(Step& step, Desk& desk, const RatePlan& plan);
Task<Result<std::vector<RatePlan>>> rate_plans(Step& step, Desk& desk, const PropertyId& property);

Task<Result<TaxFee>> create_tax(Step& step, Desk& desk, const TaxFee& tax);
Task<Result<TaxFee>> change_tax(Step& step, Desk& desk, const TaxFee& tax);
Task<Result<TaxFee>> remove_tax(Step& step, Desk& desk, const TaxFee& tax);
Task<Result<std::vector<TaxFee>>> taxes(Step& step, Desk& desk, const PropertyId& property);

/// The nights of one property.
struct NightsQuery {
    PropertyId property;
    StayDates nights;
    std::optional<RoomTypeId> room_type{};
};
struct Written {
    std::int64_t nights = 0;  ///< cells written
};
/// One rate plan's prices for ranges of nights, all or none.
Task<Result<Written>> set_rates(Step& step, Desk& desk, const std::vector<RateChange>& changes);
Task<Result<std::vector<RateRow>>> rates(Step& step, Desk& desk, const NightsQuery& query);
Task<Result<Written>> set_restrictions(Step& step, Desk& desk,
                                       const std::vector<RuleChange>& changes);
Task<Result<std::vector<RuleRow>>> restrictions(Step& step, Desk& desk, const NightsQuery& query);

struct InventoryCommand {
    PropertyId property;
    InventoryChange change;
    bool preview = false;         ///< say what it would do, change nothing
    bool allow_oversold = false;  ///< what is sold above the new numbers stays as overbooking
};
struct InventoryImpact {
    bool applied = false;
    std::int64_t nights = 0;                  ///< changed
    std::vector<InventoryNight> oversold{};   ///< as they would be, below what is sold and held
    std::vector<Reservation> reservations{};  ///< live ones over those nights, at most 200
};
/// inventory_oversold when nights would be below what is sold and that was not allowed.
Task<Result<InventoryImpact>> set_inventory(Step& step, Desk& desk,
                                            const InventoryCommand& command);
Task<Result<std::vector<InventoryNight>>> inventory(Step& step, Desk& desk,
                                                    const NightsQuery& query);

}  // namespace vacancy::hotel
