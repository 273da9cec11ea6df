#include "main/upkeep/gauges.hpp"

#include "hotel/api.hpp"
#include "hotel/desk/lists.hpp"
#include "hotel/feed.hpp"
#include "notices/flows/deliveries.hpp"
#include "saga/outbox.hpp"
#include "saga/saga.hpp"
#include "trace/measuring/major_units.hpp"

namespace vacancy {
namespace {

double major_units(std::int64_t minor, const std::string& code) {
    const auto currency = Currency::parse(code);
    return trace::major_units({minor, currency ? *currency : Currency{}});
}

/// What was seen once is shown as zero when there is none of it any more.
void take_over(std::map<std::string, std::int64_t>& shown,
               const std::map<std::string, std::int64_t>& now) {
    for (auto& [name, value] : shown) value = 0;
    for (const auto& [name, value] : now) shown[name] = value;
}

}  // namespace

Gauges::Gauges(House& house) : house_(house) {
    for (const std::string_view channel :
         {notices::mail_channel, notices::webhook_channel, notices::webhook_call_channel}) {
        counts_.waiting.emplace(channel, 0);
        counts_.dead.emplace(channel, 0);
    }
    for (const hotel::Property& property : hotel::all_properties(house.desk()))
        counts_.desk_queues.emplace(property.id.text(), 0);
    watch(metric::pms_front_desk_queue_length, &Counts::desk_queues);
    watch(metric::vacancy_saga_unfinished, &Counts::sagas);
    watch(metric::vacancy_outbox_waiting, &Counts::waiting);
    watch(metric::vacancy_outbox_dead, &Counts::dead);
    watch_the_rest();
}

Gauges::~Gauges() {
    for (const std::uint64_t registration : registrations_)
        house_.recorder().metrics().forget(registration);
}

void Gauges::watch(const trace::MetricDef& def,
                   std::map<std::string, std::int64_t> Counts::* what) {
    const auto show = [this, what](trace::Observer& observer) {
        const std::scoped_lock lock(guard_);
        for (const auto& [name, value] : counts_.*what)
            observer.observe(value, {std::string_view(name)});
    };
    registrations_.push_back(house_.recorder().metrics().observe(def, show));
}

void Gauges::watch_the_rest() {
    trace::Metrics& metrics = house_.recorder().metrics();
    const auto money = [this](trace::Observer& observer) {
        const std::scoped_lock lock(guard_);
        for (const auto& [code, minor] : counts_.at_risk_minor)
            observer.observe(major_units(minor, code), {std::string_view(code)});
    };
    const auto holds = [this](trace::Observer& observer) {
        const std::scoped_lock lock(guard_);
        observer.observe(counts_.live_holds);
    };
    const auto queues = [this](trace::Observer& observer) {
        house_.db().each_queue([&](std::string_view queue, std::size_t waiting) {
            observer.observe(static_cast<std::int64_t>(waiting), {queue});
        });
    };
    registrations_.push_back(metrics.observe(metric::vacancy_saga_money_at_risk, money));
    registrations_.push_back(metrics.observe(metric::vacancy_holds_live, holds));
    registrations_.push_back(metrics.observe(metric::vacancy_db_queue_length, queues));
}

Result<Gauges::Counts> Gauges::count(db::Tx& tx) {
    Counts now;
    TRY(const auto sagas, saga::count_unfinished(tx));
    for (const saga::Unfinished& each : sagas) {
        now.sagas[each.kind] += each.sagas;
        if (!each.currency.empty()) now.at_risk_minor[each.currency] += each.at_risk_minor;
    }
    TRY(const auto messages, outbox::count_undelivered(tx));
    for (const outbox::Undelivered& each : messages)
        (each.dead ? now.dead : now.waiting)[each.channel] += each.messages;
    TRY(now.live_holds, hotel::live_hold_count(tx));
    TRY(const auto queues, hotel::queue_lengths(tx));
    for (const hotel::QueueLength& each : queues)
        now.desk_queues[each.property.text()] = each.waiting;
    return now;
}

Task<Result<int>> Gauges::refresh(Step& step) {
    const auto body = [](db::Tx& tx) { return count(tx); };
    CO_TRY(const Counts now, co_await house_.db().read(step, body));
    const std::scoped_lock lock(guard_);
    take_over(counts_.sagas, now.sagas);
    take_over(counts_.at_risk_minor, now.at_risk_minor);
    take_over(counts_.waiting, now.waiting);
    take_over(counts_.dead, now.dead);
    take_over(counts_.desk_queues, now.desk_queues);
    counts_.live_holds = now.live_holds;
    co_return static_cast<int>(counts_.sagas.size() + counts_.waiting.size());
}

}  // namespace vacancy
