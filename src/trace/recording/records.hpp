#pragma once
// What a trace in flight consists of, in its arena: plain records in linked lists. A span's records
// are written by the one thread that has its Step; other threads read them after the trace has
// ended.

#include "trace/context.hpp"
#include "trace/defs.hpp"
#include "trace/kept_trace.hpp"
#include "trace/metrics.hpp"

#include <type_traits>

namespace vacancy::trace {

struct AttributeRecord {
    AttributeRecord* next = nullptr;
    Attribute attribute;
};

struct AttributeList {
    AttributeRecord* first = nullptr;
    AttributeRecord* last = nullptr;
    std::uint32_t count = 0;
    std::uint32_t dropped = 0;

    [[nodiscard]] AttributeRecord* find(std::string_view key) const {
        for (auto* record = first; record != nullptr; record = record->next) {
            const std::string_view other = record->attribute.key;
            // Keys come from the registry: the same key is nearly always the same pointer.
            if (other.data() == key.data() || other == key) return record;
        }
        return nullptr;
    }
    void append(AttributeRecord* record) {
        (last != nullptr ? last->next : first) = record;
        last = record;
        ++count;
    }
};

struct EventRecord {
    EventRecord* next = nullptr;
    const EventDef* def = nullptr;
    std::int64_t at_ns = 0;
    AttributeList attributes{};
};

struct LinkRecord {
    LinkRecord* next = nullptr;
    TraceId trace_id{};
    SpanId span_id{};
    std::string_view tracestate{};
    std::string_view type{};
};

/// A measurement that becomes an exemplar if the trace is kept.
struct MeasurementRecord {
    MeasurementRecord* next = nullptr;
    Cell* cell = nullptr;
    double value = 0;
    std::int64_t at_ns = 0;
};

struct SpanRecord {
    SpanRecord* previous = nullptr;  ///< opened before this one, in the same trace
    SpanRecord* parent = nullptr;
    const SpanDef* def = nullptr;
    std::string_view name{};
    std::uint64_t id = 0;
    std::int64_t start_ns = 0;  ///< steady
    std::int64_t end_ns = 0;
    std::string_view status_message{};
    StatusCode status = StatusCode::unset;
    AttributeList attributes{};
    EventRecord* last_event = nullptr;  ///< events and links are listed backwards
    LinkRecord* last_link = nullptr;
    MeasurementRecord* last_measurement = nullptr;
    std::uint32_t events = 0;
    std::uint32_t links = 0;
    std::uint32_t dropped_events = 0;
    std::uint32_t dropped_links = 0;
    char* cursor = nullptr;  ///< free space of this span
    char* limit = nullptr;
};

static_assert(std::is_trivially_destructible_v<SpanRecord>);
static_assert(std::is_trivially_destructible_v<AttributeRecord>);
static_assert(std::is_trivially_destructible_v<EventRecord>);

}  // namespace vacancy::trace
