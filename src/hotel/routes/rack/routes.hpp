#pragma once
// The HTTP rows of the rack: rooms given, moved and closed, stays changed, housekeeping's sheets.

#include "hotel/desk/front_desk.hpp"
#include "web/route.hpp"

#include <span>

namespace vacancy::hotel {

[[nodiscard]] std::span<const web::Route<FrontDesk>> rack_routes();

}  // namespace vacancy::hotel
