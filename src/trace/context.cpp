#include "trace/context.hpp"

#include "trace/propagation/tracestate.hpp"

#include <algorithm>
#include <span>

namespace vacancy::trace {
namespace {

constexpr std::string_view digits = "0123456789abcdef";

void write_hex(std::span<const std::uint8_t> bytes, char* to) {
    for (const auto byte : bytes) {
        *to++ = digits[byte >> 4];
        *to++ = digits[byte & 15];
    }
}

std::string hex(std::span<const std::uint8_t> bytes) {
    std::string text(bytes.size() * 2, '0');
    write_hex(bytes, text.data());
    return text;
}

/// Lower case only, as the standard asks.
bool parse_hex(std::string_view text, std::span<std::uint8_t> out) {
    if (text.size() != out.size() * 2) return false;
    for (std::size_t i = 0; i < out.size(); ++i) {
        const auto high = digits.find(text[2 * i]);
        const auto low = digits.find(text[2 * i + 1]);
        if (high == std::string_view::npos || low == std::string_view::npos) return false;
        out[i] = static_cast<std::uint8_t>(high << 4 | low);
    }
    return true;
}

bool is_zero(std::span<const std::uint8_t> bytes) {
    return std::ranges::all_of(bytes, [](std::uint8_t byte) { return byte == 0; });
}

constexpr unsigned sampled_flag = 1;
constexpr unsigned random_flag = 2;

}  // namespace

std::string TraceId::text() const { return hex(bytes); }
std::string SpanId::text() const { return hex(bytes); }

std::string SpanContext::traceparent() const {
    std::string text = "00-00000000000000000000000000000000-0000000000000000-00";
    write_hex(trace_id.bytes, text.data() + 3);
    write_hex(span_id.bytes, text.data() + 36);
    text.back() = digits[(sampled ? sampled_flag : 0) | (random ? random_flag : 0)];
    return text;
}

std::optional<SpanContext> parse_traceparent(std::string_view traceparent,
                                             std::string_view tracestate) {
    // 00-32 hex-16 hex-2 hex; a later version may be longer, ff is none.
    if (traceparent.size() < 55 || traceparent[2] != '-' || traceparent[35] != '-' ||
        traceparent[52] != '-')
        return std::nullopt;
    std::array<std::uint8_t, 1> version{};
    std::array<std::uint8_t, 1> flags{};
    SpanContext context;
    if (!parse_hex(traceparent.substr(0, 2), version) || version[0] == 0xff ||
        !parse_hex(traceparent.substr(3, 32), context.trace_id.bytes) ||
        !parse_hex(traceparent.substr(36, 16), context.span_id.bytes) ||
        !parse_hex(traceparent.substr(53, 2), flags))
        return std::nullopt;
    if (version[0] == 0 && traceparent.size() != 55) return std::nullopt;
    if (traceparent.size() > 55 && traceparent[55] != '-') return std::nullopt;
    if (is_zero(context.trace_id.bytes) || is_zero(context.span_id.bytes)) return std::nullopt;
    context.sampled = (flags[0] & sampled_flag) != 0;
    context.random = (flags[0] & random_flag) != 0;
    context.tracestate = fitted_tracestate(tracestate);
    return context;
}

std::optional<TraceId> parse_trace_id(std::string_view text) {
    TraceId id;
    if (!parse_hex(text, id.bytes) || is_zero(id.bytes)) return std::nullopt;
    return id;
}

}  // namespace vacancy::trace
