#pragma once
// KeptTrace: one process's part of a trace that the sampler kept, detached from the recorder, past
// the personal-data policy, the limits and the masking of card numbers. Made on the recorder's
// thread, then shared and never changed: any thread may read it.

#include "trace/context.hpp"
#include "trace/defs.hpp"

#include <cstddef>
#include <memory>
#include <memory_resource>
#include <string_view>
#include <vector>

namespace vacancy::trace {

enum class StatusCode : std::uint8_t { unset, ok, error };

/// Owns the texts that views of a trace, a record or a series point to.
class TextPool {
public:
    TextPool() = default;
    /// Takes its memory from there and gives nothing back.
    explicit TextPool(std::pmr::memory_resource& arena) : arena_(&arena) {}
    TextPool(const TextPool&) = delete;
    TextPool& operator=(const TextPool&) = delete;
    TextPool(TextPool&&) noexcept = default;
    TextPool& operator=(TextPool&&) noexcept = default;
    ~TextPool() = default;

    [[nodiscard]] std::string_view keep(std::string_view text);
    [[nodiscard]] std::size_t bytes() const { return bytes_; }

private:
    std::pmr::memory_resource* arena_ = nullptr;
    std::vector<std::unique_ptr<char[]>> blocks_;
    std::size_t used_ = 0;
    std::size_t size_ = 0;
    std::size_t bytes_ = 0;
};

/// A list of a kept trace: in its arena where the recorder made it, anywhere else elsewhere.
template <class T>
using Items = std::pmr::vector<T>;

struct KeptEvent {
    std::string_view name;
    std::int64_t at_unix_ns = 0;
    Items<Attribute> attributes;
    std::uint32_t dropped_attributes = 0;
};

struct KeptLink {
    TraceId trace_id;
    SpanId span_id;
    std::string_view tracestate{};
    Items<Attribute> attributes;
};

struct KeptSpan {
    SpanId id;
    SpanId parent{};  ///< all zero: none
    bool is_parent_remote = false;
    std::string_view name;
    const ScopeDef* scope = nullptr;
    Kind kind = Kind::internal;
    StatusCode status = StatusCode::unset;
    std::string_view status_message{};
    std::int64_t start_unix_ns = 0;
    std::int64_t end_unix_ns = 0;
    Items<Attribute> attributes;
    Items<KeptEvent> events;
    Items<KeptLink> links;
    std::uint32_t dropped_attributes = 0;
    std::uint32_t dropped_events = 0;
    std::uint32_t dropped_links = 0;
};

struct KeptTrace {
    /// `expected`: bytes of all spans and texts, roughly; one piece of memory is taken for them.
    explicit KeptTrace(std::size_t expected = 1024)
        : reserved(expected), arena(expected), spans(&arena) {}
    KeptTrace(const KeptTrace&) = delete;
    KeptTrace& operator=(const KeptTrace&) = delete;
    ~KeptTrace() {
        if (!is_in_arena) spans.~vector();
    }

    TraceId id;
    std::string_view tracestate{};
    std::string_view reason{};   ///< why it was kept (vacancy.sampling.reason)
    const std::size_t reserved;  ///< of the arena, at once
    std::pmr::monotonic_buffer_resource arena;
    TextPool texts{arena};
    /// All lists lie in the arena, so that there is nothing to be taken apart at the end.
    bool is_in_arena = false;
    union {
        Items<KeptSpan> spans;  ///< in order of their start; the first is the local root
    };

    [[nodiscard]] const KeptSpan& root() const { return spans.front(); }
    [[nodiscard]] std::size_t bytes() const;  ///< what it holds in memory, roughly
};

/// One log record for the exporter; past policy and masking.
struct LogRecord {
    std::int64_t at_unix_ns = 0;
    std::uint8_t severity = 0;  ///< OpenTelemetry severity number: 9 info, 13 warn, 17 error
    const ScopeDef* scope = nullptr;
    TraceId trace_id{};  ///< all zero: none
    SpanId span_id{};
    std::string_view body{};
    std::vector<Attribute> attributes;
    TextPool texts;
};

/// Where kept traces and ERROR log records go: the exporter. Called on the recorder's thread; must
/// take what it is given into a queue of its own and return at once.
class KeptTraceSink {
public:
    virtual ~KeptTraceSink() = default;
    virtual void accept(std::shared_ptr<const KeptTrace> trace) = 0;
    virtual void accept(std::shared_ptr<const LogRecord> record) = 0;
};

}  // namespace vacancy::trace
