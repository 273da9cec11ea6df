#pragma once
// An example.

namespace vacancy {

double distance_km(int a, int b);

}  // namespace vacancy
