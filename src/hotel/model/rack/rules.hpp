#pragma once
// The desk's rules on time and rooms: who comes early, who leaves late, which room a guest in the
// house may have, what a changed stay costs. Pure.

#include "hotel/model/desk/stay.hpp"
#include "hotel/model/property.hpp"

#include <span>

namespace vacancy::hotel {

/// The fee of a guest who comes on the arrival day before the house's check-in time; zero when
/// there is none.
[[nodiscard]] Money early_check_in_fee(const DeskRules& rules, const Property& property,
                                       const Reservation& reservation, Instant now);
/// The fee of a guest who leaves on the departure day after the check-out time and the grace.
[[nodiscard]] Money late_check_out_fee(const DeskRules& rules, const Property& property,
                                       const Reservation& reservation, Instant now);

/// How a room compares with what was booked; `types` in the property's order, a later one is the
/// better one.
enum class RoomFit : std::uint8_t { same, better, lesser };
[[nodiscard]] RoomFit fit_of(std::span<const RoomType> types, const RoomTypeId& booked,
                             const RoomTypeId& given);

/// What a stay in the house becomes with another departure.
struct ChangedStay {
    StayDates stay;
    Money total;         ///< of the whole stay
    Money difference;    ///< to what it was; below zero: it costs less
    Money kept{};        ///< nights given up that are owed all the same
    StayDates nights{};  ///< the ones that come or go
    bool longer = false;
};
/// Shorter: the nights from the new departure on go, and are owed all the same when the terms did
/// not allow a cancellation any more. `business_date` has to be slept in.
struct GivenUp {
    LocalDate check_out;
    LocalDate business_date;
    std::span<const Money> prices;  ///< of each night of the stay
};
[[nodiscard]] Result<ChangedStay> shortened(const Reservation& reservation, const GivenUp& asked);
/// Longer, by nights that cost `price`.
[[nodiscard]] ChangedStay lengthened(const Reservation& reservation, LocalDate check_out,
                                     const Money& price);

}  // namespace vacancy::hotel
