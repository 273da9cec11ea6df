#include "trace/otlp/encode.hpp"
#include "trace/otlp/fields.hpp"

#include <google/protobuf/arena.h>
#include <opentelemetry/proto/collector/trace/v1/trace_service.pb.h>
#include <opentelemetry/proto/trace/v1/trace.pb.h>

namespace vacancy::trace::otlp {

namespace {

namespace proto = opentelemetry::proto::trace::v1;
using Request = opentelemetry::proto::collector::trace::v1::ExportTraceServiceRequest;
using TraceGroups = Groups<Request, decltype([](Request& r) { return r.add_resource_spans(); }),
                           decltype([](proto::ResourceSpans& r) { return r.add_scope_spans(); })>;

proto::Span::SpanKind kind_of(Kind kind) {
    switch (kind) {
        case Kind::internal: return proto::Span::SPAN_KIND_INTERNAL;
        case Kind::server: return proto::Span::SPAN_KIND_SERVER;
        case Kind::client: return proto::Span::SPAN_KIND_CLIENT;
        case Kind::producer: return proto::Span::SPAN_KIND_PRODUCER;
        case Kind::consumer: return proto::Span::SPAN_KIND_CONSUMER;
    }
    return proto::Span::SPAN_KIND_UNSPECIFIED;
}

proto::Status::StatusCode status_of(StatusCode status) {
    if (status == StatusCode::ok) return proto::Status::STATUS_CODE_OK;
    if (status == StatusCode::error) return proto::Status::STATUS_CODE_ERROR;
    return proto::Status::STATUS_CODE_UNSET;
}

std::uint32_t flags_of(const KeptSpan& span) {
    constexpr std::uint32_t sampled = 1;
    std::uint32_t flags = sampled | proto::SPAN_FLAGS_CONTEXT_HAS_IS_REMOTE_MASK;
    if (span.is_parent_remote) flags |= proto::SPAN_FLAGS_CONTEXT_IS_REMOTE_MASK;
    return flags;
}

void put_events_and_links(const KeptSpan& span, proto::Span& to) {
    for (const KeptEvent& event : span.events) {
        proto::Span::Event& made = *to.add_events();
        made.set_name(event.name.data(), event.name.size());
        made.set_time_unix_nano(static_cast<std::uint64_t>(event.at_unix_ns));
        put_attributes(event.attributes, made);
        made.set_dropped_attributes_count(event.dropped_attributes);
    }
    for (const KeptLink& link : span.links) {
        proto::Span::Link& made = *to.add_links();
        put_id(link.trace_id, *made.mutable_trace_id());
        put_id(link.span_id, *made.mutable_span_id());
        made.set_trace_state(link.tracestate.data(), link.tracestate.size());
        put_attributes(link.attributes, made);
    }
}

void put_span(const KeptTrace& trace, const KeptSpan& span, proto::Span& to) {
    put_id(trace.id, *to.mutable_trace_id());
    put_id(span.id, *to.mutable_span_id());
    if (span.parent != SpanId{}) put_id(span.parent, *to.mutable_parent_span_id());
    to.set_trace_state(trace.tracestate.data(), trace.tracestate.size());
    to.set_flags(flags_of(span));
    to.set_name(span.name.data(), span.name.size());
    to.set_kind(kind_of(span.kind));
    to.set_start_time_unix_nano(static_cast<std::uint64_t>(span.start_unix_ns));
    to.set_end_time_unix_nano(static_cast<std::uint64_t>(span.end_unix_ns));
    put_attributes(span.attributes, to);
    put_events_and_links(span, to);
    to.set_dropped_attributes_count(span.dropped_attributes);
    to.set_dropped_events_count(span.dropped_events);
    to.set_dropped_links_count(span.dropped_links);
    if (span.status != StatusCode::unset) to.mutable_status()->set_code(status_of(span.status));
    if (span.status == StatusCode::error)
        to.mutable_status()->set_message(span.status_message.data(), span.status_message.size());
}

}  // namespace

std::string encode_traces(std::span<const SpanSlice> slices, const Resources& resources) {
    google::protobuf::Arena arena;
    auto& request = *google::protobuf::Arena::CreateMessage<Request>(&arena);
    TraceGroups groups(request, resources);
    for (const SpanSlice& slice : slices)
        for (std::size_t i = slice.begin; i < slice.end; ++i) {
            const KeptSpan& span = slice.trace->spans[i];
            put_span(*slice.trace, span, *groups.of(*span.scope).add_spans());
        }
    return request.SerializeAsString();
}

}  // namespace vacancy::trace::otlp
