#pragma once
// The handlers of the day's rows that have a file of their own.

#include "hotel/desk/front_desk.hpp"
#include "web/message.hpp"

namespace vacancy::hotel {

Task<web::Reply> get_queues(Step& step, FrontDesk& front, const web::Request& request);

}  // namespace vacancy::hotel
