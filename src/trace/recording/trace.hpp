#pragma once
// Trace: this process's part of one trace while it is in flight. It lives in the first block of its
// own arena, is begun by Recorder::root, shared by the Steps of its spans (any threads) and ends
// when the last of them is closed, so that work that outlives the local root is kept with it.

#include "trace/recorder.hpp"
#include "trace/recording/arena.hpp"
#include "trace/recording/records.hpp"

#include <atomic>
#include <mutex>

namespace vacancy::trace {

class Trace {
public:
    /// A new one in a block of the recorder's pool, its root not yet opened.
    static Trace& begin(RecorderState& recorder, const RootOptions& options);
    /// Gives its memory back.
    static void recycle(Trace* trace);

    /// Null when the trace already has as many spans as it may.
    SpanRecord* open(SpanRecord* parent, const SpanDef& def, std::string_view name);
    /// The span's end is recorded; the last one ends the trace.
    void close(SpanRecord& span);

    void set(SpanRecord& span, Attribute attribute);
    EventRecord* add_event(SpanRecord& span, const EventDef& def,
                           std::span<const Attribute> attributes);
    void add_link(SpanRecord& span, const SpanContext& to, std::string_view type);
    void add_measurement(SpanRecord& span, Cell& cell, double value);
    /// Status, error.type and, by the scope's rule, the exception event.
    void fail(SpanRecord& span, const Error& error);
    void fail_with(SpanRecord& span, std::string_view type, std::string_view message,
                   const void* thrown);
    void keep_for(std::string_view reason);

    [[nodiscard]] SpanId id_of(const SpanRecord& span) const;
    [[nodiscard]] SpanContext context_of(const SpanRecord& span) const;
    [[nodiscard]] std::int64_t unix_ns(std::int64_t steady_ns) const {
        return steady_ns + unix_offset_ns_;
    }

    /// For whoever settles it; all spans are closed then.
    struct Contents {
        SpanRecord* last_span;
        std::uint32_t spans;
        std::uint32_t refused_spans;
        std::uint32_t exceptions;
        std::string_view reason;
    };
    [[nodiscard]] Contents contents() const;
    [[nodiscard]] const SpanRecord& root() const { return *root_; }

    TraceId id{};
    SpanId remote_parent{};
    bool has_remote_parent = false;
    bool sampled = true;  ///< by the head sampler; at the tail always
    std::string_view tracestate{};
    Trace* next = nullptr;  ///< in whatever list it waits
    RecorderState& recorder;
    std::int64_t deferred_at_ns = 0;

private:
    Trace(RecorderState& owner, Block* block);
    [[nodiscard]] char* grab(std::size_t bytes);  ///< under guard_
    [[nodiscard]] char* grab_for(SpanRecord& span, std::size_t bytes);
    template <class Record>
    Record* make(SpanRecord& span) {
        return ::new (grab_for(span, sizeof(Record))) Record{};
    }
    [[nodiscard]] std::string_view copy(SpanRecord& span, std::string_view text);
    void fill(SpanRecord& span, AttributeList& list, std::span<const Attribute> attributes,
              std::uint32_t limit);
    void record_durations(SpanRecord& span);
    void record_exception(SpanRecord& span, std::string_view type, std::string_view message);
    [[nodiscard]] bool is_above(const SpanRecord& span, const SpanRecord* below) const;

    SpinLock guard_;
    Block* blocks_;
    char* cursor_;
    char* limit_;
    SpanRecord* root_ = nullptr;
    SpanRecord* last_span_ = nullptr;
    std::uint32_t spans_ = 0;
    std::uint32_t refused_spans_ = 0;
    std::uint32_t exceptions_ = 0;
    std::atomic<std::uint32_t> open_{0};
    std::uint64_t span_seed_;
    std::int64_t unix_offset_ns_;
    std::string_view reason_{};
    int reason_weight_ = 0;
    const void* thrown_ = nullptr;  ///< the exception recorded last, and on which span
    const SpanRecord* thrown_on_ = nullptr;
};

/// Which of several reasons to keep a trace is told: the most telling.
[[nodiscard]] int weight_of(std::string_view reason);

/// At most `limit` bytes of UTF-8, never half a character.
[[nodiscard]] std::string_view shortened(std::string_view text, std::size_t limit);

}  // namespace vacancy::trace
