#pragma once
// The demo town, written down: what the seed makes of each position. All names are invented.

#include "hotel/model/changes.hpp"

#include <vector>

namespace vacancy::hotel {

struct DemoHotel {
    Property property;
    std::vector<RoomType> room_types{};
    std::vector<Room> rooms{};
    std::vector<RatePlan> plans{};
    std::vector<TaxFee> taxes{};
    std::vector<InventoryChange> inventory{};
    std::vector<RateChange> rates{};
    std::vector<RuleChange> rules{};
};

[[nodiscard]] AccountId demo_account();
[[nodiscard]] PropertyId demo_property(int position);
inline constexpr int demo_town_size = 3;

/// The first three are the town's own; the others repeat their shape under numbered names.
[[nodiscard]] DemoHotel demo_hotel(int position, Instant now, int days);

}  // namespace vacancy::hotel
