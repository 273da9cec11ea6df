#pragma once
// What a trace in flight consists of, in its arena: plain records in linked lists. A span's records
// are written by the one thread that has its Step; other threads read them after the trace has
// ended.

#include "trace/context.hpp"
#include "trace/defs.hpp"
#include "trace/kept_trace.hpp"
#include "trace/metrics.hpp"

#include <cstring>
#include <type_traits>

namespace vacancy::trace {

/// Forty bytes, its text right behind it.
struct AttributeRecord {
    AttributeRecord* next = nullptr;
    const char* key = nullptr;
    std::uint32_t key_size = 0;
    std::uint32_t text_size = 0;
    union {
        const char* text = nullptr;
        std::int64_t integer;
        double real;
        bool boolean;
    };
    Attribute::Type type = Attribute::Type::none;
    bool is_private = false;

    [[nodiscard]] bool is_of(std::string_view other) const {
        // Keys come from the registry: the same key is nearly always the same pointer.
        return key_size == other.size() &&
               (key == other.data() || std::memcmp(key, other.data(), key_size) == 0);
    }
    [[nodiscard]] std::string_view text_view() const { return {text, text_size}; }
    [[nodiscard]] Attribute view() const {
        Attribute out{.key = {key, key_size}, .type = type, .is_private = is_private};
        switch (type) {
            case Attribute::Type::text: out.text = text_view(); break;
            case Attribute::Type::integer: out.integer = integer; break;
            case Attribute::Type::real: out.real = real; break;
            case Attribute::Type::boolean: out.boolean = boolean; break;
            case Attribute::Type::none: break;
        }
        return out;
    }
};

struct AttributeList {
    AttributeRecord* first = nullptr;
    AttributeRecord* last = nullptr;
    std::uint64_t seen = 0;  ///< a bit for every key that is here; most new keys have a new bit
    std::uint32_t count = 0;
    std::uint32_t dropped = 0;

    [[nodiscard]] static std::uint64_t bit_of(std::string_view key) {
        if (key.empty()) return 1;
        const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(key.data()[i]); };
        const std::size_t mixed =
            key.size() * 5 + std::size_t{byte(key.size() - 1)} * 3 + byte(key.size() / 2);
        return std::uint64_t{1} << (mixed & 63);
    }
    [[nodiscard]] AttributeRecord* find(std::string_view key) const {
        if ((seen & bit_of(key)) == 0) return nullptr;
        for (auto* record = first; record != nullptr; record = record->next) {
            if (record->is_of(key)) return record;
        }
        return nullptr;
    }
    void append(AttributeRecord* record, std::uint64_t bit) {
        seen |= bit;
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
    SpanRecord* parent = nullptr;
    SpanRecord* first_child = nullptr;
    SpanRecord* last_child = nullptr;
    SpanRecord* next = nullptr;  ///< its parent's child that was opened after it
    std::uint32_t children = 0;
    std::uint32_t credits = 0;  ///< shares of the trace for children to come
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
