#pragma once
// Changes to ranges of nights, as people order them, and the rows they leave.

#include "hotel/model/book.hpp"
#include "hotel/model/inventory.hpp"

namespace vacancy::hotel {

/// A bulk change: nights of [from, until) on the given weekdays (bit 0 Monday).
struct NightRange {
    LocalDate from;
    LocalDate until;
    int weekdays = 127;
};

struct InventoryChange {
    RoomTypeId room_type;
    NightRange nights;
    std::optional<int> capacity{};
    std::optional<int> overbooking{};
    std::optional<int> sell_limit{};
    bool drop_sell_limit = false;
};

/// One product's prices for a range of nights.
struct RateChange {
    PropertyId property;
    RatePlanId rate_plan;
    RoomTypeId room_type;
    NightRange nights;
    DayRate rate{};
};

struct RuleChange {
    PropertyId property;
    std::optional<RatePlanId> rate_plan{};  ///< nothing: every plan
    RoomTypeId room_type;
    NightRange nights;
    DayRule rule{};  ///< no restriction at all removes the rows
};

struct RateRow {
    LocalDate night;
    RatePlanId rate_plan;
    RoomTypeId room_type;
    DayRate rate{};
};

struct RuleRow {
    LocalDate night;
    std::optional<RatePlanId> rate_plan{};
    RoomTypeId room_type;
    DayRule rule{};
};

}  // namespace vacancy::hotel
