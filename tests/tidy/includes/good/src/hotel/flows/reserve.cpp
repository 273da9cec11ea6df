#include <fmt/format.h>

#include <vector>

#include "base/money.hpp"
#include "hotel/desk.hpp"
#include "hotel/model/room.hpp"
#include "hotel/store/rooms.hpp"
#include "payments/api.hpp"
#include "trace/step.hpp"
