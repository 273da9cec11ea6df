#pragma once
// The types behind the generated names (names.hpp): scopes, spans, attribute keys, events, metrics.
// Only the registry makes values of them.

#include <cstdint>
#include <span>
#include <string_view>

namespace vacancy::trace {

enum class Kind : std::uint8_t { internal, server, client, producer, consumer };
enum class Pii : std::uint8_t { none, pseudonymous, personal, payment, credential };
enum class Instrument : std::uint8_t {
    counter,
    up_down_counter,
    histogram,
    observable_gauge,
    observable_counter,
    observable_up_down_counter
};

struct ScopeDef {
    std::string_view name;
    std::string_view version;       ///< empty: none
    std::string_view service_name;  ///< the logical service without OTEL_SERVICE_NAME
    std::string_view service_version;
    std::string_view service_domain;  ///< empty: none
    bool ok_on_success = false;       ///< status OK instead of UNSET
    bool records_exceptions = false;  ///< an Error becomes an `exception` event too
};

/// T is std::string_view, std::int64_t, double or bool.
template <class T, Pii P>
struct Key {
    std::string_view name;
};

struct MetricDef {
    std::string_view name;
    const ScopeDef* scope;
    Instrument instrument;
    bool floating;  ///< values are double (else int64)
    std::string_view unit;
    std::string_view description;
    std::span<const double> buckets;               ///< histograms only
    std::span<const std::string_view> attributes;  ///< in the order values are given
    std::uint32_t series_limit;                    ///< more go to otel.metric.overflow
    /// The standard name of the same measurement, fed by the same call unless twins are off.
    const MetricDef* twin = nullptr;
    double twin_factor = 1;   ///< 0.001 from ms to s
    std::uint32_t index = 0;  ///< place among all metrics of the registry
};

struct SpanDef {
    std::string_view name;
    const ScopeDef* scope;
    Kind kind;
    /// Histograms fed with the span's duration when it ends (unit ms or s); their attributes are
    /// read from the span's attributes of the same names.
    std::span<const MetricDef* const> durations;
    std::string_view keeps{};  ///< a trace with this span is kept for this reason
};

struct EventDef {
    std::string_view name;
    std::string_view keeps{};  ///< a trace with this event is kept for this reason
};

/// A span of `scope` that carries `of` is exported with `twin` too, unless personal data is
/// dropped.
struct AttributeTwin {
    const ScopeDef* scope;
    std::string_view of;
    std::string_view twin;
};

/// One attribute of a span, event, link, log record or series. `key` comes from the registry and
/// lives for ever; who owns `text` is said where the attribute stands.
struct Attribute {
    enum class Type : std::uint8_t { text, integer, real, boolean, none };
    std::string_view key;
    Type type = Type::text;
    bool is_private = false;  ///< `text` has yet to go through the personal-data policy
    bool boolean = false;
    std::string_view text{};
    std::int64_t integer = 0;
    double real = 0;
};

}  // namespace vacancy::trace
