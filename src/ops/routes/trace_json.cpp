#include "ops/routes/routes.hpp"
#include "web/body.hpp"

#include <span>

namespace vacancy::ops {

namespace {

using trace::Attribute;
using web::Json;

const char* word_of(trace::Kind kind) {
    switch (kind) {
        case trace::Kind::internal: return "INTERNAL";
        case trace::Kind::server: return "SERVER";
        case trace::Kind::client: return "CLIENT";
        case trace::Kind::producer: return "PRODUCER";
        case trace::Kind::consumer: return "CONSUMER";
    }
    return "INTERNAL";
}

const char* word_of(trace::StatusCode status) {
    if (status == trace::StatusCode::ok) return "OK";
    return status == trace::StatusCode::error ? "ERROR" : "UNSET";
}

void show_attributes(Json& json, std::span<const Attribute> attributes) {
    json.open("attributes");
    for (const Attribute& one : attributes) switch (one.type) {
            case Attribute::Type::text: json.field(one.key, one.text); break;
            case Attribute::Type::integer: json.field(one.key, one.integer); break;
            case Attribute::Type::real: json.field(one.key, one.real); break;
            case Attribute::Type::boolean: json.field(one.key, one.boolean); break;
            case Attribute::Type::none: break;
        }
    json.close();
}

void show_events(Json& json, std::span<const trace::KeptEvent> events) {
    json.open_array("events");
    for (const trace::KeptEvent& event : events) {
        json.open().field("name", event.name).field("time_unix_nano", event.at_unix_ns);
        show_attributes(json, event.attributes);
        json.close();
    }
    json.close_array();
}

void show_links(Json& json, std::span<const trace::KeptLink> links) {
    json.open_array("links");
    for (const trace::KeptLink& link : links) {
        json.open().field("trace_id", link.trace_id.text()).field("span_id", link.span_id.text());
        show_attributes(json, link.attributes);
        json.close();
    }
    json.close_array();
}

void show_span(Json& json, const trace::KeptSpan& span) {
    json.open().field("span_id", span.id.text());
    if (span.parent == trace::SpanId{})
        json.null("parent_span_id");
    else
        json.field("parent_span_id", span.parent.text());
    json.field("name", span.name).field("scope", span.scope->name);
    json.field("kind", word_of(span.kind));
    json.field("start_unix_nano", span.start_unix_ns).field("end_unix_nano", span.end_unix_ns);
    json.open("status").field("code", word_of(span.status));
    json.field("message", span.status_message).close();
    show_attributes(json, span.attributes);
    show_events(json, span.events);
    show_links(json, span.links);
    json.close();
}

}  // namespace

std::string trace_json(std::span<const std::shared_ptr<const trace::KeptTrace>> parts) {
    Json json;
    json.open().field("trace_id", parts.front()->id.text());
    json.field("sampling_reason", parts.front()->reason).open_array("spans");
    for (const auto& part : parts)
        for (const trace::KeptSpan& span : part->spans) show_span(json, span);
    json.close_array().close();
    return json.take();
}

}  // namespace vacancy::ops
