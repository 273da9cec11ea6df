#pragma once
// What each night of a stay costs, and which taxes and fees are in it: kept with the reservation
// when it is sold, so that later changes of prices and taxes do not reach its postings. Pure.
//
// The sums are those of model/pricing.hpp; a tax of the whole stay is shared among the nights it is
// valid for in proportion to their prices, one of the arrival stands with the first night.

#include "hotel/model/folio/posting.hpp"
#include "hotel/model/pricing.hpp"
#include "hotel/model/reservation.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace vacancy::hotel {

struct NightCharge {
    LocalDate night;
    Money gross{};                 ///< what the guest pays for it
    std::vector<TaxPart> taxes{};  ///< inside `gross`

    friend bool operator==(const NightCharge&, const NightCharge&) = default;
};

/// As sold now; every night of the stay has a price. They sum to the price of the stay.
[[nodiscard]] std::vector<NightCharge> night_charges(const Book& book, std::size_t product,
                                                     const StayDates& stay, const Party& party);

/// One line for each night: its price, then its taxes, divided by tabs; what charges_of reads.
[[nodiscard]] std::string charges_text(std::span<const NightCharge> nights);

/// What the reservation's nights cost by the text kept with it. One that is not of this stay and
/// total (sold before there was any) answers the total shared among the nights, without taxes.
[[nodiscard]] std::vector<NightCharge> charges_of(const Reservation& reservation,
                                                  std::string_view text);

}  // namespace vacancy::hotel
