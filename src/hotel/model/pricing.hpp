#pragma once
// What a stay costs, exactly. The rounding rules, by name:
//   night price    derived plans: parent night × percent, half away from zero, once a night;
//   percent tax    of the sum of the nights it is valid for, half away from zero, once a stay;
//   tax inside     gross × bp / (10,000 + bp) of that sum, half away from zero, once a stay;
//   sharing        taxes on top are shared among their nights in proportion, sums exact (split).

#include "hotel/model/book.hpp"
#include "hotel/model/offer.hpp"

namespace vacancy::hotel {

struct Party {
    int guests = 1;
    int children = 0;                    ///< of the guests
    std::optional<Money> agreed_rate{};  ///< in place of the plan's night prices
    [[nodiscard]] int adults() const { return guests - children; }
};

struct PricedStay {
    Money total;
    std::vector<NightPrice> nights{};  ///< sum to the total
    std::vector<TaxLine> taxes{};
};

/// One night before taxes on top; nothing when the plan has no price for it.
[[nodiscard]] std::optional<Money> night_price(const Book& book, std::size_t product,
                                               LocalDate night, const Party& party);
/// The whole stay, or the first night without a price.
[[nodiscard]] std::expected<PricedStay, LocalDate> price_stay(const Book& book, std::size_t product,
                                                              const StayDates& stay,
                                                              const Party& party);

}  // namespace vacancy::hotel
