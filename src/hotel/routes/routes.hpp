#pragma once
// The HTTP rows of the front desk: what anyone may know of a property, and what managers change.

#include "hotel/desk.hpp"
#include "web/route.hpp"

#include <span>

namespace vacancy::hotel {

[[nodiscard]] std::span<const web::Route<Desk>> routes();

}  // namespace vacancy::hotel
