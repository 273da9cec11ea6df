#pragma once
// W3C Trace Context: the ids a span is known by, and the headers that carry them.

#include <array>
#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace vacancy::trace {

struct TraceId {
    std::array<std::uint8_t, 16> bytes{};
    friend auto operator<=>(const TraceId&, const TraceId&) = default;
    [[nodiscard]] std::string text() const;  ///< 32 lower-case hex digits
};

struct SpanId {
    std::array<std::uint8_t, 8> bytes{};
    friend auto operator<=>(const SpanId&, const SpanId&) = default;
    [[nodiscard]] std::string text() const;  ///< 16 lower-case hex digits
};

struct SpanContext {
    TraceId trace_id;
    SpanId span_id;
    bool sampled = true;
    bool random = false;  ///< the last 56 bits of the trace id are (level 2 of the standard)
    std::string tracestate{};

    [[nodiscard]] std::string traceparent() const;  ///< 00-…-…-01, -03 when random
};

/// A malformed header is no context: a new trace begins, never an error.
[[nodiscard]] std::optional<SpanContext> parse_traceparent(std::string_view traceparent,
                                                           std::string_view tracestate = {});
[[nodiscard]] std::optional<TraceId> parse_trace_id(std::string_view hex);

}  // namespace vacancy::trace
