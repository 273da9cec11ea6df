#pragma once
// An example.

namespace vacancy {

int NightsOf(int stay);

}  // namespace vacancy
