#include "hotel/model/night/report.hpp"

namespace vacancy::hotel {

Money for_each_of(const Money& sum, int count) {
    if (count <= 0) return {0, sum.currency};
    const std::int64_t half = sum.amount < 0 ? -(count / 2) : count / 2;
    return {(sum.amount + half) / count, sum.currency};
}

Money NightReport::room_revenue() const {
    Money sum{0, currency};
    for (const NamedSum& code : figures.revenue)
        if (code.name == "room") sum = sum + code.amount;
    return sum;
}

Money NightReport::total_revenue() const {
    Money sum{0, currency};
    for (const NamedSum& code : figures.revenue) sum = sum + code.amount;
    return sum;
}

BasisPoints NightReport::occupancy() const {
    if (rooms_available() <= 0) return {};
    const Money share =
        for_each_of({figures.sold * std::int64_t{10'000}, currency}, rooms_available());
    return {static_cast<std::int32_t>(share.amount)};
}

Money NightReport::average_daily_rate() const { return for_each_of(room_revenue(), figures.sold); }

Money NightReport::revenue_per_room() const {
    return for_each_of(room_revenue(), rooms_available());
}

Instant closes_at(LocalDate business_date, std::chrono::minutes at, std::string_view time_zone) {
    constexpr std::chrono::minutes noon{12 * 60};
    return instant_of(at < noon ? business_date + 1 : business_date, at, time_zone);
}

}  // namespace vacancy::hotel
