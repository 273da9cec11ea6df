#pragma once
// An example.

namespace vacancy {

struct Answer {
    double latency_ms = 0;
};

}  // namespace vacancy
