#include "trace/recording/trace.hpp"

#include "base/id.hpp"
#include "trace/recording/state.hpp"

#include <algorithm>
#include <cstring>
#include <new>

namespace vacancy::trace {
namespace {

constexpr std::size_t first_space = 448;  ///< of a span; five attributes and their texts fit
constexpr std::size_t more_space = 1024;
constexpr std::size_t longest_text = 8192;

constexpr std::size_t aligned(std::size_t bytes) { return (bytes + 15) & ~std::size_t{15}; }

/// Spreads consecutive numbers over all 64 bits (splitmix64), so that span ids look random.
std::uint64_t mixed(std::uint64_t value) {
    value = (value ^ (value >> 30)) * 0xbf58476d1ce4e5b9U;
    value = (value ^ (value >> 27)) * 0x94d049bb133111ebU;
    return value ^ (value >> 31);
}

TraceId new_trace_id() {
    TraceId id;
    fill_random(id.bytes);
    id.bytes[15] |= 1;  // never all zero
    return id;
}

bool samples_at_head(const RecorderOptions& options, const TraceId& id, const SpanContext* parent) {
    switch (options.sampler) {
        case Sampler::tail:
        case Sampler::always_on: return true;
        case Sampler::always_off: return false;
        case Sampler::ratio: return is_in_ratio(id, options.ratio);
        case Sampler::parent_always_on: return parent == nullptr || parent->sampled;
        case Sampler::parent_always_off: return parent != nullptr && parent->sampled;
        case Sampler::parent_ratio:
            return parent != nullptr ? parent->sampled : is_in_ratio(id, options.ratio);
    }
    return true;
}

}  // namespace

std::string_view shortened(std::string_view text, std::size_t limit) {
    if (text.size() <= limit) return text;
    std::size_t end = limit;
    while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xc0U) == 0x80U) --end;
    return text.substr(0, end);
}

int weight_of(std::string_view reason) {
    if (reason == "contention" || reason == "declined") return 6;
    if (reason == "rollback") return 5;
    if (reason == "error") return 4;
    if (reason == "http_status") return 3;
    if (reason == "slow") return 2;
    return 1;
}

Trace::Trace(RecorderState& owner, Block* block)
    : recorder(owner),
      blocks_(block),
      cursor_(block->bytes.data() + aligned(sizeof(Trace))),
      limit_(block->bytes.data() + Block::size),
      span_seed_(random_u64()),
      unix_offset_ns_(owner.unix_now_ns() - owner.clock.steady_ns()) {}

Trace& Trace::begin(RecorderState& recorder, const RootOptions& options) {
    Block* block = recorder.pool.take();
    auto* trace = ::new (static_cast<void*>(block->bytes.data())) Trace(recorder, block);
    const SpanContext* parent = options.parent && options.trusted ? &*options.parent : nullptr;
    if (parent != nullptr) {
        trace->id = parent->trace_id;
        trace->remote_parent = parent->span_id;
        trace->has_remote_parent = true;
        if (!parent->tracestate.empty()) {
            const std::string_view state = shortened(parent->tracestate, 512);
            char* at = trace->grab(aligned(state.size()));
            std::memcpy(at, state.data(), state.size());
            trace->tracestate = {at, state.size()};
        }
    } else {
        trace->id = new_trace_id();
    }
    trace->sampled = samples_at_head(recorder.options, trace->id, parent);
    return *trace;
}

void Trace::recycle(Trace* trace) {
    BlockPool& pool = trace->recorder.pool;
    Block* chain = trace->blocks_;  // the trace itself lies in one of them
    trace->~Trace();
    pool.give(chain);
}

char* Trace::grab(std::size_t bytes) {
    if (static_cast<std::size_t>(limit_ - cursor_) < bytes) {
        Block* block = recorder.pool.take();
        block->next = blocks_;
        blocks_ = block;
        cursor_ = block->bytes.data();
        limit_ = cursor_ + Block::size;
    }
    char* at = cursor_;
    cursor_ += bytes;
    return at;
}

char* Trace::grab_for(SpanRecord& span, std::size_t bytes) {
    bytes = (bytes + 7) & ~std::size_t{7};
    if (static_cast<std::size_t>(span.limit - span.cursor) < bytes) {
        const std::size_t size = aligned(std::max(bytes, more_space));
        const std::scoped_lock lock(guard_);
        span.cursor = grab(size);
        span.limit = span.cursor + size;
    }
    char* at = span.cursor;
    span.cursor += bytes;
    return at;
}

SpanRecord* Trace::open(SpanRecord* parent, const SpanDef& def, std::string_view name) {
    constexpr std::size_t size = aligned(sizeof(SpanRecord) + first_space);
    static_assert(size <= Block::size && longest_text <= Block::size);
    const std::int64_t now = recorder.clock.steady_ns();
    SpanRecord* span = nullptr;
    {
        const std::scoped_lock lock(guard_);
        if (spans_ >= recorder.options.max_spans_per_trace) {
            ++refused_spans_;
            return nullptr;
        }
        char* at = grab(size);
        span = ::new (static_cast<void*>(at)) SpanRecord{};
        span->cursor = at + sizeof(SpanRecord);
        span->limit = at + size;
        span->previous = last_span_;
        last_span_ = span;
        if (root_ == nullptr) root_ = span;
        span->id = mixed(span_seed_ + 0x9e3779b97f4a7c15U * ++spans_) | 1;
    }
    open_.fetch_add(1, std::memory_order_relaxed);
    span->parent = parent;
    span->def = &def;
    span->name = name.empty() ? def.name : copy(*span, shortened(name, 256));
    span->start_ns = now;
    if (!def.keeps.empty()) keep_for(def.keeps);
    return span;
}

