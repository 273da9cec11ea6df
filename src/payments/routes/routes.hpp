#pragma once
// The HTTP rows of the till.

#include "payments/till.hpp"
#include "web/route.hpp"

#include <span>

namespace vacancy::payments {

[[nodiscard]] std::span<const web::Route<Till>> routes();

}  // namespace vacancy::payments
