#include "hotel/model/desk/peak.hpp"

#include <algorithm>
#include <charconv>
#include <map>

namespace vacancy::hotel {
namespace {

struct Tally {
    std::vector<std::int64_t> waits{};
    int waiting = 0;
    std::map<std::pair<std::string, std::string>, std::vector<std::int64_t>> durations{};
    std::map<std::string, std::int64_t> steps{};  ///< time spent in each slow step
    std::vector<const DeskOperation*> operations{};
};

void take_slow_step(const Tally& tally, DeskHour& hour) {
    const auto worst =
        std::ranges::max_element(tally.steps, {}, [](const auto& step) { return step.second; });
    if (worst == tally.steps.end()) return;
    hour.slow_step = worst->first;
    for (const DeskOperation* one : tally.operations) {
        const bool is_slower = one->slow_step_us >= hour.slow_step_us;
        if (one->slow_step != hour.slow_step || !is_slower) continue;
        hour.slow_step_us = one->slow_step_us;
        hour.example_trace_id = one->trace_id;
    }
}

DeskHour hour_of(int number, const Tally& tally) {
    DeskHour hour{.hour = number,
                  .tickets = static_cast<int>(tally.waits.size()),
                  .waiting = tally.waiting,
                  .wait_p50_s = percentile(tally.waits, 50),
                  .wait_p95_s = percentile(tally.waits, 95)};
    for (const auto& [kind, durations] : tally.durations)
        hour.operations.push_back({.operation = kind.first,
                                   .result = kind.second,
                                   .count = static_cast<int>(durations.size()),
                                   .p50_us = percentile(durations, 50),
                                   .p95_us = percentile(durations, 95)});
    take_slow_step(tally, hour);
    return hour;
}

}  // namespace

std::int64_t percentile(std::vector<std::int64_t> values, int percent) {
    if (values.empty()) return 0;
    std::ranges::sort(values);
    const auto count = static_cast<std::int64_t>(values.size());
    const std::int64_t rank = std::clamp<std::int64_t>((count * percent + 99) / 100, 1, count);
    return values[static_cast<std::size_t>(rank - 1)];
}

int local_hour(Instant at, std::string_view zone) {
    // "2026-03-01 19:30": the fold of a night with two two-o'clocks reads the same twice.
    const std::string text = local_text(at, zone);
    int hour = 0;
    if (text.size() >= 13) std::from_chars(text.data() + 11, text.data() + 13, hour);
    return std::clamp(hour, 0, 23);
}

std::vector<DeskHour> day_by_hour(const DeskDay& day, std::string_view zone, Instant now) {
    std::map<int, Tally> hours;
    for (const TicketTimes& ticket : day.tickets) {
        Tally& tally = hours[local_hour(ticket.since, zone)];
        const auto waited = ticket.left.value_or(now) - ticket.since;
        tally.waits.push_back(std::max<std::int64_t>(waited.count() / 1'000'000, 0));
        tally.waiting += ticket.left ? 0 : 1;
    }
    for (const DeskOperation& one : day.operations) {
        Tally& tally = hours[one.hour];
        tally.durations[{one.operation, one.result}].push_back(one.duration_us);
        if (!one.slow_step.empty()) tally.steps[one.slow_step] += one.slow_step_us;
        tally.operations.push_back(&one);
    }
    std::vector<DeskHour> found;
    for (const auto& [number, tally] : hours) found.push_back(hour_of(number, tally));
    return found;
}

}  // namespace vacancy::hotel
