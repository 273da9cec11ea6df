#pragma once
// An example.

namespace vacancy {

class StayManager {};

}  // namespace vacancy
