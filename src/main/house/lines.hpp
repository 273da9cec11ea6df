#pragma once
// The lines to key encoders, telephones and tills: opened and closed as their settings say, each
// with a clerk of its own.

#include "main/house/house.hpp"
#include "saga/running/bell.hpp"

#include <functional>

namespace vacancy {

/// How the workers' thread begins another work, and a bell that wakes it.
struct LineWork {
    std::function<void(Task<void>)> spawn;
    std::function<saga::Bell&()> bell;
};

/// Until `bell.stop()`; closes all lines then.
Task<void> keep_lines(House& house, saga::Bell& bell, LineWork work);

}  // namespace vacancy
