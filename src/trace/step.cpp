#include "trace/step.hpp"

#include "trace/recording/state.hpp"
#include "trace/recording/trace.hpp"

#include <boost/core/demangle.hpp>

#include <typeinfo>

namespace vacancy::trace {

Step::Step(Step&& other) noexcept
    : trace_(std::exchange(other.trace_, nullptr)), span_(std::exchange(other.span_, nullptr)) {}

Step::~Step() {
    if (trace_ == nullptr) return;
    const Error abandoned{.code = ErrorCode::canceled};
    close(&abandoned);
}

Step Step::open(const SpanDef& def, std::string_view name) {
    if (trace_ == nullptr) return silent();
    return {trace_, trace_->open(span_, def, name)};
}

void Step::close(const Error* error) {
    if (trace_ == nullptr) return;
    if (error != nullptr) failed(*error);
    Trace* trace = std::exchange(trace_, nullptr);
    SpanRecord* span = std::exchange(span_, nullptr);
    span != nullptr ? trace->close(*span) : trace->leave();
}

void Step::close_with_exception(const std::exception& thrown) {
    if (span_ != nullptr)
        trace_->fail_with(*span_, boost::core::demangle(typeid(thrown).name()), thrown.what(),
                          &thrown);
    close(nullptr);
}

void Step::close_with_broken_promise(const BrokenPromise& broken) {
    if (span_ != nullptr) trace_->fail_with(*span_, "broken_promise", broken.what, &broken);
    close(nullptr);
}

void Step::failed(const Error& error) {
    if (span_ != nullptr) return trace_->fail(*span_, error);
    keep("error");  // a span beyond the trace's limit tells at least that
}

void Step::keep(std::string_view reason) {
    if (trace_ != nullptr) trace_->keep_for(reason);
}

void Step::event(const EventDef& def, std::initializer_list<Attribute> attributes) {
    if (span_ != nullptr) trace_->add_event(*span_, def, {attributes.begin(), attributes.size()});
}

void Step::link(const SpanContext& to, std::string_view link_type) {
    if (span_ != nullptr) trace_->add_link(*span_, to, link_type);
}

void Step::count(const MetricDef& def, std::initializer_list<Value> values, std::int64_t by) {
    if (trace_ != nullptr) trace_->recorder.metrics.add(def, by, values);
}

void Step::record(const MetricDef& def, double value, std::initializer_list<Value> values) {
    if (trace_ == nullptr) return;
    Cell& cell = trace_->recorder.metrics.bind(def, values);
    cell.record(value);
    if (span_ == nullptr) return;
    trace_->add_measurement(*span_, cell, value, trace_->recorder.now_ns());
}

void Step::log(Severity severity, std::string_view message,
               std::initializer_list<Attribute> attributes) const {
    if (trace_ != nullptr) trace_->recorder.log.write(*this, severity, message, attributes);
}

SpanContext Step::context() const {
    return trace_ == nullptr ? SpanContext{.sampled = false} : trace_->context_of(span_);
}

Carried Step::carried() const {
    if (trace_ == nullptr) return {};
    Carried carried;
    const Propagators& asked = trace_->recorder.options.propagators;
    if (asked.trace_context && trace_->id != TraceId{}) {
        SpanContext context = trace_->context_of(span_);
        carried.traceparent = context.traceparent();
        carried.tracestate = std::move(context.tracestate);
    }
    if (asked.baggage) carried.baggage = trace_->baggage_header;
    return carried;
}

std::span<const BaggageEntry> Step::baggage() const {
    return trace_ == nullptr ? std::span<const BaggageEntry>() : trace_->baggage;
}

}  // namespace vacancy::trace
