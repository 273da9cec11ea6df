#include "payments/model/charge.hpp"
