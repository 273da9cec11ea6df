#pragma once
// The deadline on a step of a booking.

#include "saga/deadline.hpp"

namespace vacancy::booking {

using saga::in_time;

}  // namespace vacancy::booking