void Trace::close(SpanRecord& span) {
    span.end_ns = recorder.clock.steady_ns();
    if (span.status == StatusCode::unset && span.def->scope->ok_on_success)
        span.status = StatusCode::ok;
    if (!span.def->durations.empty()) record_durations(span);
    if (open_.fetch_sub(1, std::memory_order_acq_rel) == 1) recorder.ended(this);
}

std::string_view Trace::copy(SpanRecord& span, std::string_view text) {
    if (text.empty()) return {};
    char* at = grab_for(span, text.size());
    std::memcpy(at, text.data(), text.size());
    return {at, text.size()};
}

void Trace::set(SpanRecord& span, Attribute attribute) {
    AttributeRecord* record = span.attributes.find(attribute.key);
    if (record == nullptr) {
        if (span.attributes.count >= recorder.options.limits.attributes) {
            ++span.attributes.dropped;
            return;
        }
        record = make<AttributeRecord>(span);
        span.attributes.append(record);
    }
    if (attribute.type == Attribute::Type::text) {
        const std::size_t limit =
            std::min<std::size_t>(recorder.options.limits.value_length, longest_text);
        attribute.text = copy(span, shortened(attribute.text, limit));
    }
    record->attribute = attribute;
}

void Trace::fill(SpanRecord& span, AttributeList& list, std::span<const Attribute> attributes,
                 std::uint32_t limit) {
    for (Attribute attribute : attributes) {
        AttributeRecord* record = list.find(attribute.key);
        if (record == nullptr && list.count >= limit) {
            ++list.dropped;
            continue;
        }
        if (record == nullptr) {
            record = make<AttributeRecord>(span);
            list.append(record);
        }
        const std::size_t longest =
            std::min<std::size_t>(recorder.options.limits.value_length, longest_text);
        attribute.text = copy(span, shortened(attribute.text, longest));
        record->attribute = attribute;
    }
}

EventRecord* Trace::add_event(SpanRecord& span, const EventDef& def,
                              std::span<const Attribute> attributes) {
    if (!def.keeps.empty()) keep_for(def.keeps);
    if (span.events >= recorder.options.limits.events) {
        ++span.dropped_events;
        return nullptr;
    }
    auto* event = make<EventRecord>(span);
    event->def = &def;
    event->at_ns = recorder.clock.steady_ns();
    fill(span, event->attributes, attributes, recorder.options.limits.event_attributes);
    event->next = span.last_event;
    span.last_event = event;
    ++span.events;
    return event;
}

void Trace::add_link(SpanRecord& span, const SpanContext& to, std::string_view type) {
    if (span.links >= recorder.options.limits.links) {
        ++span.dropped_links;
        return;
    }
    auto* link = make<LinkRecord>(span);
    link->trace_id = to.trace_id;
    link->span_id = to.span_id;
    link->tracestate = copy(span, shortened(to.tracestate, 512));
    link->type = copy(span, shortened(type, 64));
    link->next = span.last_link;
    span.last_link = link;
    ++span.links;
}

void Trace::add_measurement(SpanRecord& span, Cell& cell, double value) {
    auto* measurement = make<MeasurementRecord>(span);
    measurement->cell = &cell;
    measurement->value = value;
    measurement->at_ns = recorder.clock.steady_ns();
    measurement->next = span.last_measurement;
    span.last_measurement = measurement;
}

void Trace::record_durations(SpanRecord& span) {
    const double seconds = static_cast<double>(span.end_ns - span.start_ns) * 1e-9;
    for (const MetricDef* metric : span.def->durations) {
        std::array<Value, 8> values{};
        for (std::size_t i = 0; i < metric->attributes.size(); ++i) {
            const auto* record = span.attributes.find(metric->attributes[i]);
            if (record == nullptr) continue;
            const Attribute& attribute = record->attribute;
            if (attribute.type == Attribute::Type::text) {
                values[i] = attribute.text;
            } else if (attribute.type == Attribute::Type::integer) {
                values[i] = attribute.integer;
            } else if (attribute.type == Attribute::Type::boolean) {
                values[i] = attribute.boolean;
            }
        }
        Cell& cell = recorder.metrics.bind(*metric, {values.data(), metric->attributes.size()});
        const double value = metric->unit == "ms" ? seconds * 1000 : seconds;
        cell.record(value);
        add_measurement(span, cell, value);
    }
}

void Trace::keep_for(std::string_view reason) {
    const int weight = weight_of(reason);
    const std::scoped_lock lock(guard_);
    if (weight <= reason_weight_) return;
    reason_ = reason;
    reason_weight_ = weight;
}

SpanId Trace::id_of(const SpanRecord& span) const {
    SpanId made;
    for (std::size_t i = 0; i < 8; ++i)
        made.bytes[i] = static_cast<std::uint8_t>(span.id >> (56 - 8 * i));
    return made;
}

SpanContext Trace::context_of(const SpanRecord& span) const {
    return {.trace_id = id,
            .span_id = id_of(span),
            .sampled = sampled,
            .tracestate = std::string(tracestate)};
}

Trace::Contents Trace::contents() const {
    return {.last_span = last_span_,
            .spans = spans_,
            .refused_spans = refused_spans_,
            .exceptions = exceptions_,
            .reason = reason_};
}

}  // namespace vacancy::trace
