#include "trace/measuring/major_units.hpp"

#include <cmath>

namespace vacancy::trace {

double major_units(const Money& money) {
    return static_cast<double>(money.amount) / std::pow(10.0, money.currency.minor_digits());
}

}  // namespace vacancy::trace
