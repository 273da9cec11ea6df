#pragma once
// The HTTP rows of what staff does with guests: check-in, check-out, folios.

#include "hotel/desk/front_desk.hpp"
#include "web/route.hpp"

#include <span>

namespace vacancy::hotel {

[[nodiscard]] std::span<const web::Route<FrontDesk>> front_desk_routes();

}  // namespace vacancy::hotel
