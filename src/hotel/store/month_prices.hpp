#pragma once
// MonthPrices: the prices of one plan and one room type in one month, as price_month keeps them: a
// cell a day between semicolons, "12000;;13000.1500.3000.1500". A channel manager writes a year in
// twelve rows instead of 365.

#include "hotel/model/book.hpp"

#include <array>
#include <string>
#include <string_view>

namespace vacancy::hotel::store {

/// "2026-03" of any of its nights.
[[nodiscard]] std::string month_of(LocalDate night);
/// Position of a night in its month, from 0.
[[nodiscard]] std::size_t day_of(LocalDate night);

struct MonthPrices {
    std::array<DayRate, 31> days{};  ///< an amount below zero: no price

    [[nodiscard]] bool empty() const;
    [[nodiscard]] std::string text() const;
    /// internal: the row was not written by this program.
    static Result<MonthPrices> parse(std::string_view text);
};

}  // namespace vacancy::hotel::store
