#pragma once
// Cards: how long the gateway's tokens for them are kept. A booking that failed and one that was
// canceled and refunded forget theirs in the transaction that ends them. Of the others a card may
// be charged as long as the stay can change; some days after the departure it is forgotten, unless
// a payment is still between two states. Refunds need no token.

#include "booking/shop.hpp"

namespace vacancy::booking {

struct CardsToForget {
    Instant before;  ///< guests left before that
    Instant quiet;   ///< nothing newer is touched: a saga that began then may not be at rest
    int limit = 100;
};
/// Empties the tokens of at most `limit` bookings; answers how many bookings.
Result<std::int64_t> forget_cards(db::Tx& tx, const CardsToForget& which);

}  // namespace vacancy::booking
