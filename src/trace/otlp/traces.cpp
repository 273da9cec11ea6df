#include "trace/otlp/encode.hpp"
#include "trace/otlp/fields.hpp"
#include "trace/otlp/wire.hpp"

#include <algorithm>
#include <vector>

namespace vacancy::trace::otlp {

namespace {

// Field numbers of opentelemetry/proto/trace/v1/trace.proto.
namespace span_field {
constexpr unsigned trace_id = 1, span_id = 2, trace_state = 3, parent_span_id = 4, name = 5,
                   kind = 6, start = 7, end = 8, attributes = 9, dropped_attributes = 10,
                   events = 11, dropped_events = 12, links = 13, dropped_links = 14, status = 15,
                   flags = 16;
}
namespace event_field {
constexpr unsigned time = 1, name = 2, attributes = 3, dropped_attributes = 4;
}
namespace link_field {
constexpr unsigned trace_id = 1, span_id = 2, trace_state = 3, attributes = 4;
}
namespace status_field {
constexpr unsigned message = 2, code = 3;
}

/// SPAN_KIND_INTERNAL is 1 and the others follow in our order.
std::uint64_t number_of(Kind kind) { return static_cast<std::uint64_t>(kind) + 1; }

std::uint32_t flags_of(const KeptSpan& span) {
    constexpr std::uint32_t sampled = 1, has_is_remote = 0x100, is_remote = 0x200;
    return sampled | has_is_remote | (span.is_parent_remote ? is_remote : 0);
}

template <class Id>
std::string_view bytes_of(const Id& id) {
    return {reinterpret_cast<const char*>(id.bytes.data()), id.bytes.size()};
}

/// The spans of one scope, each already a field of its ScopeSpans.
struct ScopeGroup {
    const ScopeDef* scope;
    std::string head;  ///< the scope as a field of ScopeSpans
    Wire spans{};
};

struct ResourceGroup {
    std::string_view service;
    std::string head;  ///< the resource as a field of ResourceSpans
    std::vector<ScopeGroup> scopes{};
    Wire body{};
};

template <class Message>
std::string field_of(unsigned field, const Message& message) {
    Wire wire;
    wire.message(field, message.SerializeAsString());
    return wire.take();
}

}  // namespace

struct TraceEncoder::State {
    explicit State(const Resources& speakers) : resources(speakers) {}

    void begin() {
        request.clear();
        for (ResourceGroup& group : groups) {
            group.body.clear();
            for (ScopeGroup& scope : group.scopes) scope.spans.clear();
        }
    }

    void add(const KeptTrace& trace, const KeptSpan& span) {
        body.clear();
        put_span(trace, span);
        group_of(*span.scope).spans.message(2, body.view());
    }

    std::string_view finish() {
        for (ResourceGroup& group : groups) {
            for (const ScopeGroup& scope : group.scopes)
                if (!scope.spans.view().empty())
                    group.body.joined(2, scope.head, scope.spans.view());
            if (!group.body.view().empty()) request.joined(1, group.head, group.body.view());
        }
        return request.view();
    }

    ScopeGroup& group_of(const ScopeDef& scope) {
        const std::string_view service = resources.service_of(scope);
        auto group = std::ranges::find(groups, service, &ResourceGroup::service);
        if (group == groups.end()) {
            opentelemetry::proto::resource::v1::Resource resource;
            put_resource(resources, scope, resource);
            group = groups.insert(groups.end(), {service, field_of(1, resource)});
        }
        auto found = std::ranges::find(group->scopes, &scope, &ScopeGroup::scope);
        if (found == group->scopes.end()) {
            common::InstrumentationScope said;
            put_scope(scope, said);
            found = group->scopes.insert(group->scopes.end(), {&scope, field_of(1, said)});
        }
        return *found;
    }

    void put_span(const KeptTrace& trace, const KeptSpan& span) {
        body.text(span_field::trace_id, bytes_of(trace.id));
        body.text(span_field::span_id, bytes_of(span.id));
        body.text(span_field::trace_state, trace.tracestate);
        if (span.parent != SpanId{}) body.text(span_field::parent_span_id, bytes_of(span.parent));
        body.text(span_field::name, span.name);
        body.varint(span_field::kind, number_of(span.kind));
        body.fixed64(span_field::start, static_cast<std::uint64_t>(span.start_unix_ns));
        body.fixed64(span_field::end, static_cast<std::uint64_t>(span.end_unix_ns));
        body.attributes(span_field::attributes, span.attributes);
        body.varint(span_field::dropped_attributes, span.dropped_attributes);
        for (const KeptEvent& event : span.events) put_event(event);
        body.varint(span_field::dropped_events, span.dropped_events);
        for (const KeptLink& link : span.links) put_link(link);
        body.varint(span_field::dropped_links, span.dropped_links);
        if (span.status != StatusCode::unset) put_status(span);
        body.fixed32(span_field::flags, flags_of(span));
    }

    void put_event(const KeptEvent& event) {
        part.clear();
        part.fixed64(event_field::time, static_cast<std::uint64_t>(event.at_unix_ns));
        part.text(event_field::name, event.name);
        part.attributes(event_field::attributes, event.attributes);
        part.varint(event_field::dropped_attributes, event.dropped_attributes);
        body.message(span_field::events, part.view());
    }

    void put_link(const KeptLink& link) {
        part.clear();
        part.text(link_field::trace_id, bytes_of(link.trace_id));
        part.text(link_field::span_id, bytes_of(link.span_id));
        part.text(link_field::trace_state, link.tracestate);
        part.attributes(link_field::attributes, link.attributes);
        body.message(span_field::links, part.view());
    }

    void put_status(const KeptSpan& span) {
        part.clear();
        const bool error = span.status == StatusCode::error;
        if (error) part.text(status_field::message, span.status_message);
        part.varint(status_field::code, error ? 2 : 1);
        body.message(span_field::status, part.view());
    }

    const Resources& resources;
    std::vector<ResourceGroup> groups;
    Wire request;
    Wire body;  ///< of the span being written
    Wire part;  ///< of its event, link or status
};

TraceEncoder::TraceEncoder(const Resources& resources)
    : state_(std::make_unique<State>(resources)) {}

TraceEncoder::~TraceEncoder() = default;

std::string_view TraceEncoder::encode(std::span<const SpanSlice> slices) {
    state_->begin();
    for (const SpanSlice& slice : slices)
        for (std::size_t i = slice.begin; i < slice.end; ++i)
            state_->add(*slice.trace, slice.trace->spans[i]);
    return state_->finish();
}

}  // namespace vacancy::trace::otlp
