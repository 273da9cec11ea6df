#include "support/contract_otlp.hpp"

namespace vacancy::testing::contract {
namespace {

template <class Resource>
Texts texts_of(const Resource& resource) {
    Texts texts;
    for (const auto& one : resource.attributes()) texts[one.key()] = text_of(one.value());
    return texts;
}

}  // namespace

std::vector<Received> spans_of(const Collector& collector) {
    std::vector<Received> all;
    for (const TraceRequest& request : collector.traces()) {
        for (const auto& resource : request.resource_spans()) {
            for (const auto& scope : resource.scope_spans()) {
                for (const Span& span : scope.spans())
                    all.push_back({scope.scope().name(), scope.scope().version(),
                                   texts_of(resource.resource()), span});
            }
        }
    }
    return all;
}

std::vector<ReceivedMetric> metrics_of(const Collector& collector) {
    std::vector<ReceivedMetric> all;
    for (const MetricsRequest& request : collector.metrics()) {
        for (const auto& resource : request.resource_metrics()) {
            for (const auto& scope : resource.scope_metrics()) {
                for (const Metric& metric : scope.metrics())
                    all.push_back({scope.scope().name(), scope.scope().version(),
                                   texts_of(resource.resource()), metric});
            }
        }
    }
    return all;
}

std::vector<ReceivedLog> logs_of(const Collector& collector) {
    std::vector<ReceivedLog> all;
    for (const LogsRequest& request : collector.logs()) {
        for (const auto& resource : request.resource_logs()) {
            for (const auto& scope : resource.scope_logs()) {
                for (const auto& record : scope.log_records())
                    all.push_back({record.trace_id(), record.span_id(),
                                   static_cast<int>(record.severity_number())});
            }
        }
    }
    return all;
}

const Value* find(const KeyValues& attributes, std::string_view name) {
    for (const auto& one : attributes) {
        if (one.key() == name) return &one.value();
    }
    return nullptr;
}

std::string text_of(const Value& value) {
    switch (value.value_case()) {
        case Value::kStringValue: return value.string_value();
        case Value::kIntValue: return std::to_string(value.int_value());
        case Value::kDoubleValue: return std::to_string(value.double_value());
        case Value::kBoolValue: return value.bool_value() ? "true" : "false";
        default: return "";
    }
}

std::string text_of(const KeyValues& attributes, std::string_view name) {
    const Value* value = find(attributes, name);
    return value == nullptr ? "" : text_of(*value);
}

std::string_view type_of(const Value& value) {
    switch (value.value_case()) {
        case Value::kStringValue: return "string";
        case Value::kIntValue: return "int";
        case Value::kDoubleValue: return "double";
        case Value::kBoolValue: return "bool";
        default: return "other";
    }
}

std::string hex(std::string_view bytes) {
    constexpr std::string_view digits = "0123456789abcdef";
    std::string text;
    for (const char c : bytes) {
        const auto byte = static_cast<unsigned char>(c);
        text += digits[byte >> 4];
        text += digits[byte & 15];
    }
    return text;
}

std::string_view kind_of(const Span& span) {
    constexpr std::string_view names[] = {"UNSPECIFIED", "INTERNAL", "SERVER",
                                          "CLIENT",      "PRODUCER", "CONSUMER"};
    return names[static_cast<std::size_t>(span.kind())];
}

}  // namespace vacancy::testing::contract
