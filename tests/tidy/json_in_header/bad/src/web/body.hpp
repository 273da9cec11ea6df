#pragma once
// An example.

#include <boost/json.hpp>
