#pragma once
// Trace: this process's part of one trace while it is in flight. It lives in the first block of its
// own arena, is begun by Recorder::root, shared by the Steps of its spans (any threads) and ends
// when the last of them is closed, so that work that outlives the local root is kept with it.

#include "trace/recorder.hpp"
#include "trace/recording/arena.hpp"
#include "trace/recording/records.hpp"

#include <atomic>
#include <cstring>
#include <mutex>
#include <new>
#include <span>
#include <utility>

namespace vacancy::trace {

/// However high the limit is set: a text and its record fit into one block.
constexpr std::size_t longest_text = 8192;

class Trace {
public:
    /// A new one in a block of the recorder's pool, its root not yet opened.
    static Trace& begin(RecorderState& recorder, const RootOptions& options,
                        std::int64_t steady_ns);
    /// Gives its memory back.
    static void recycle(Trace* trace);

    /// The local root; null when the trace is only passed on. Before anybody else knows the trace.
    SpanRecord* open_root(const SpanDef& def, std::int64_t steady_ns);
    /// By whoever has the parent's Step. Null when the trace already has as many spans as it may,
    /// or is only passed on: the caller has its share all the same and gives it up with `leave`.
    SpanRecord* open(SpanRecord* parent, const SpanDef& def, std::string_view name);
    void rename(SpanRecord& span, std::string_view name);
    /// The span's end is recorded; the last one ends the trace.
    void close(SpanRecord& span);
    void leave();

    /// Null when the list is full. A key that is there is overwritten; the text is shortened.
    AttributeRecord* set(SpanRecord& span, AttributeList& list, const Attribute& attribute,
                         std::uint32_t limit);
    void set_text(SpanRecord& span, std::string_view key, std::string_view text, bool is_private);
    /// The record that takes a value without text.
    AttributeRecord* slot(SpanRecord& span, std::string_view key, Attribute::Type type);
    EventRecord* add_event(SpanRecord& span, const EventDef& def,
                           std::span<const Attribute> attributes);
    void add_link(SpanRecord& span, const SpanContext& to, std::string_view type);
    void add_measurement(SpanRecord& span, Cell& cell, double value, std::int64_t at_ns);
    /// Status, error.type and, by the scope's rule, the exception event.
    void fail(SpanRecord& span, const Error& error);
    void fail_with(SpanRecord& span, std::string_view type, std::string_view message,
                   const void* thrown);
    void keep_for(std::string_view reason);

    [[nodiscard]] SpanId id_of(const SpanRecord& span) const;
    /// Null: a span that is not recorded; it stands for the local root, or for the caller's span.
    [[nodiscard]] SpanContext context_of(const SpanRecord* span) const;
    [[nodiscard]] std::int64_t unix_ns(std::int64_t steady_ns) const {
        return steady_ns + unix_offset_ns_;
    }

    /// For whoever settles it; all spans are closed then.
    struct Contents {
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
    bool is_passed_on = false;     ///< nothing is recorded, the caller's context goes on
    bool sampled = true;           ///< by the head sampler; at the tail always
    bool random = true;            ///< the trace id, as far as we know
    std::uint64_t randomness = 0;  ///< 56 bits: the trace id's, or what the caller says
    std::string_view tracestate{};
    std::span<const BaggageEntry> baggage{};
    std::string_view baggage_header{};
    Trace* next = nullptr;  ///< in whatever list it waits
    RecorderState& recorder;
    std::int64_t deferred_at_ns = 0;

private:
    Trace(RecorderState& owner, Block* block, std::int64_t steady_ns);
    void continue_from(const SpanContext& parent);
    void sample_at_head(const SpanContext* parent);
    void carry(const Baggage& given);
    [[nodiscard]] std::string_view keep(std::string_view text);  ///< before any span is open
    [[nodiscard]] char* grab(std::size_t bytes);                 ///< under guard_
    [[nodiscard]] char* grab_more(SpanRecord& span, std::size_t bytes);
    [[nodiscard]] char* grab_for(SpanRecord& span, std::size_t bytes) {
        bytes = (bytes + 7) & ~std::size_t{7};
        if (static_cast<std::size_t>(span.limit - span.cursor) < bytes)
            return grab_more(span, bytes);
        return std::exchange(span.cursor, span.cursor + bytes);
    }
    template <class Record>
    Record* make(SpanRecord& span) {
        return ::new (grab_for(span, sizeof(Record))) Record{};
    }
    [[nodiscard]] std::string_view copy(SpanRecord& span, std::string_view text) {
        if (text.empty()) return {};
        char* at = grab_for(span, text.size());
        std::memcpy(at, text.data(), text.size());
        return {at, text.size()};
    }
    /// Where a value goes, with room for its text.
    struct Slot {
        std::string_view key;
        std::uint32_t limit;  ///< of the list
        std::size_t text_size = 0;
    };
    /// The record of that key, made when new; null when the list is full.
    [[nodiscard]] AttributeRecord* place(SpanRecord& span, AttributeList& list, const Slot& slot);
    [[nodiscard]] AttributeRecord* place_text(SpanRecord& span, AttributeList& list, Slot slot,
                                              std::string_view text);
    [[nodiscard]] SpanRecord* make_span(char* at, const SpanDef& def, std::int64_t steady_ns);
    [[nodiscard]] bool admit(SpanRecord* parent);
    void give_up(std::uint64_t shares, std::uint64_t spans);
    void record_durations(SpanRecord& span);
    void record_exception(SpanRecord& span, std::string_view type, std::string_view message);
    [[nodiscard]] bool is_above(const SpanRecord& span, const SpanRecord* below) const;

    SpinLock guard_;
    Block* blocks_;
    char* cursor_;
    char* limit_;
    SpanRecord* root_ = nullptr;
    /// The lower half: shares that open spans hold, one each for themselves and some for children
    /// to come, so that opening a child touches nothing that is shared; the trace has ended when
    /// none is left. The upper half: spans that were closed.
    std::atomic<std::uint64_t> balance_{1};
    const std::uint32_t most_spans_;
    std::uint32_t granted_ = 1;  ///< shares, without those of refused spans; under guard_
    std::uint32_t refused_spans_ = 0;
    std::size_t text_limit_;
    std::uint32_t exceptions_ = 0;
    std::uint64_t span_seed_ = 0;
    std::int64_t unix_offset_ns_;
    std::string_view reason_{};
    int reason_weight_ = 0;
    const void* thrown_ = nullptr;  ///< the exception recorded last, and on which span
    const SpanRecord* thrown_on_ = nullptr;
};

/// Calls `each` with every span of the trace, parents before their children, siblings in order.
template <class Each>
void for_each_span(const SpanRecord& root, Each each) {
    const SpanRecord* at = &root;
    while (at != nullptr) {
        each(*at);
        if (at->first_child != nullptr) {
            at = at->first_child;
            continue;
        }
        while (at != &root && at->next == nullptr) at = at->parent;
        at = at == &root ? nullptr : at->next;
    }
}

/// Which of several reasons to keep a trace is told: the most telling.
[[nodiscard]] int weight_of(std::string_view reason);

/// At most `limit` bytes of UTF-8, never half a character.
[[nodiscard]] std::string_view shortened(std::string_view text, std::size_t limit);

}  // namespace vacancy::trace
