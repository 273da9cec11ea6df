#pragma once
// The book of one property: all it sells and at what prices and conditions, laid out night by night
// for search. Built whole when something changes, then never touched again, so that any thread may
// read it. How many rooms are left is kept apart (hotel/calendars.hpp): that changes with every
// sale.

#include "hotel/model/property.hpp"
#include "hotel/model/rate_plan.hpp"

#include <cstdint>
#include <vector>

namespace vacancy::hotel {

/// The price of one night; amount -1: none, the night cannot be sold by this plan.
struct DayRate {
    std::int64_t amount = -1;          ///< for the plan's base occupancy
    std::int64_t single_discount = 0;  ///< off, when one guest stays
    std::int64_t extra_adult = 0;      ///< for each above the base occupancy
    std::int64_t extra_child = 0;
};

/// The restrictions of one night; 0 means none. Minimum and maximum stay and lead are judged by the
/// arrival's night, closed by every night, closed_to_departure by the departure's date.
struct DayRule {
    bool closed = false;
    bool closed_to_arrival = false;
    bool closed_to_departure = false;
    std::uint8_t pad = 0;
    std::uint16_t min_stay = 0;
    std::uint16_t max_stay = 0;
    std::uint16_t min_lead_days = 0;
    std::uint16_t max_lead_days = 0;

    friend bool operator==(const DayRule&, const DayRule&) = default;
};

/// Both at once: the stricter of each.
[[nodiscard]] DayRule stricter(const DayRule& a, const DayRule& b);

/// One room type sold by one plan.
struct Product {
    std::size_t type = 0;
    std::size_t plan = 0;
    std::size_t rate_slot = 0;  ///< whose prices: its own slot, or the parent plan's
};

struct Book {
    Property property;
    std::vector<RoomType> room_types{};  ///< by sort, code
    std::vector<RatePlan> plans{};       ///< active ones, by code
    std::vector<TaxFee> taxes{};
    std::vector<Product> products{};  ///< by type, then plan
    LocalDate first{};                ///< the first night it knows
    int nights = 0;
    std::vector<DayRate> rates{};  ///< [night × products + product]
    std::vector<DayRule>
        rules{};  ///< [(night, one more for the last departure) × products + product]
    std::int64_t rates_version = 0;

    [[nodiscard]] bool knows(LocalDate night) const {
        return night >= first && night - first < nights;
    }
    [[nodiscard]] const DayRate& rate(LocalDate night, std::size_t slot) const {
        return rates[static_cast<std::size_t>(night - first) * products.size() + slot];
    }
    [[nodiscard]] const DayRule& rule(LocalDate night, std::size_t slot) const {
        return rules[static_cast<std::size_t>(night - first) * products.size() + slot];
    }
    [[nodiscard]] DayRate& rate_cell(LocalDate night, std::size_t slot) {
        return rates[static_cast<std::size_t>(night - first) * products.size() + slot];
    }
    [[nodiscard]] DayRule& rule_cell(LocalDate night, std::size_t slot) {
        return rules[static_cast<std::size_t>(night - first) * products.size() + slot];
    }
    [[nodiscard]] std::optional<std::size_t> type_index(const RoomTypeId& id) const;
    [[nodiscard]] std::optional<std::size_t> plan_index(const RatePlanId& id) const;
    [[nodiscard]] std::optional<std::size_t> product_of(std::size_t type, std::size_t plan) const;

    /// Makes the products of the room types and plans and empty nights for them.
    void lay_out(LocalDate first_night, int night_count);
};

}  // namespace vacancy::hotel
