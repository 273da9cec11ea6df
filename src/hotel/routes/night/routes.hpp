#pragma once
// The HTTP rows of the close of a day: night audit, its reports, guests who did not come.

#include "hotel/desk/front_desk.hpp"
#include "web/route.hpp"

#include <span>

namespace vacancy::hotel {

[[nodiscard]] std::span<const web::Route<FrontDesk>> night_routes();

}  // namespace vacancy::hotel
