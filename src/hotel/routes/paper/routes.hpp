#pragma once
// The rows of who pays what and of papers.

#include "hotel/desk/front_desk.hpp"
#include "web/route.hpp"

#include <span>

namespace vacancy::hotel {

[[nodiscard]] std::span<const web::Route<FrontDesk>> paper_routes();

}  // namespace vacancy::hotel
