#include "ops/api.hpp"
#include "ops/flows/concern.hpp"

#include <algorithm>

namespace vacancy::ops {

namespace {

constexpr int traces_looked_at = 200;

std::vector<Contention> counted(const trace::Snapshot& snapshot) {
    std::vector<Contention> all;
    for (const trace::MetricPoints& metric : snapshot.metrics) {
        if (metric.def != &metric::vacancy_booking_contention) continue;
        for (const trace::Point& point : metric.points) {
            Contention one{.count = point.integer};
            for (const trace::Attribute& attribute : point.attributes)
                if (attribute.key == attr::booking_property_id.name)
                    one.property_id = attribute.text;
            all.push_back(std::move(one));
        }
    }
    return all;
}

Fight fight_of(const trace::KeptTrace& trace, const trace::KeptEvent& event) {
    Fight fight{.trace_id = trace.id.text(), .at = {event.at_unix_ns / 1000}};
    for (const trace::Attribute& attribute : event.attributes) {
        if (attribute.key == attr::booking_contention_reason.name) fight.reason = attribute.text;
        if (attribute.key == attr::booking_competing_reservation.name)
            fight.competing_reservation = attribute.text;
    }
    return fight;
}

bool names(const View& view, const Contention& one) {
    return !view || std::ranges::find(*view, one.property_id, &PropertyId::text) != view->end();
}

void add_fights(const TraceParts& parts, std::vector<Contention>& all) {
    const std::string property = property_of(parts);
    for (const auto& part : parts)
        for (const trace::KeptSpan& span : part->spans)
            for (const trace::KeptEvent& event : span.events)
                if (event.name == event::lock_contention.name)
                    add_fight(all, property, fight_of(*part, event));
}

}  // namespace

Task<Result<Page<Contention>>> see_contention(Step&, Watch& watch, const SeeContention& command) {
    CO_TRY(const std::size_t begin, begin_of(command.cursor));
    std::vector<Contention> all = counted(watch.recorder.collect());
    const trace::TraceStore& store = watch.recorder.store();
    const trace::TraceFilter failed{.status = "error", .limit = traces_looked_at};
    for (const trace::TraceSummary& summary : store.recent(failed))
        add_fights(store.find(summary.id), all);
    std::erase_if(all, [&](const Contention& one) { return !names(command.only, one); });
    rank(all);
    co_return page_of(std::move(all), begin, command.limit);
}

}  // namespace vacancy::ops
