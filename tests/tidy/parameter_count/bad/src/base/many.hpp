#pragma once
// An example.

namespace vacancy {

void many(int a, int b, int c, int d, int e);

}  // namespace vacancy
