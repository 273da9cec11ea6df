#pragma once
// The hotel's day in memory after it was rolled in the store.

#include "hotel/desk.hpp"
#include "trace/step.hpp"
#include "trace/task.hpp"

namespace vacancy::hotel {

struct BusinessDay {
    PropertyId property;
    LocalDate day;
    std::int64_t book_version = 0;
};
/// Memory follows; a book that has fallen behind is read again.
Task<Result<void>> show_business_day(Step& step, Desk& desk, const BusinessDay& now);

}  // namespace vacancy::hotel
