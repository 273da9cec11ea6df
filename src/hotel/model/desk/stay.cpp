#include "hotel/model/desk/stay.hpp"

namespace vacancy::hotel {

std::vector<Money> night_prices(const Reservation& r) {
    const auto nights = static_cast<std::size_t>(r.stay.nights());
    if (nights <= 1) return {r.total};
    const std::vector<std::int64_t> weights(nights - 1, 1);
    std::vector<Money> prices = split(r.total - r.first_night, weights);
    prices.insert(prices.begin(), r.first_night);
    return prices;
}

}  // namespace vacancy::hotel
