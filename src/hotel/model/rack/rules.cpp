#include "hotel/model/rack/rules.hpp"

#include <algorithm>

namespace vacancy::hotel {

Money early_check_in_fee(const DeskRules& rules, const Property& property, const Reservation& r,
                         Instant now) {
    const Money none{0, r.total.currency};
    const Instant opens = instant_of(r.stay.arrival, property.check_in_from, property.time_zone);
    if (now >= opens || local_date(now, property.time_zone) != r.stay.arrival) return none;
    return {rules.early_check_in_fee_minor, r.total.currency};
}

Money late_check_out_fee(const DeskRules& rules, const Property& property, const Reservation& r,
                         Instant now) {
    const Money none{0, r.total.currency};
    const auto grace = std::chrono::minutes{rules.late_check_out_grace_min};
    const Instant closes =
        instant_of(r.stay.departure, property.check_out_until + grace, property.time_zone);
    if (now <= closes || local_date(now, property.time_zone) != r.stay.departure) return none;
    return {rules.late_check_out_fee_minor, r.total.currency};
}

RoomFit fit_of(std::span<const RoomType> types, const RoomTypeId& booked, const RoomTypeId& given) {
    if (booked == given) return RoomFit::same;
    const auto of = std::ranges::find(types, booked, &RoomType::id);
    const auto to = std::ranges::find(types, given, &RoomType::id);
    return to != types.end() && to > of ? RoomFit::better : RoomFit::lesser;
}

Result<ChangedStay> shortened(const Reservation& r, const GivenUp& asked) {
    const LocalDate check_out = asked.check_out;
    if (check_out <= r.stay.arrival || check_out < asked.business_date)
        return fail(ErrorCode::invalid_request,
                    "the guest leaves after the first night, and not before today");
    if (check_out >= r.stay.departure)
        return fail(ErrorCode::invalid_request, "the stay ends on that day already");
    Money gone{0, r.total.currency};
    must(static_cast<int>(asked.prices.size()) == r.stay.nights());
    for (LocalDate night = check_out; night < r.stay.departure; ++night)
        gone = gone + asked.prices[static_cast<std::size_t>(night - r.stay.arrival)];
    ChangedStay changed{.stay = {r.stay.arrival, check_out},
                        .total = r.total - gone,
                        .difference = Money{-gone.amount, gone.currency},
                        .kept = {0, gone.currency},
                        .nights = {check_out, r.stay.departure}};
    if (!r.cancellation.refundable) changed.kept = gone;
    return changed;
}

ChangedStay lengthened(const Reservation& r, LocalDate check_out, const Money& price) {
    return {.stay = {r.stay.arrival, check_out},
            .total = r.total + price,
            .difference = price,
            .kept = {0, price.currency},
            .nights = {r.stay.departure, check_out},
            .longer = true};
}

}  // namespace vacancy::hotel
