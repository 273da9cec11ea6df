#pragma once
// An example.

namespace vacancy {

constexpr int kNights = 3;

}  // namespace vacancy
