#include "../model/room.hpp"
