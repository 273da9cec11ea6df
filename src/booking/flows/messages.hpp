#pragma once
// What the shop puts into the outbox, inside the transaction that makes it true.

#include "booking/letter.hpp"
#include "db/database.hpp"

#include <string_view>

namespace vacancy::booking {

/// Mail and webhook of a confirmed booking, each with its PRODUCER span under `confirming`.
Result<void> announce_confirmed(db::Tx& tx, Step& confirming, const Letter& letter);
/// Mail and webhook of "booking.canceled" or "booking.modified".
Result<void> announce(db::Tx& tx, std::string_view topic, const Letter& letter);

}  // namespace vacancy::booking
