#pragma once
// OpenMetrics: the metrics as text for Prometheus and its kin, in OpenMetrics 1.0 (with exemplars)
// or the older text format 0.0.4. Names are translated as "Prometheus and OpenMetrics
// Compatibility" of the OpenTelemetry specification says. Pure functions: any thread.

#include "trace/metrics.hpp"
#include "trace/otlp/resource.hpp"

#include <string>
#include <string_view>

namespace vacancy::trace {

enum class TextFormat : std::uint8_t { open_metrics, prometheus };

/// By the Accept header: 0.0.4 where text/plain is preferred, else OpenMetrics.
[[nodiscard]] TextFormat text_format_for(std::string_view accept);
[[nodiscard]] std::string_view content_type_of(TextFormat format);

/// The name of the metric family: unit appended where it is not there yet, one trailing _total
/// stripped; the samples of a counter have _total added.
[[nodiscard]] std::string family_name(const MetricDef& def);
/// "ms" is milliseconds, "{request}" nothing, "By/s" bytes_per_second.
[[nodiscard]] std::string unit_word(std::string_view unit);

[[nodiscard]] std::string metrics_text(const Snapshot& snapshot, const otlp::Resources& resources,
                                       TextFormat format);

}  // namespace vacancy::trace
