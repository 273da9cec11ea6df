#pragma once
// An example.

#include "hotel/model/rate.hpp"
