#include "hotel/flows/desk/peak_hours.hpp"

#include "hotel/api.hpp"
#include "hotel/desk/night.hpp"
#include "hotel/store/night/operations.hpp"

namespace vacancy::hotel {

Task<void> note_operation(Step& step, FrontDesk& front, const Ended& ended) {
    const auto facts = property_facts(front.desk, ended.property);
    if (!facts) co_return;  // nothing happened at a desk that is not there
    const Instant now = front.clock.now();
    const int hour = local_hour(now, facts->time_zone);
    step.count(metric::pms_operations_total, {ended.operation, std::int64_t{hour}});
    const DeskOperation done{.operation = std::string(ended.operation),
                             .result = std::string(ended.result),
                             .local_day = local_date(now, facts->time_zone),
                             .hour = hour,
                             .duration_us = (front.clock.steady_ns() - ended.began_ns) / 1000,
                             .slow_step = std::string(ended.pace.slow_step),
                             .slow_step_us = ended.pace.slow_ns / 1000,
                             .trace_id = step.context().trace_id.text()};
    const auto body = [&](db::Tx& tx) { return store::add_operation(tx, ended.property, done); };
    (void)co_await front.db.transact(step, body);
}

Task<Result<DeskDayShown>> desk_day(Step& step, FrontDesk& front, const DeskDayAsked& asked) {
    const std::string& zone = asked.property.time_zone;
    const LocalDate day = asked.day.value_or(local_date(front.clock.now(), zone));
    const std::chrono::minutes midnight{0};
    const store::DeskDayQuery query{asked.property.id, day, instant_of(day, midnight, zone),
                                    instant_of(day + 1, midnight, zone)};
    const auto body = [&](db::Tx& tx) { return store::desk_day(tx, query); };
    CO_TRY(const DeskDay found, co_await front.db.read(step, body));
    co_return DeskDayShown{.property = asked.property.id,
                           .day = day,
                           .time_zone = zone,
                           .hours = day_by_hour(found, zone, front.clock.now())};
}

}  // namespace vacancy::hotel
