#pragma once
// What a collector received, laid flat: spans with scope and resource, metrics, and readers of
// their attributes. Made from copies, so that it stays what it was when it was taken.

#include "support/collector.hpp"

#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace vacancy::testing::contract {

using Span = opentelemetry::proto::trace::v1::Span;
using Metric = opentelemetry::proto::metrics::v1::Metric;
using Value = opentelemetry::proto::common::v1::AnyValue;
using KeyValues = google::protobuf::RepeatedPtrField<opentelemetry::proto::common::v1::KeyValue>;

using Texts = std::map<std::string, std::string>;  ///< attributes of a resource, as text

struct Received {
    std::string scope;
    std::string scope_version;
    Texts resource;
    Span span;
};

struct ReceivedMetric {
    std::string scope;
    std::string scope_version;
    Texts resource;
    Metric metric;
};

/// One ERROR log record's place and words.
struct ReceivedLog {
    std::string trace_id;
    std::string span_id;
    int severity;
};

[[nodiscard]] std::vector<Received> spans_of(const Collector& collector);
[[nodiscard]] std::vector<ReceivedMetric> metrics_of(const Collector& collector);
[[nodiscard]] std::vector<ReceivedLog> logs_of(const Collector& collector);

/// The attribute's value, or null.
[[nodiscard]] const Value* find(const KeyValues& attributes, std::string_view name);
/// As text whatever its type; empty when it is absent.
[[nodiscard]] std::string text_of(const KeyValues& attributes, std::string_view name);
[[nodiscard]] std::string text_of(const Value& value);
/// "string", "int", "double", "bool", or "other".
[[nodiscard]] std::string_view type_of(const Value& value);
[[nodiscard]] std::string hex(std::string_view bytes);
/// "INTERNAL", "SERVER", …
[[nodiscard]] std::string_view kind_of(const Span& span);

}  // namespace vacancy::testing::contract
