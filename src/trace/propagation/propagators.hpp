#pragma once
// Propagators: which headers carry the trace context in and out (OTEL_PROPAGATORS).

#include <string>
#include <string_view>
#include <vector>

namespace vacancy::trace {

struct Propagators {
    bool trace_context = true;  ///< traceparent and tracestate
    bool baggage = true;
};

/// "tracecontext,baggage", "none"; empty: both. What is not known here (b3, jaeger, xray …) is
/// ignored with a warning, as the specification asks.
[[nodiscard]] Propagators read_propagators(std::string_view text,
                                           std::vector<std::string>& warnings);

/// What another process is told about a span; an empty text is not sent.
struct Carried {
    std::string traceparent{};
    std::string tracestate{};
    std::string baggage{};
};

}  // namespace vacancy::trace
