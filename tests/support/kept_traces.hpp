#pragma once
// Kept traces made by hand, for tests of what comes after the recorder.

#include "trace/kept_trace.hpp"
#include "trace/names.hpp"

#include <memory>
#include <string>

namespace vacancy::testing {

/// A trace of `spans` spans; number `id` tells it from others. The first span is the parent of all.
inline std::shared_ptr<trace::KeptTrace> kept_trace(
    std::uint8_t id, std::size_t spans,
    const trace::ScopeDef& scope = trace::scope::booking_service) {
    auto made = std::make_shared<trace::KeptTrace>();
    made->id.bytes[15] = id;
    made->id.bytes[0] = 0x4b;
    made->reason = "error";
    for (std::size_t i = 0; i < spans; ++i) {
        trace::KeptSpan span;
        span.id.bytes[0] = id;
        span.id.bytes[6] = static_cast<std::uint8_t>((i + 1) >> 8);
        span.id.bytes[7] = static_cast<std::uint8_t>(i + 1);
        if (i > 0) span.parent = made->spans.front().id;
        span.name = made->texts.keep("span " + std::to_string(i));
        span.scope = &scope;
        span.start_unix_ns = 1'000'000'000 + static_cast<std::int64_t>(i);
        span.end_unix_ns = 2'000'000'000;
        made->spans.push_back(std::move(span));
    }
    return made;
}

inline std::shared_ptr<trace::LogRecord> log_record(const std::string& text) {
    auto made = std::make_shared<trace::LogRecord>();
    made->at_unix_ns = 5;
    made->severity = 17;
    made->scope = &trace::scope::booking_service;
    made->body = made->texts.keep(text);
    return made;
}

}  // namespace vacancy::testing
