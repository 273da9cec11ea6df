#pragma once
// The one place where money becomes a floating number: attributes and gauges in major units.

#include "base/money.hpp"

namespace vacancy::trace {

/// 12050 EUR is 120.5, 1205 JPY is 1205.
[[nodiscard]] double major_units(const Money& money);

}  // namespace vacancy::trace
