#pragma once
// An example.

namespace vacancy {

int nights(int lastNight);

}  // namespace vacancy
