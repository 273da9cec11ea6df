#pragma once
// What the shop puts into the outbox, inside the transaction that makes it true.

#include "booking/letter.hpp"
#include "db/database.hpp"

#include <string_view>

namespace vacancy::booking {

inline constexpr std::string_view topic_confirmed = "booking.confirmed";
inline constexpr std::string_view topic_modified = "booking.modified";
inline constexpr std::string_view topic_canceled = "booking.canceled";

/// Mail and webhook of a confirmed booking, each with its PRODUCER span under `confirming`.
Result<void> announce_confirmed(db::Tx& tx, Step& confirming, const Letter& letter);
/// Mail and webhook of `topic_modified` or `topic_canceled`.
Result<void> announce(db::Tx& tx, std::string_view topic, const Letter& letter);

}  // namespace vacancy::booking
