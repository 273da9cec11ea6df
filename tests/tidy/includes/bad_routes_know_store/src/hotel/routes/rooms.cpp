#include "hotel/store/rooms.hpp"
