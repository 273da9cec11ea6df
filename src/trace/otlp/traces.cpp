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
    Wire spans{};
};

struct ResourceGroup {
    std::string_view service;
    std::vector<ScopeGroup> scopes{};
};

class Encoder {
public:
    explicit Encoder(const Resources& resources) : resources_(resources) {}

    void add(const KeptTrace& trace, const KeptSpan& span) {
        body_.clear();
        put_span(trace, span);
        group_of(*span.scope).spans.message(2, body_.view());
    }

    std::string finish() {
        Wire request;
        for (const ResourceGroup& group : groups_) {
            Wire resource_spans;
            opentelemetry::proto::resource::v1::Resource resource;
            put_resource(resources_, *group.scopes.front().scope, resource);
            resource_spans.message(1, resource.SerializeAsString());
            for (const ScopeGroup& scope : group.scopes) {
                Wire scope_spans;
                common::InstrumentationScope said;
                put_scope(*scope.scope, said);
                scope_spans.message(1, said.SerializeAsString());
                // They are fields already: joined as they are.
                resource_spans.joined(2, scope_spans.view(), scope.spans.view());
            }
            request.message(1, resource_spans.view());
        }
        return request.take();
    }

private:
    ScopeGroup& group_of(const ScopeDef& scope) {
        const std::string_view service = resources_.service_of(scope);
        auto group = std::ranges::find(groups_, service, &ResourceGroup::service);
        if (group == groups_.end()) group = groups_.insert(groups_.end(), {service});
        auto found = std::ranges::find(group->scopes, &scope, &ScopeGroup::scope);
        if (found == group->scopes.end())
            found = group->scopes.insert(group->scopes.end(), {&scope});
        return *found;
    }

    void put_span(const KeptTrace& trace, const KeptSpan& span) {
        body_.text(span_field::trace_id, bytes_of(trace.id));
        body_.text(span_field::span_id, bytes_of(span.id));
        body_.text(span_field::trace_state, trace.tracestate);
        if (span.parent != SpanId{}) body_.text(span_field::parent_span_id, bytes_of(span.parent));
        body_.text(span_field::name, span.name);
        body_.varint(span_field::kind, number_of(span.kind));
        body_.fixed64(span_field::start, static_cast<std::uint64_t>(span.start_unix_ns));
        body_.fixed64(span_field::end, static_cast<std::uint64_t>(span.end_unix_ns));
        body_.attributes(span_field::attributes, span.attributes);
        body_.varint(span_field::dropped_attributes, span.dropped_attributes);
        for (const KeptEvent& event : span.events) put_event(event);
        body_.varint(span_field::dropped_events, span.dropped_events);
        for (const KeptLink& link : span.links) put_link(link);
        body_.varint(span_field::dropped_links, span.dropped_links);
        if (span.status != StatusCode::unset) put_status(span);
        body_.fixed32(span_field::flags, flags_of(span));
    }

    void put_event(const KeptEvent& event) {
        part_.clear();
        part_.fixed64(event_field::time, static_cast<std::uint64_t>(event.at_unix_ns));
        part_.text(event_field::name, event.name);
        part_.attributes(event_field::attributes, event.attributes);
        part_.varint(event_field::dropped_attributes, event.dropped_attributes);
        body_.message(span_field::events, part_.view());
    }

    void put_link(const KeptLink& link) {
        part_.clear();
        part_.text(link_field::trace_id, bytes_of(link.trace_id));
        part_.text(link_field::span_id, bytes_of(link.span_id));
        part_.text(link_field::trace_state, link.tracestate);
        part_.attributes(link_field::attributes, link.attributes);
        body_.message(span_field::links, part_.view());
    }

    void put_status(const KeptSpan& span) {
        part_.clear();
        const bool error = span.status == StatusCode::error;
        if (error) part_.text(status_field::message, span.status_message);
        part_.varint(status_field::code, error ? 2 : 1);
        body_.message(span_field::status, part_.view());
    }

    const Resources& resources_;
    std::vector<ResourceGroup> groups_;
    Wire body_;  ///< of the span being written
    Wire part_;  ///< of its event, link or status
};

}  // namespace

std::string encode_traces(std::span<const SpanSlice> slices, const Resources& resources) {
    Encoder encoder(resources);
    for (const SpanSlice& slice : slices)
        for (std::size_t i = slice.begin; i < slice.end; ++i)
            encoder.add(*slice.trace, slice.trace->spans[i]);
    return encoder.finish();
}

}  // namespace vacancy::trace::otlp
