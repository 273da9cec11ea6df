#pragma once
// TraceStore: the last kept traces, in memory (bounded by count and bytes) and, when it has a path,
// in a SQLite file of its own so that they survive a restart. Written behind on its own thread,
// without waiting for the disk: losing the last seconds of traces in a power cut is fine. Any
// thread.

#include "base/error.hpp"
#include "trace/kept_trace.hpp"

#include <chrono>
#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace vacancy::trace {

struct TraceStoreOptions {
    std::string path{};  ///< empty: memory only
    std::size_t max_traces = 5000;
    std::size_t max_bytes = std::size_t{48} << 20;
    std::size_t max_file_traces = 50000;
};

/// Every field narrows; empty or zero: any.
struct TraceFilter {
    std::string route{};   ///< http.route or name of the local root
    std::string status{};  ///< "ok" (neither unset nor ok differ here) or "error"
    std::int64_t min_ms = 0;
    std::string q{};  ///< in a span's name, an attribute's text or the trace id
    int limit = 50;
};

struct TraceSummary {
    TraceId id;
    std::string name;
    std::string scope;
    std::int64_t start_unix_ns = 0;
    double duration_ms = 0;
    StatusCode status = StatusCode::unset;  ///< error when any span has it, else the root's
    int spans = 0;
    std::string sampling_reason;
};

class TraceStore {
public:
    explicit TraceStore(const TraceStoreOptions& options);
    TraceStore(const TraceStore&) = delete;
    TraceStore& operator=(const TraceStore&) = delete;
    ~TraceStore();  ///< writes what is waiting

    void put(std::shared_ptr<const KeptTrace> trace);
    /// Newest first; the parts of one trace are one.
    [[nodiscard]] std::vector<TraceSummary> recent(const TraceFilter& filter) const;
    /// All parts of the trace, the earliest first; empty: not (or no longer) here.
    [[nodiscard]] std::vector<std::shared_ptr<const KeptTrace>> find(const TraceId& id) const;
    /// Any part of it is in memory.
    [[nodiscard]] bool has(const TraceId& id) const;
    /// Waits until the file has what was put; false when the deadline passed.
    bool flush(std::chrono::milliseconds deadline);
    /// The key of this installation, kept in the file; empty without one.
    [[nodiscard]] std::string installation_key() const;
    /// Why there is no file although a path was given; empty when all is well.
    [[nodiscard]] std::string trouble() const;

private:
    struct State;
    std::unique_ptr<State> state_;
};

}  // namespace vacancy::trace
