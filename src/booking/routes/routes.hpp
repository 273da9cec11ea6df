#pragma once
// The HTTP rows of the shop.

#include "booking/shop.hpp"
#include "web/route.hpp"

#include <span>

namespace vacancy::booking {

[[nodiscard]] std::span<const web::Route<Shop>> routes();

// The handlers: read the command, call the verb, show the answer.
Task<web::Reply> get_availability(Step& step, Shop& shop, const web::Request& request);
Task<web::Reply> post_booking(Step& step, Shop& shop, const web::Request& request);
Task<web::Reply> get_booking(Step& step, Shop& shop, const web::Request& request);
Task<web::Reply> get_bookings(Step& step, Shop& shop, const web::Request& request);
Task<web::Reply> post_cancel(Step& step, Shop& shop, const web::Request& request);
Task<web::Reply> post_modify(Step& step, Shop& shop, const web::Request& request);

}  // namespace vacancy::booking
