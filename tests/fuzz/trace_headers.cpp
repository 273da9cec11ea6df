// The headers of W3C Trace Context and Baggage. What is malformed is no context; what is taken
// comes out as the standards say.

#include "fuzz/target.hpp"
#include "trace/context.hpp"
#include "trace/propagation/baggage.hpp"
#include "trace/propagation/tracestate.hpp"

#include <algorithm>
#include <string>

using namespace vacancy;
using fuzz::expect;

namespace {

void try_context(std::string_view parent, std::string_view state) {
    const auto context = trace::parse_traceparent(parent, state);
    if (!context) return;
    expect(context->trace_id != trace::TraceId{}, "an empty trace id was taken");
    expect(context->span_id != trace::SpanId{}, "an empty span id was taken");
    expect(context->tracestate.size() <= 512, "a tracestate is short");
    const std::string written = context->traceparent();
    expect(written.substr(3, 49) == parent.substr(3, 49), "the ids are passed on");
    const auto again = trace::parse_traceparent(written, context->tracestate);
    expect(again && again->traceparent() == written, "a traceparent survives its text");
    expect(again->tracestate == context->tracestate, "a tracestate survives");
}

void try_state(std::string_view state) {
    const std::string fitted = trace::fitted_tracestate(state);
    expect(trace::fitted_tracestate(fitted) == fitted, "what fits is passed on as it is");
    const auto ot = trace::ot_of(fitted);
    expect(ot.threshold.value_or(0) <= trace::never_sampled, "a threshold has 56 bits");
    expect(ot.randomness.value_or(0) < trace::never_sampled, "a randomness has 56 bits");
    const auto changed = trace::with_threshold(fitted, 0x8000000000000);
    const auto read = trace::ot_of(changed);
    if (!changed.empty()) expect(read.threshold == 0x8000000000000, "our threshold is there");
}

void try_baggage(std::string_view header) {
    const auto baggage = trace::Baggage::parse(header);
    const std::string written = baggage.header();
    expect(written.size() <= trace::Baggage::longest_header, "baggage is short");
    expect(baggage.entries().size() <= trace::Baggage::most_members, "baggage has few members");
    const bool sane = std::ranges::all_of(written, [](char c) { return c >= ' ' && c <= '~'; });
    expect(sane, "baggage is written in visible ASCII");
    expect(trace::Baggage::parse(written).header() == written, "baggage survives its text");
}

}  // namespace

/// Lines: traceparent, tracestate, baggage.
FUZZ_TARGET(trace_headers) {
    std::string_view rest = input;
    const std::string_view parent = fuzz::take_line(rest);
    const std::string_view state = fuzz::take_line(rest);
    (void)trace::parse_trace_id(state);
    try_context(parent, state);
    try_state(state);
    try_baggage(fuzz::take_line(rest));
}
