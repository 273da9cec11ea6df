#pragma once
// An example.

namespace vacancy {

int price(Step& step);

}  // namespace vacancy
