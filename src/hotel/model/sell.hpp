#pragma once
// What can be sold: restrictions, occupancy, rooms left and price together.

#include "hotel/model/pricing.hpp"

#include <span>

namespace vacancy::hotel {

/// What is left of one room type over a stay.
struct Left {
    int rooms = 0;         ///< the least of its nights
    bool on_sale = true;   ///< every night has inventory
    LocalDate scarcest{};  ///< the first night with that least, or the one without inventory
};

/// What no offer can change: dates and party. invalid_request says which.
[[nodiscard]] Result<void> check_stay(const StayRequest& stay);

/// Why the restrictions and the calendar forbid this product for the stay, if they do.
[[nodiscard]] std::optional<Refusal> refused_by_rule(const Book& book, std::size_t product,
                                                     const StayRequest& stay);

/// Offers cheapest first; `left` is by room type index. Room type and plan of the request narrow
/// it.
[[nodiscard]] Availability offers(const Book& book, const StayRequest& stay,
                                  std::span<const Left> left, bool explain);

/// Exactly the room type and plan of the request (both set), or why not.
[[nodiscard]] Result<std::expected<Offer, Refusal>> offer_for(const Book& book,
                                                              const StayRequest& stay,
                                                              std::span<const Left> left);

inline constexpr int longest_stay = 365;
inline constexpr int most_guests = 100;  ///< groups; a page may ask for fewer

}  // namespace vacancy::hotel
