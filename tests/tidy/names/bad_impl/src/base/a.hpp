#pragma once
// An example.

namespace vacancy {

struct StayImpl {};

}  // namespace vacancy
