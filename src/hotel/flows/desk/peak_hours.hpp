#pragma once
// How busy the desk is: every operation counted by the hour on the hotel's own clock.

#include "hotel/desk/front_desk.hpp"

namespace vacancy::hotel {

/// `operation`: check_in or check_out; whatever came of it.
void count_operation(Step& step, const FrontDesk& front, const PropertyId& property,
                     std::string_view operation);

}  // namespace vacancy::hotel
