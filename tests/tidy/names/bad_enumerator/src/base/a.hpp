#pragma once
// An example.

namespace vacancy {

enum class Kind { Hotel, kRestaurant };

}  // namespace vacancy
