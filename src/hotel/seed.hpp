#pragma once
// The demo town: fictional hotels with rooms, plans, prices, taxes and restrictions, ready to be
// booked. The same every time: ids, names and prices follow from the position alone.

#include "hotel/desk.hpp"
#include "trace/step.hpp"

#include <chrono>
#include <optional>
#include <vector>

namespace vacancy::hotel {

struct SeedOptions {
    int properties = 0;  ///< 0: the town's own three; more: that many, the town's first
    int days = 400;      ///< nights on sale from today on
    /// When the days of those that are made are closed by themselves; nothing: by hand.
    std::optional<std::chrono::minutes> audit_at{};
};

struct SeededProperty {
    PropertyId property;
    std::string name;
    std::string time_zone;
    Currency currency{};
    LocalDate business_date{};
};

struct Seeded {
    AccountId account;  ///< owns all of them
    std::vector<SeededProperty> properties{};
    int made = 0;  ///< how many were not there before
};

/// Blocks. Properties that are there already stay as they are; the calendars are loaded.
Result<Seeded> seed(Step& step, Desk& desk, const SeedOptions& options);

}  // namespace vacancy::hotel
