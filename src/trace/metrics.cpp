#include "trace/metrics.hpp"

#include "base/error.hpp"
#include "trace/measuring/cells.hpp"
#include "trace/registry.hpp"

#include <algorithm>
#include <mutex>

namespace vacancy::trace {
namespace {

/// What is bound when metrics are off.
class NoCell final : public Cell {
public:
    void add(std::int64_t) override {}
    void add(double) override {}
    void record(double) override {}
    void exemplify(const Exemplar&) override {}
};

class TableObserver final : public Observer {
public:
    TableObserver(SeriesTable& table, std::uint64_t round) : table_(table), round_(round) {}
    void observe(std::int64_t value, std::initializer_list<Value> values) override {
        table_.bind({values.begin(), values.size()}).observe(value, round_);
    }
    void observe(double value, std::initializer_list<Value> values) override {
        table_.bind({values.begin(), values.size()}).observe(value, round_);
    }

private:
    SeriesTable& table_;
    std::uint64_t round_;
};

bool is_observable(const MetricDef& def) {
    return def.instrument == Instrument::observable_gauge ||
           def.instrument == Instrument::observable_counter ||
           def.instrument == Instrument::observable_up_down_counter;
}

}  // namespace

struct Metrics::State {
    struct Registration {
        std::uint64_t id;
        const MetricDef* def;
        Callback callback;
    };

    MetricsOptions options;
    NoCell no_cell;
    std::vector<std::unique_ptr<SeriesTable>> tables;  ///< by MetricDef::index
    std::mutex collecting;
    std::vector<Registration> registrations;
    std::uint64_t last_registration = 0;
    std::uint64_t round = 0;
};

Metrics::Metrics(const MetricsOptions& options) : state_(std::make_unique<State>()) {
    state_->options = options;
    for (const MetricDef* def : all_metrics()) {
        // Twins come first in the registry's order.
        SeriesTable* twin = nullptr;
        if (def->twin != nullptr && options.twins) twin = state_->tables[def->twin->index].get();
        state_->tables.push_back(std::make_unique<SeriesTable>(*def, twin));
    }
}

Metrics::~Metrics() = default;

Cell& Metrics::bind(const MetricDef& def, std::span<const Value> values) {
    if (!state_->options.enabled) return state_->no_cell;
    return state_->tables[def.index]->bind(values);
}

std::uint64_t Metrics::observe(const MetricDef& def, Callback callback) {
    must(is_observable(def));
    const std::scoped_lock lock(state_->collecting);
    const std::uint64_t id = ++state_->last_registration;
    state_->registrations.push_back({.id = id, .def = &def, .callback = std::move(callback)});
    return id;
}

void Metrics::forget(std::uint64_t registration) {
    const std::scoped_lock lock(state_->collecting);
    std::erase_if(state_->registrations, [&](const auto& one) { return one.id == registration; });
}

Snapshot Metrics::snapshot(std::int64_t at_unix_ns) {
    Snapshot out{.start_unix_ns = state_->options.start_unix_ns, .at_unix_ns = at_unix_ns};
    if (!state_->options.enabled) return out;
    const std::scoped_lock lock(state_->collecting);
    const std::uint64_t round = ++state_->round;
    for (const auto& registration : state_->registrations) {
        TableObserver observer(*state_->tables[registration.def->index], round);
        registration.callback(observer);
    }
    for (const auto& table : state_->tables) {
        MetricPoints points{.def = &table->def(), .points = {}};
        for (const Series* series : table->all()) {
            if (is_observable(table->def()) && !series->was_observed(round)) continue;
            Point point = series->read();
            point.attributes = series->attributes(table->def());
            points.points.push_back(std::move(point));
        }
        if (!points.points.empty()) out.metrics.push_back(std::move(points));
    }
    return out;
}

}  // namespace vacancy::trace
