#pragma once
// ExportQueue: what waits for the export thread, bounded by spans, bytes and log records. Filled by
// the recorder's thread, emptied by the export thread; any thread may ask how full it is.

#include "trace/otlp/encode.hpp"

#include <deque>
#include <memory>
#include <mutex>
#include <vector>

namespace vacancy::trace {

struct QueueLimits {
    std::size_t spans = 2048;
    std::size_t bytes = std::size_t{64} << 20;
    std::size_t logs = 2048;
};

struct TraceBatch {
    std::vector<otlp::SpanSlice> slices;
    std::size_t spans = 0;
};

class ExportQueue {
public:
    explicit ExportQueue(const QueueLimits& limits) : limits_(limits) {}

    /// False: full or closed, and nothing was taken. A trace larger than the whole queue fits into
    /// an empty one, so that it is not lost for ever.
    [[nodiscard]] bool put(std::shared_ptr<const KeptTrace> trace);
    [[nodiscard]] bool put(std::shared_ptr<const LogRecord> record);

    /// At most so many spans and bytes; a long trace is cut, its rest comes next.
    [[nodiscard]] TraceBatch take_spans(std::size_t most_spans, std::size_t most_bytes);
    [[nodiscard]] std::vector<std::shared_ptr<const LogRecord>> take_logs(std::size_t most);

    /// From now on everything is refused.
    void close();
    [[nodiscard]] bool is_closed() const;
    [[nodiscard]] std::size_t spans() const;
    [[nodiscard]] std::size_t logs() const;

private:
    struct Waiting {
        std::shared_ptr<const KeptTrace> trace;
        std::size_t begin;  ///< spans before it have been taken
        std::size_t bytes;
    };

    QueueLimits limits_;
    mutable std::mutex mutex_;
    std::deque<Waiting> traces_;
    std::deque<std::shared_ptr<const LogRecord>> records_;
    std::size_t spans_ = 0;
    std::size_t bytes_ = 0;
    bool closed_ = false;
};

}  // namespace vacancy::trace
