#pragma once
// An example.

namespace vacancy {

int few(std::map<int, std::pair<int, int>> a, int b = sum(1, 2, 3), int c = 0, int d = 0);
using Many = std::function<void(int, int, int, int, int)>;

}  // namespace vacancy
