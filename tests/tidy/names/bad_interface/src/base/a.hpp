#pragma once
// An example.

namespace vacancy {

struct IStay {};

}  // namespace vacancy
