#include "hotel/api.hpp"
