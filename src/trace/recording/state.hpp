#pragma once
// RecorderState: what a Recorder consists of. Requests touch the pool, the counters and, for a
// trace that is kept, the queue; the rest belongs to the recorder's thread.

#include "trace/measuring/ticks.hpp"
#include "trace/recorder.hpp"
#include "trace/recording/arena.hpp"
#include "trace/recording/decided.hpp"
#include "trace/recording/policy.hpp"
#include "trace/recording/trace.hpp"

#include <condition_variable>
#include <deque>
#include <limits>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

namespace vacancy::trace {

struct RecorderState {
    explicit RecorderState(const RecorderOptions& given);
    RecorderState(const RecorderState&) = delete;
    RecorderState& operator=(const RecorderState&) = delete;
    ~RecorderState();

    /// The last span of the trace was closed, on whatever thread: keep it, let it go, or wait.
    void ended(Trace* trace);
    /// An ERROR record for the exporter; false when there are too many.
    bool queue(std::shared_ptr<const LogRecord> record);
    bool flush(std::chrono::milliseconds deadline);
    [[nodiscard]] std::int64_t unix_now_ns() const { return clock.now().us * 1000; }
    /// Steady; the way spans read the time.
    [[nodiscard]] std::int64_t now_ns() const {
        return ticks.are_good() ? ticks.now_ns() : clock.steady_ns();
    }

    /// What to add to steady time for the time of day; asked anew twice a second.
    [[nodiscard]] std::int64_t unix_offset_ns(std::int64_t steady_ns);

    RecorderOptions options;
    const Clock& clock;
    Ticks ticks;  ///< good only where the clock is the machine's
    BlockPool pool;
    TraceStore store;
    Policy policy;
    DecidedTraces decided;
    const std::uint64_t threshold;  ///< of options.ratio
    const std::string ratio_state;  ///< the tracestate that says so
    SpanAccounts accounts;
    std::atomic<std::int64_t> open_traces{0};
    Metrics metrics;
    Log log;

    std::mutex sink_guard;
    std::shared_ptr<KeptTraceSink> sink;

private:
    /// Why the trace is kept; empty: it is not.
    [[nodiscard]] std::string_view decide(const Trace& trace) const;
    void let_go(Trace* trace);
    void drop(Trace* trace, std::string_view reason);
    void enqueue(Trace* trace);
    void work();
    [[nodiscard]] bool is_urgent() const {
        return stopping_ || flushes_asked_ != flushes_answered_;
    }
    /// What waiting for a decision and floods are measured by.
    [[nodiscard]] std::int64_t settling_ns() const {
        return (options.inline_execution ? clock : system_clock()).steady_ns();
    }
    void settle(Trace* trace);
    void settle_deferred(bool all);
    void hand_over(const Trace& trace, std::string_view reason);
    void log_exceptions(const KeptTrace& kept);
    [[nodiscard]] std::shared_ptr<KeptTraceSink> current_sink();

    std::atomic<std::int64_t> offset_ns_{0};
    std::atomic<std::int64_t> offset_read_at_ns_{std::numeric_limits<std::int64_t>::min() / 2};
    std::mutex guard_;
    std::condition_variable wake_;
    std::condition_variable settled_;
    Trace* waiting_first_ = nullptr;
    Trace* waiting_last_ = nullptr;
    std::size_t waiting_ = 0;
    std::vector<std::shared_ptr<const LogRecord>> records_;
    std::uint64_t flushes_asked_ = 0;
    std::uint64_t flushes_answered_ = 0;
    bool asleep_ = false;
    bool stopping_ = false;
    std::deque<Trace*> deferred_;  ///< on the thread that settles
    std::int64_t log_window_ns_ = 0;
    int logged_in_window_ = 0;
    std::thread thread_;
};

}  // namespace vacancy::trace
