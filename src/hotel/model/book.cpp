#include "hotel/model/book.hpp"

#include <algorithm>

namespace vacancy::hotel {
namespace {

/// The smaller of two limits where 0 means none.
std::uint16_t tighter(std::uint16_t a, std::uint16_t b) {
    if (a == 0 || b == 0) return std::max(a, b);
    return std::min(a, b);
}

}  // namespace

DayRule stricter(const DayRule& a, const DayRule& b) {
    return {.closed = a.closed || b.closed,
            .closed_to_arrival = a.closed_to_arrival || b.closed_to_arrival,
            .closed_to_departure = a.closed_to_departure || b.closed_to_departure,
            .min_stay = std::max(a.min_stay, b.min_stay),
            .max_stay = tighter(a.max_stay, b.max_stay),
            .min_lead_days = std::max(a.min_lead_days, b.min_lead_days),
            .max_lead_days = tighter(a.max_lead_days, b.max_lead_days)};
}

std::optional<std::size_t> Book::type_index(const RoomTypeId& id) const {
    const auto found = std::ranges::find(room_types, id, &RoomType::id);
    if (found == room_types.end()) return std::nullopt;
    return static_cast<std::size_t>(found - room_types.begin());
}

std::optional<std::size_t> Book::plan_index(const RatePlanId& id) const {
    const auto found = std::ranges::find(plans, id, &RatePlan::id);
    if (found == plans.end()) return std::nullopt;
    return static_cast<std::size_t>(found - plans.begin());
}

std::optional<std::size_t> Book::product_of(std::size_t type, std::size_t plan) const {
    for (std::size_t i = 0; i < products.size(); ++i) {
        if (products[i].type == type && products[i].plan == plan) return i;
    }
    return std::nullopt;
}

void Book::lay_out(LocalDate first_night, int night_count) {
    first = first_night;
    nights = night_count;
    products.clear();
    for (std::size_t type = 0; type < room_types.size(); ++type) {
        for (std::size_t plan = 0; plan < plans.size(); ++plan) {
            if (std::ranges::count(plans[plan].room_types, room_types[type].id) > 0)
                products.push_back({type, plan, products.size()});
        }
    }
    for (std::size_t i = 0; i < products.size(); ++i) {
        const auto& derived = plans[products[i].plan].derived;
        if (!derived) continue;
        const auto parent = plan_index(derived->parent);
        const auto slot = parent ? product_of(products[i].type, *parent) : std::nullopt;
        products[i].rate_slot = slot.value_or(i);  // without a parent there: no prices, not on sale
    }
    const auto rows = static_cast<std::size_t>(night_count);
    rates.assign(rows * products.size(), {});
    rules.assign((rows + 1) * products.size(), {});
}

}  // namespace vacancy::hotel
