#include "trace/otlp/encode.hpp"
#include "trace/otlp/fields.hpp"

#include <fmt/format.h>
#include <google/protobuf/arena.h>
#include <opentelemetry/proto/collector/metrics/v1/metrics_service.pb.h>
#include <opentelemetry/proto/metrics/v1/metrics.pb.h>

namespace vacancy::trace::otlp {

namespace {

namespace proto = opentelemetry::proto::metrics::v1;
using Request = opentelemetry::proto::collector::metrics::v1::ExportMetricsServiceRequest;
using MetricGroups =
    Groups<Request, decltype([](Request& r) { return r.add_resource_metrics(); }),
           decltype([](proto::ResourceMetrics& r) { return r.add_scope_metrics(); })>;

/// When a point's values began to count and when they were read.
struct Period {
    std::int64_t from_unix_ns;
    std::int64_t to_unix_ns;
};

std::string key_of(const Point& point) {
    std::string key;
    for (const Attribute& a : point.attributes)
        key += fmt::format("{}\x1f{}\x1f{}\x1f{}\x1f{}\x1e", a.key, static_cast<int>(a.type),
                           a.text, a.integer, a.boolean);
    return key;
}

void put_period(const Period& period, auto& to) {
    to.set_start_time_unix_nano(static_cast<std::uint64_t>(period.from_unix_ns));
    to.set_time_unix_nano(static_cast<std::uint64_t>(period.to_unix_ns));
}

void put_number(const MetricDef& def, const Point& point, const Point* before,
                proto::NumberDataPoint& to) {
    put_attributes(point.attributes, to);
    if (def.floating)
        to.set_as_double(point.real - (before != nullptr ? before->real : 0));
    else
        to.set_as_int(point.integer - (before != nullptr ? before->integer : 0));
}

void put_exemplars(const Point& point, std::int64_t newer_than, proto::HistogramDataPoint& to) {
    for (const Exemplar& exemplar : point.exemplars) {
        if (exemplar.at_unix_ns <= newer_than) continue;
        proto::Exemplar& made = *to.add_exemplars();
        made.set_time_unix_nano(static_cast<std::uint64_t>(exemplar.at_unix_ns));
        made.set_as_double(exemplar.value);
        put_id(exemplar.trace_id, *made.mutable_trace_id());
        put_id(exemplar.span_id, *made.mutable_span_id());
    }
}

void put_histogram(const MetricDef& def, const Point& point, const Point* before,
                   proto::HistogramDataPoint& to) {
    put_attributes(point.attributes, to);
    to.set_count(point.count - (before != nullptr ? before->count : 0));
    to.set_sum(point.sum - (before != nullptr ? before->sum : 0));
    for (const double bound : def.buckets) to.add_explicit_bounds(bound);
    for (std::size_t i = 0; i < point.buckets.size(); ++i)
        to.add_bucket_counts(point.buckets[i] - (before != nullptr ? before->buckets[i] : 0));
}

bool is_monotonic(Instrument instrument) {
    return instrument == Instrument::counter || instrument == Instrument::observable_counter;
}

/// Adds an empty point of the right kind and answers it through `histogram` or `number`.
struct PointPlace {
    proto::HistogramDataPoint* histogram = nullptr;
    proto::NumberDataPoint* number = nullptr;
};

PointPlace add_point(proto::Metric& metric, Instrument instrument, bool delta) {
    const auto temporality =
        delta ? proto::AGGREGATION_TEMPORALITY_DELTA : proto::AGGREGATION_TEMPORALITY_CUMULATIVE;
    if (instrument == Instrument::histogram) {
        metric.mutable_histogram()->set_aggregation_temporality(temporality);
        return {.histogram = metric.mutable_histogram()->add_data_points()};
    }
    if (instrument == Instrument::observable_gauge)
        return {.number = metric.mutable_gauge()->add_data_points()};
    proto::Sum& sum = *metric.mutable_sum();
    sum.set_aggregation_temporality(temporality);
    sum.set_is_monotonic(is_monotonic(instrument));
    return {.number = sum.add_data_points()};
}

const Point* point_before(const MetricEncoder::Memory& memory, const MetricDef* def,
                          const std::string& key) {
    const auto metric = memory.find(def);
    if (metric == memory.end()) return nullptr;
    const auto point = metric->second.find(key);
    return point == metric->second.end() ? nullptr : &point->second;
}

}  // namespace

bool MetricEncoder::is_delta(Instrument instrument) const {
    switch (instrument) {
        case Instrument::counter:
        case Instrument::histogram: return temporality_ != Temporality::cumulative;
        case Instrument::observable_counter: return temporality_ == Temporality::delta;
        case Instrument::up_down_counter:
        case Instrument::observable_gauge:
        case Instrument::observable_up_down_counter: break;
    }
    return false;
}

std::string MetricEncoder::encode(const Snapshot& now, const Resources& resources) {
    google::protobuf::Arena arena;
    auto& request = *google::protobuf::Arena::CreateMessage<Request>(&arena);
    MetricGroups groups(request, resources);
    pending_.clear();
    pending_unix_ns_ = now.at_unix_ns;
    for (const MetricPoints& metric : now.metrics) {
        if (metric.points.empty()) continue;
        const MetricDef& def = *metric.def;
        const bool delta = is_delta(def.instrument);
        const bool since_last = delta && before_unix_ns_ != 0;
        const Period period{since_last ? before_unix_ns_ : now.start_unix_ns, now.at_unix_ns};
        proto::Metric& made = *groups.of(*def.scope).add_metrics();
        made.set_name(def.name.data(), def.name.size());
        made.set_description(def.description.data(), def.description.size());
        made.set_unit(def.unit.data(), def.unit.size());
        for (const Point& point : metric.points) {
            const std::string key = key_of(point);
            const Point* before = delta ? point_before(before_, &def, key) : nullptr;
            const PointPlace place = add_point(made, def.instrument, delta);
            if (place.histogram != nullptr) {
                put_period(period, *place.histogram);
                put_histogram(def, point, before, *place.histogram);
                if (exemplars_) put_exemplars(point, before_unix_ns_, *place.histogram);
            } else {
                put_period(def.instrument == Instrument::observable_gauge
                               ? Period{0, now.at_unix_ns}
                               : period,
                           *place.number);
                put_number(def, point, before, *place.number);
            }
            if (delta) pending_[&def].emplace(key, point);
        }
    }
    return request.resource_metrics_size() == 0 ? std::string() : request.SerializeAsString();
}

void MetricEncoder::delivered() {
    before_ = std::move(pending_);
    pending_.clear();
    before_unix_ns_ = pending_unix_ns_;
}

}  // namespace vacancy::trace::otlp
