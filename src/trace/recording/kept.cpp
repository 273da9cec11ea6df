#include "trace/recording/kept.hpp"

#include "trace/names.hpp"
#include "trace/propagation/tracestate.hpp"
#include "trace/recording/state.hpp"
#include "trace/registry.hpp"

#include <algorithm>
#include <utility>
#include <vector>

namespace vacancy::trace {
namespace {

class Keeper {
public:
    Keeper(const Trace& trace, const Policy& policy, KeptTrace& kept)
        : trace_(trace), policy_(policy), kept_(kept) {}

    /// Everything is made where it stays: a list that is assigned later would leave the arena.
    KeptSpan span_from(const SpanRecord& span) {
        const std::int64_t start = trace_.unix_ns(span.start_ns);
        KeptSpan out{
            .id = trace_.id_of(span),
            .parent = span.parent != nullptr ? trace_.id_of(*span.parent) : SpanId{},
            .name = span.name.data() == span.def->name.data() ? span.name : text(span.name),
            .scope = span.def->scope,
            .kind = span.def->kind,
            .status = span.status,
            .status_message = text(span.status_message),
            .start_unix_ns = start,
            .end_unix_ns = std::max(start, trace_.unix_ns(span.end_ns)),
            .attributes = attributes_from(span.attributes, 2),
            .events = events_from(span),
            .links = links_from(span),
            .dropped_attributes = span.attributes.dropped,
            .dropped_events = span.dropped_events,
            .dropped_links = span.dropped_links};
        add_twins(out);
        return out;
    }

    std::string_view text(std::string_view from) { return masked(from, kept_.texts); }

private:
    Items<Attribute> attributes_from(const AttributeList& list, std::size_t room) {
        Items<Attribute> out(&kept_.arena);
        out.reserve(list.count + room);
        for (const auto* record = list.first; record != nullptr; record = record->next)
            out.push_back(policy_.released(record->view(), kept_.texts));
        return out;
    }

    void add_twins(KeptSpan& span) const {
        if (policy_.drops()) return;
        for (const AttributeTwin& twin : attribute_twins()) {
            if (twin.scope != span.scope) continue;
            const auto found = std::ranges::find(span.attributes, twin.of, &Attribute::key);
            if (found == span.attributes.end()) continue;
            Attribute copy = *found;
            copy.key = twin.twin;
            span.attributes.push_back(copy);
        }
    }

    Items<KeptEvent> events_from(const SpanRecord& from) {
        Items<KeptEvent> out(&kept_.arena);
        out.reserve(from.events);
        for (const auto* event = from.last_event; event != nullptr; event = event->next) {
            out.push_back({.name = event->def->name,
                           .at_unix_ns = trace_.unix_ns(event->at_ns),
                           .attributes = attributes_from(event->attributes, 0),
                           .dropped_attributes = event->attributes.dropped});
        }
        std::ranges::reverse(out);
        return out;
    }

    Items<KeptLink> links_from(const SpanRecord& from) {
        Items<KeptLink> out(&kept_.arena);
        out.reserve(from.links);
        for (const auto* link = from.last_link; link != nullptr; link = link->next) {
            out.push_back({.trace_id = link->trace_id,
                           .span_id = link->span_id,
                           .tracestate = text(link->tracestate),
                           .attributes = Items<Attribute>(&kept_.arena)});
            out.back().attributes.push_back(
                {.key = attr::link_type.name, .text = text(link->type)});
        }
        std::ranges::reverse(out);
        return out;
    }

    const Trace& trace_;
    const Policy& policy_;
    KeptTrace& kept_;
};

}  // namespace

namespace {

/// What the tail keeps says with what probability it was kept: the ratio's, or surely.
std::string state_of(const Trace& trace, std::string_view reason) {
    if (reason.empty() || trace.recorder.options.sampler != Sampler::tail)
        return std::string(trace.tracestate);
    const bool by_ratio = reason == "ratio";
    if (trace.tracestate.empty()) return by_ratio ? trace.recorder.ratio_state : "ot=th:0";
    return with_threshold(trace.tracestate, by_ratio ? trace.recorder.threshold : 0);
}

/// What the spans, their attributes and texts of a common length take.
std::size_t expected_bytes(const SpanRecord& root) {
    constexpr std::size_t common_text = 20;
    std::size_t sum = 256;
    for_each_span(root, [&](const SpanRecord& span) {
        const std::size_t attributes = span.attributes.count + 2;
        sum += sizeof(KeptSpan) + attributes * (sizeof(Attribute) + common_text) +
               span.events * 512 + span.links * 256;
    });
    return sum;
}

/// By their start; of equals parents before children and siblings as they were opened.
std::vector<const SpanRecord*> in_order(const SpanRecord& root, std::size_t count) {
    std::vector<const SpanRecord*> spans;
    spans.reserve(count);
    for_each_span(root, [&](const SpanRecord& span) { spans.push_back(&span); });
    const auto start = [](const SpanRecord* span) { return span->start_ns; };
    if (std::ranges::is_sorted(spans, {}, start)) return spans;
    std::vector<std::pair<std::int64_t, std::size_t>> keys;
    keys.reserve(spans.size());
    for (std::size_t i = 0; i < spans.size(); ++i) keys.emplace_back(start(spans[i]), i);
    std::ranges::sort(keys);
    std::vector<const SpanRecord*> sorted;
    sorted.reserve(spans.size());
    for (const auto& [at, i] : keys) sorted.push_back(spans[i]);
    return sorted;
}

}  // namespace

std::shared_ptr<const KeptTrace> kept_from(const Trace& trace, const Policy& policy,
                                           std::string_view reason) {
    auto kept = std::make_shared<KeptTrace>(expected_bytes(trace.root()));
    kept->is_in_arena = true;
    Keeper keeper(trace, policy, *kept);
    const Trace::Contents contents = trace.contents();
    kept->id = trace.id;
    kept->tracestate = keeper.text(state_of(trace, reason));
    kept->reason = keeper.text(reason);
    kept->spans.reserve(contents.spans);
    const std::vector<const SpanRecord*> spans = in_order(trace.root(), contents.spans);
    for (const SpanRecord* span : spans) kept->spans.push_back(keeper.span_from(*span));
    KeptSpan& root = kept->spans.front();
    root.parent = trace.remote_parent;
    root.is_parent_remote = trace.has_remote_parent;
    if (!reason.empty()) {
        root.attributes.push_back(
            {.key = attr::vacancy_sampling_reason.name, .text = kept->reason});
    }
    return kept;
}

void give_exemplars(const Trace& trace) {
    for_each_span(trace.root(), [&](const SpanRecord& span) {
        for (const auto* at = span.last_measurement; at != nullptr; at = at->next) {
            at->cell->exemplify({.value = at->value,
                                 .at_unix_ns = trace.unix_ns(at->at_ns),
                                 .trace_id = trace.id,
                                 .span_id = trace.id_of(span)});
        }
    });
}

std::shared_ptr<const LogRecord> record_of(const KeptTrace& trace, const KeptSpan& span,
                                           const KeptEvent& event) {
    auto record = std::make_shared<LogRecord>();
    record->at_unix_ns = event.at_unix_ns;
    record->severity = static_cast<std::uint8_t>(Severity::error);
    record->scope = span.scope;
    record->trace_id = trace.id;
    record->span_id = span.id;
    for (Attribute attribute : event.attributes) {
        attribute.text = record->texts.keep(attribute.text);
        if (attribute.key == attr::exception_message.name) record->body = attribute.text;
        record->attributes.push_back(attribute);
    }
    return record;
}

}  // namespace vacancy::trace
