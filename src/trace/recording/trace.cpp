#include "trace/recording/trace.hpp"

#include "base/canary.hpp"
#include "base/id.hpp"
#include "trace/propagation/tracestate.hpp"
#include "trace/recording/state.hpp"

#include <algorithm>
#include <cstring>
#include <new>
#include <vector>

namespace vacancy::trace {
namespace {

constexpr std::size_t first_space = 448;  ///< of a span; five attributes and their texts fit
constexpr std::size_t more_space = 2048;  ///< what a span takes when it needs more
constexpr std::size_t root_space = 8192;  ///< of the local root, its children lie in it
constexpr std::uint32_t root_credits = 15;
constexpr std::uint32_t more_credits = 8;
constexpr std::uint32_t near_the_limit = 64;  ///< shares are handed out one by one there

constexpr std::size_t aligned(std::size_t bytes) { return (bytes + 15) & ~std::size_t{15}; }

constexpr std::uint64_t golden = 0x9e3779b97f4a7c15U;

/// Spreads consecutive numbers over all 64 bits (splitmix64), so that span ids look random.
std::uint64_t mixed(std::uint64_t value) {
    value = (value ^ (value >> 30)) * 0xbf58476d1ce4e5b9U;
    value = (value ^ (value >> 27)) * 0x94d049bb133111ebU;
    return value ^ (value >> 31);
}

TraceId new_trace_id() {
    TraceId id;
    fill_random(id.bytes);
    id.bytes[0] |= 1;  // never all zero; the sampler's bits are at the other end
    return id;
}

bool is_sampled(const RecorderState& recorder, const Trace& trace, const SpanContext* parent) {
    const bool by_ratio = trace.randomness >= recorder.threshold;
    switch (recorder.options.sampler) {
        case Sampler::tail:
        case Sampler::always_on: return true;
        case Sampler::always_off: return false;
        case Sampler::ratio: return by_ratio;
        case Sampler::parent_always_on: return parent == nullptr || parent->sampled;
        case Sampler::parent_always_off: return parent != nullptr && parent->sampled;
        case Sampler::parent_ratio: return parent != nullptr ? parent->sampled : by_ratio;
    }
    return true;
}

}  // namespace

int weight_of(std::string_view reason) {
    if (reason == "contention" || reason == "declined") return 6;
    if (reason == "rollback") return 5;
    if (reason == "error") return 4;
    if (reason == "http_status") return 3;
    if (reason == "slow") return 2;
    return 1;
}

Trace::Trace(RecorderState& owner, Block* block, std::int64_t steady_ns)
    : recorder(owner),
      blocks_(block),
      cursor_(block->bytes.data() + aligned(sizeof(Trace))),
      limit_(block->bytes.data() + Block::size),
      most_spans_(owner.options.disabled ? 0
                                         : static_cast<std::uint32_t>(std::clamp<std::size_t>(
                                               owner.options.max_spans_per_trace, 1, 1'000'000))),
      text_limit_(std::min<std::size_t>(owner.options.limits.value_length, longest_text)),
      unix_offset_ns_(owner.unix_offset_ns(steady_ns)) {}

Trace& Trace::begin(RecorderState& recorder, const RootOptions& options, std::int64_t steady_ns) {
    Block* block = recorder.pool.take();
    auto* trace = ::new (static_cast<void*>(block->bytes.data())) Trace(recorder, block, steady_ns);
    const SpanContext* parent = options.parent && options.trusted ? &*options.parent : nullptr;
    trace->is_passed_on = recorder.options.disabled;
    if (parent != nullptr) {
        trace->continue_from(*parent);
    } else if (!trace->is_passed_on) {
        trace->id = new_trace_id();
        // Other parts of this trace draw their own seeds, so ids of spans do not meet.
        std::memcpy(&trace->span_seed_, trace->id.bytes.data(), sizeof trace->span_seed_);
    }
    if (!trace->is_passed_on) trace->sample_at_head(parent);
    if (options.trusted && !options.baggage.empty()) trace->carry(options.baggage);
    return *trace;
}

void Trace::continue_from(const SpanContext& parent) {
    id = parent.trace_id;
    random = parent.random;
    sampled = parent.sampled;
    remote_parent = parent.span_id;
    has_remote_parent = true;
    span_seed_ = random_u64();
    tracestate = keep(parent.tracestate);
}

void Trace::sample_at_head(const SpanContext* parent) {
    const OtState ot = tracestate.empty() ? OtState{} : ot_of(tracestate);
    randomness = ot.randomness.value_or(randomness_of(id));
    sampled = is_sampled(recorder, *this, parent);
    const Sampler sampler = recorder.options.sampler;
    const bool by_ratio =
        sampler == Sampler::ratio || (sampler == Sampler::parent_ratio && parent == nullptr);
    if (sampled && by_ratio) {
        tracestate = tracestate.empty() ? std::string_view(recorder.ratio_state)
                                        : keep(with_threshold(tracestate, recorder.threshold));
    } else if (ot.threshold && !(sampled && parent->sampled)) {
        // A threshold speaks of traces that were sampled, by those who sampled them.
        tracestate = keep(with_threshold(tracestate, std::nullopt));
    }
}

void Trace::carry(const Baggage& given) {
    baggage_header = keep(given.header());
    const std::vector<BaggageEntry> entries = given.entries();
    char* room = grab(aligned(entries.size() * sizeof(BaggageEntry)));
    auto* first = reinterpret_cast<BaggageEntry*>(room);
    for (std::size_t i = 0; i < entries.size(); ++i) {
        ::new (room + i * sizeof(BaggageEntry))
            BaggageEntry{keep(entries[i].key), keep(entries[i].value), keep(entries[i].properties)};
    }
    baggage = {first, entries.size()};
}

std::string_view Trace::keep(std::string_view text) {
    if (text.empty()) return {};
    char* at = grab(aligned(text.size()));
    std::memcpy(at, text.data(), text.size());
    return {at, text.size()};
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

char* Trace::grab_more(SpanRecord& span, std::size_t bytes) {
    const std::size_t size = aligned(std::max(bytes, more_space));
    const std::scoped_lock lock(guard_);
    char* at = grab(size);
    span.cursor = at + bytes;
    span.limit = at + size;
    return at;
}

SpanRecord* Trace::make_span(char* at, const SpanDef& def, std::int64_t steady_ns) {
    auto* span = ::new (static_cast<void*>(at)) SpanRecord{};
    span->cursor = at + sizeof(SpanRecord);
    span->def = &def;
    span->name = def.name;
    span->start_ns = steady_ns;
    if (!def.keeps.empty()) keep_for(def.keeps);
    return span;
}

SpanRecord* Trace::open_root(const SpanDef& def, std::int64_t steady_ns) {
    if (is_passed_on) return nullptr;
    char* at = grab(aligned(sizeof(SpanRecord) + first_space));
    root_ = make_span(at, def, steady_ns);
    const std::size_t more = std::min(root_space, static_cast<std::size_t>(limit_ - cursor_));
    root_->limit = cursor_ += more;
    root_->id = mixed(span_seed_ + golden) | 1;
    if (most_spans_ > near_the_limit) {
        root_->credits = root_credits;
        granted_ += root_credits;
        balance_.store(granted_, std::memory_order_relaxed);
    }
    return root_;
}

SpanRecord* Trace::open(SpanRecord* parent, const SpanDef& def, std::string_view name) {
    constexpr std::size_t size = aligned(sizeof(SpanRecord) + first_space);
    static_assert(size <= more_space);
    static_assert(longest_text + sizeof(AttributeRecord) <= Block::size);
    if (!admit(parent)) return nullptr;
    char* at = grab_for(*parent, size);
    SpanRecord* span = make_span(at, def, recorder.now_ns());
    span->limit = at + size;
    span->id = mixed(parent->id + golden * ++parent->children) | 1;
    span->parent = parent;
    (parent->last_child != nullptr ? parent->last_child->next : parent->first_child) = span;
    parent->last_child = span;
    if (!name.empty()) rename(*span, name);
    return span;
}

bool Trace::admit(SpanRecord* parent) {
    if (parent != nullptr && parent->credits > 0) {
        --parent->credits;
        return true;
    }
    const std::scoped_lock lock(guard_);
    const std::uint32_t left = most_spans_ - std::min(granted_, most_spans_);
    if (parent == nullptr || left == 0) {
        ++refused_spans_;
        balance_.fetch_add(1, std::memory_order_relaxed);
        return false;
    }
    const std::uint32_t shares = left > near_the_limit ? more_credits : 1;
    granted_ += shares;
    parent->credits = shares - 1;
    balance_.fetch_add(shares, std::memory_order_relaxed);
    return true;
}

void Trace::rename(SpanRecord& span, std::string_view name) {
    span.name = copy(span, shortened(name, 256));
}

void Trace::close(SpanRecord& span) {
    if (canary::planted("span_not_ended") && span.def == &span::booking_release_lock) {
        return canary::forget(this);
    }
    span.end_ns = recorder.now_ns();
    if (span.status == StatusCode::unset && span.def->scope->ok_on_success)
        span.status = StatusCode::ok;
    if (!span.def->durations.empty()) record_durations(span);
    give_up(1 + span.credits, 1);
}

void Trace::leave() { give_up(1, 0); }

void Trace::give_up(std::uint64_t shares, std::uint64_t spans) {
    // Whoever gives up the last share sees all that was written to every span before.
    const std::uint64_t before =
        balance_.fetch_add((spans << 32) - shares, std::memory_order_acq_rel);
    if ((before & 0xffffffffU) == shares) recorder.ended(this);
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
    event->at_ns = recorder.now_ns();
    for (const Attribute& attribute : attributes)
        set(span, event->attributes, attribute, recorder.options.limits.event_attributes);
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

void Trace::add_measurement(SpanRecord& span, Cell& cell, double value, std::int64_t at_ns) {
    auto* measurement = make<MeasurementRecord>(span);
    measurement->cell = &cell;
    measurement->value = value;
    measurement->at_ns = at_ns;
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
            if (record->type == Attribute::Type::text) {
                values[i] = record->text_view();
            } else if (record->type == Attribute::Type::integer) {
                values[i] = record->integer;
            } else if (record->type == Attribute::Type::boolean) {
                values[i] = record->boolean;
            }
        }
        Cell& cell = recorder.metrics.bind(*metric, {values.data(), metric->attributes.size()});
        const double value = metric->unit == "ms" ? seconds * 1000 : seconds;
        cell.record(value);
        add_measurement(span, cell, value, span.end_ns);
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

SpanContext Trace::context_of(const SpanRecord* span) const {
    if (span == nullptr) span = root_;
    return {.trace_id = id,
            .span_id = span != nullptr ? id_of(*span) : remote_parent,
            .sampled = sampled,
            .random = random,
            .tracestate = std::string(tracestate)};
}

Trace::Contents Trace::contents() const {
    return {.spans = static_cast<std::uint32_t>(balance_.load(std::memory_order_relaxed) >> 32),
            .refused_spans = refused_spans_,
            .exceptions = exceptions_,
            .reason = reason_};
}

}  // namespace vacancy::trace
