#pragma once
// What can be sold for a stay, for how much, and why the rest cannot.

#include "hotel/model/rate_plan.hpp"

namespace vacancy::hotel {

struct StayRequest {
    PropertyId property;
    StayDates stay;
    int guests = 1;  ///< adults and children together
    std::optional<RoomTypeId> room_type{};
    std::optional<RatePlanId> rate_plan{};
    int children = 0;  ///< of the guests
    /// Every night at this price instead of the plan's: a contract, a group, a recorded history.
    std::optional<Money> agreed_rate{};
};

struct NightPrice {
    LocalDate date;
    Money price;
};

/// One tax or fee of the stay; inclusive ones are inside the night prices already.
struct TaxLine {
    std::string name;
    bool inclusive = false;
    Money amount;
};

struct Offer {
    RoomTypeId room_type;
    RatePlanId rate_plan;
    int rooms_left = 0;                ///< neither sold nor held
    Money total;                       ///< what the guest pays, taxes and fees in it
    Money due_at_booking{};            ///< by the plan's deposit rule; the rest at the property
    std::vector<NightPrice> nights{};  ///< sum to the total: taxes and fees are shared among them
    std::string room_type_name{};
    std::string rate_plan_name{};
    std::string meal_plan{};
    std::vector<TaxLine> taxes{};
};

/// Why a stay is not offered.
enum class RefusalReason : std::uint8_t {
    sold_out,
    not_on_sale,  ///< no inventory or no price for a night
    closed,
    closed_to_arrival,
    closed_to_departure,
    minimum_stay,
    maximum_stay,
    minimum_lead,
    maximum_lead,
    occupancy,
    past,  ///< arrival before the hotel's business date
};
[[nodiscard]] std::string_view name_of(RefusalReason reason);

struct Refusal {
    RoomTypeId room_type;
    std::optional<RatePlanId> rate_plan{};
    RefusalReason reason = RefusalReason::sold_out;
    std::optional<LocalDate> night{};
};

struct Availability {
    std::vector<Offer> offers;      ///< cheapest first, then room type's and plan's order
    std::vector<Refusal> refusals;  ///< only when asked to explain
};

}  // namespace vacancy::hotel
