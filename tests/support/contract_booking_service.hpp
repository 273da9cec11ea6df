#pragma once
// The telemetry contract of the scope booking-service as a table, transcribed from the contract
// and from nothing in src/: names, kinds, parents, order, attributes, events, status and metrics.

#include <span>
#include <string_view>
#include <vector>

namespace vacancy::testing::contract {

/// `named`: always there, and empty only when the step failed.
enum class Presence { always, when_ok, sometimes, named };

struct AttributeRule {
    std::string_view name;
    std::string_view type;  ///< string, int, double, bool
    Presence presence = Presence::always;
    std::vector<std::string_view> values{};  ///< empty: any; else one of them, each to be seen
};

struct EventRule {
    std::string_view name;
    std::vector<AttributeRule> attributes;
};

struct SpanRule {
    std::string_view name;
    std::string_view kind;
    /// Names of allowed parents; "<server>" is a SERVER span, "<context>" one of another process
    /// or of an earlier part of the trace.
    std::vector<std::string_view> parents;
    int order = 0;  ///< among the children of one parent; 0: anywhere
    std::vector<AttributeRule> attributes{};
    std::vector<EventRule> events{};
    std::vector<std::string_view> errors{};  ///< descriptions of status ERROR, each to be seen
    bool may_be_ok = true;
};

struct MetricRule {
    std::string_view scope;
    std::string_view name;
    std::string_view kind;  ///< counter, histogram, up_down_counter, gauge
    std::string_view unit;
    std::vector<AttributeRule> attributes;
    double first_bucket = 0;  ///< histograms: the first and the last bound
    double last_bucket = 0;
};

/// One scope of the contract.
struct Contract {
    std::string_view scope;
    std::span<const SpanRule> spans;
    std::span<const MetricRule> metrics;
    bool ok_on_success = false;       ///< status OK, not UNSET
    bool records_exceptions = false;  ///< every listed ERROR has an exception event
    bool has_conventions = false;     ///< its flows show resends and database spans too
};

inline constexpr std::string_view scope_name = "booking-service";
inline constexpr std::string_view scope_version = "2.1.0";
[[nodiscard]] const Contract& booking_service();

[[nodiscard]] std::span<const SpanRule> booking_service_spans();
[[nodiscard]] std::span<const MetricRule> metric_rules();

}  // namespace vacancy::testing::contract
