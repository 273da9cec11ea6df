#pragma once
// An example.

namespace vacancy {

struct stay_dates {
    int nights;
};

}  // namespace vacancy
