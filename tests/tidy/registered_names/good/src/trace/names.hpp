#pragma once
// An example.

namespace vacancy {

constexpr auto name = "booking.confirm";

}  // namespace vacancy
