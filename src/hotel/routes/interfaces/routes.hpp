#pragma once
// The interfaces' rows: settings and status of key encoders, telephones and tills.

#include "hotel/desk/front_desk.hpp"
#include "web/route.hpp"

#include <span>

namespace vacancy::hotel {

[[nodiscard]] std::span<const web::Route<FrontDesk>> interface_routes();

}  // namespace vacancy::hotel
