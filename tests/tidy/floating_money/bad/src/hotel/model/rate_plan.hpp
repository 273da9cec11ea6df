#pragma once
// An example.

namespace vacancy {

struct Rate {
    double per_night = 0;
};

}  // namespace vacancy
