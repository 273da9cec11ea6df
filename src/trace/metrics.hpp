#pragma once
// Metrics: every instrument of the registry and its series. They count everything, whatever the
// sampling of traces. One object a process, owned by the Recorder; any thread may record. A bound
// Cell is the fast way: a few nanoseconds, no lock, no allocation.

#include "trace/context.hpp"
#include "trace/defs.hpp"

#include <concepts>
#include <functional>
#include <initializer_list>
#include <memory>
#include <span>
#include <string_view>
#include <vector>

namespace vacancy::trace {

/// The value of one attribute of a series; the keys are those of the MetricDef, in its order.
class Value {
public:
    constexpr Value() = default;  ///< the attribute is absent
    // Implicit, so that call sites list plain values.
    template <std::convertible_to<std::string_view> T>
    constexpr Value(const T& text) : type_(Attribute::Type::text), text_(text) {}
    template <std::integral T>
    constexpr Value(T value)
        : type_(std::same_as<T, bool> ? Attribute::Type::boolean : Attribute::Type::integer),
          integer_(static_cast<std::int64_t>(value)) {}

    [[nodiscard]] constexpr Attribute::Type type() const { return type_; }
    [[nodiscard]] constexpr std::string_view text() const { return text_; }
    [[nodiscard]] constexpr std::int64_t integer() const { return integer_; }

private:
    Attribute::Type type_ = Attribute::Type::none;
    std::int64_t integer_ = 0;
    std::string_view text_{};
};

struct Exemplar {
    double value = 0;
    std::int64_t at_unix_ns = 0;
    TraceId trace_id;
    SpanId span_id;
};

/// One series as it stands; views are valid as long as the Metrics.
struct Point {
    std::vector<Attribute> attributes;  ///< the overflow series carries otel.metric.overflow alone
    std::int64_t integer = 0;           ///< counters and gauges whose values are not floating
    double real = 0;                    ///< those that are
    std::uint64_t count = 0;            ///< histograms, as the next two
    double sum = 0;
    std::vector<std::uint64_t> buckets;  ///< one more than bounds, not cumulative
    std::vector<Exemplar> exemplars;     ///< at most one a bucket, of kept traces only
};

struct MetricPoints {
    const MetricDef* def = nullptr;
    std::vector<Point> points;
};

/// Everything since the start (cumulative); an exporter that wants deltas subtracts.
struct Snapshot {
    std::int64_t start_unix_ns = 0;
    std::int64_t at_unix_ns = 0;
    std::vector<MetricPoints> metrics;  ///< only those that have points
};

/// One series; it lives as long as its Metrics.
class Cell {
public:
    virtual ~Cell() = default;
    virtual void add(std::int64_t by) = 0;  ///< counters and up-down counters
    virtual void add(double by) = 0;
    virtual void record(double value) = 0;                 ///< histograms, in the metric's unit
    virtual void exemplify(const Exemplar& exemplar) = 0;  ///< histograms; recorder's thread
};

/// What a gauge's callback gives its values to.
class Observer {
public:
    virtual ~Observer() = default;
    virtual void observe(std::int64_t value, std::initializer_list<Value> values = {}) = 0;
    virtual void observe(double value, std::initializer_list<Value> values = {}) = 0;
};

struct MetricsOptions {
    bool enabled = true;
    bool twins = true;
    std::int64_t start_unix_ns = 0;
};

class Metrics {
public:
    explicit Metrics(const MetricsOptions& options = {});
    Metrics(const Metrics&) = delete;
    Metrics& operator=(const Metrics&) = delete;
    ~Metrics();

    /// The series of these values, made when new; beyond the series limit the overflow series.
    [[nodiscard]] Cell& bind(const MetricDef& def, std::span<const Value> values);
    [[nodiscard]] Cell& bind(const MetricDef& def, std::initializer_list<Value> values = {}) {
        return bind(def, std::span<const Value>(values.begin(), values.size()));
    }
    /// Without binding: one lookup more.
    void add(const MetricDef& def, std::int64_t by, std::initializer_list<Value> values = {}) {
        bind(def, values).add(by);
    }
    void record(const MetricDef& def, double value, std::initializer_list<Value> values = {}) {
        bind(def, values).record(value);
    }

    /// Called at every collection, on the collecting thread, never two at once. The callback must
    /// outlive the returned registration's end; `forget` waits for a running collection.
    using Callback = std::function<void(Observer&)>;
    std::uint64_t observe(const MetricDef& def, Callback callback);
    void forget(std::uint64_t registration);

    [[nodiscard]] Snapshot snapshot(std::int64_t at_unix_ns);

private:
    struct State;
    std::unique_ptr<State> state_;
};

}  // namespace vacancy::trace
