#include "hotel/flows/desk/peak_hours.hpp"

#include "hotel/api.hpp"

namespace vacancy::hotel {

void count_operation(Step& step, const FrontDesk& front, const PropertyId& property,
                     std::string_view operation) {
    const auto facts = property_facts(front.desk, property);
    if (!facts) return;  // nothing happened at a desk that is not there
    const Instant now = front.clock.now();
    const LocalDate day = local_date(now, facts->time_zone);
    const auto since = now - instant_of(day, std::chrono::minutes{0}, facts->time_zone);
    const auto hour = std::chrono::duration_cast<std::chrono::hours>(since).count();
    step.count(metric::pms_operations_total, {operation, std::min<std::int64_t>(hour, 23)});
}

}  // namespace vacancy::hotel
