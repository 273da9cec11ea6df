#pragma once
// Rows of inventory_change: what one server changed, for the calendars of the others.

#include "db/database.hpp"
#include "hotel/model/inventory.hpp"

#include <optional>
#include <string>
#include <vector>

namespace vacancy::hotel::store {

/// Nights of a room type, or without one the prices and rules of the property.
struct FeedLine {
    std::string id{};
    PropertyId property;
    std::optional<OwnNights> nights{};
    std::optional<ReservationId> ended_hold{};
    Instant at{};
};

Result<void> tell(db::Tx& tx, const std::string& node, const FeedLine& line);
/// What others than `node` told from `since` on, oldest first.
Result<std::vector<FeedLine>> told_since(db::Tx& tx, const std::string& node, Instant since);
/// The nights as they are now.
Result<std::vector<NightLeft>> nights_left(db::Tx& tx, const OwnNights& nights);
/// At most `limit` lines older than that; answers how many.
Result<std::int64_t> purge_told(db::Tx& tx, Instant before, int limit);

}  // namespace vacancy::hotel::store
