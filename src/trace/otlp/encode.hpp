#pragma once
// Encoding: kept traces, metrics and log records as the bytes of OTLP requests. The export thread
// calls them.

#include "trace/kept_trace.hpp"
#include "trace/metrics.hpp"
#include "trace/otlp/resource.hpp"

#include <map>
#include <memory>
#include <span>
#include <string>
#include <string_view>

namespace vacancy::trace::otlp {

/// Some of a trace's spans: [begin, end).
struct SpanSlice {
    std::shared_ptr<const KeptTrace> trace;
    std::size_t begin = 0;
    std::size_t end = 0;
};

/// Writes ExportTraceServiceRequests, grouped by resource and scope. It keeps its buffers from one
/// message to the next: fresh pages would cost more than the encoding. One thread.
class TraceEncoder {
public:
    explicit TraceEncoder(const Resources& resources);
    TraceEncoder(const TraceEncoder&) = delete;
    TraceEncoder& operator=(const TraceEncoder&) = delete;
    ~TraceEncoder();

    /// Valid until the next call.
    [[nodiscard]] std::string_view encode(std::span<const SpanSlice> slices);

private:
    struct State;
    std::unique_ptr<State> state_;
};
/// An ExportLogsServiceRequest.
[[nodiscard]] std::string encode_logs(std::span<const std::shared_ptr<const LogRecord>> records,
                                      const Resources& resources);

/// Remembers what was exported, so that deltas can be told. Used by the export thread alone.
class MetricEncoder {
public:
    MetricEncoder(Temporality temporality, bool exemplars)
        : temporality_(temporality), exemplars_(exemplars) {}

    /// An ExportMetricsServiceRequest; empty when there is nothing to say.
    [[nodiscard]] std::string encode(const Snapshot& now, const Resources& resources);
    /// The last encoded snapshot has arrived: later deltas begin there. Until then each delta
    /// covers what failed to arrive too.
    void delivered();

    /// By metric, then by the series' attributes.
    using Memory = std::map<const MetricDef*, std::map<std::string, Point>>;

private:
    [[nodiscard]] bool is_delta(Instrument instrument) const;

    Temporality temporality_;
    bool exemplars_;
    Memory before_;
    Memory pending_;
    std::int64_t before_unix_ns_ = 0;
    std::int64_t pending_unix_ns_ = 0;
};

}  // namespace vacancy::trace::otlp
