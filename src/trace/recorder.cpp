#include "trace/recorder.hpp"

#include "trace/measuring/observed.hpp"
#include "trace/names.hpp"
#include "trace/propagation/tracestate.hpp"
#include "trace/recording/state.hpp"

namespace vacancy::trace {
namespace {

const Clock& clock_of(const RecorderOptions& options) {
    return options.clock != nullptr ? *options.clock : system_clock();
}

}  // namespace

Recorder::Recorder(const RecorderOptions& options)
    : state_(std::make_unique<RecorderState>(options)) {
    observe_process(state_->metrics);
    observe_accounts(state_->metrics, state_->accounts);
}

Recorder::~Recorder() = default;

Step Recorder::root(const SpanDef& def, const RootOptions& options) {
    if (state_->options.disabled) return passed_on(def, options);
    const std::int64_t now = state_->now_ns();
    Trace& trace = Trace::begin(*state_, options, now);
    state_->open_traces.fetch_add(1, std::memory_order_relaxed);
    SpanRecord* span = trace.open_root(def, now);
    if (!options.name.empty()) trace.rename(*span, options.name);
    if (options.parent && !options.trusted)
        trace.add_link(*span, *options.parent, "untrusted_parent");
    for (const Link& link : options.links) trace.add_link(*span, link.to, link.type);
    return {&trace, span};
}

Step Recorder::passed_on(const SpanDef& def, const RootOptions& options) {
    if (!options.trusted || (!options.parent && options.baggage.empty())) return Step::silent();
    Trace& trace = Trace::begin(*state_, options, 0);
    state_->open_traces.fetch_add(1, std::memory_order_relaxed);
    return {&trace, trace.open_root(def, 0)};
}

Metrics& Recorder::metrics() { return state_->metrics; }
Log& Recorder::log() { return state_->log; }
TraceStore& Recorder::store() { return state_->store; }
SpanAccounts& Recorder::accounts() { return state_->accounts; }
const RecorderOptions& Recorder::options() const { return state_->options; }
std::int64_t Recorder::open_traces() const { return state_->open_traces.load(); }
Snapshot Recorder::collect() { return state_->metrics.snapshot(state_->unix_now_ns()); }

void Recorder::send_to(std::shared_ptr<KeptTraceSink> sink) {
    const std::scoped_lock lock(state_->sink_guard);
    state_->sink = std::move(sink);
}

bool Recorder::flush(std::chrono::milliseconds deadline) { return state_->flush(deadline); }

RecorderState::RecorderState(const RecorderOptions& given)
    : options(given),
      clock(clock_of(given)),
      pool(given.max_waiting_traces),
      store(given.store),
      policy(given.personal_data,
             given.hash_key.empty() ? store.installation_key() : given.hash_key),
      threshold(threshold_of(given.ratio)),
      ratio_state(with_threshold({}, threshold)),
      metrics({.enabled = !given.disabled,
               .twins = given.metric_twins,
               .start_unix_ns = clock_of(given).now().us * 1000}),
      log(*this) {
    if (!options.inline_execution) thread_ = std::thread([this] { work(); });
}

RecorderState::~RecorderState() {
    if (options.inline_execution) {
        settle_deferred(true);
        return;
    }
    {
        const std::scoped_lock lock(guard_);
        stopping_ = true;
    }
    wake_.notify_all();
    thread_.join();
}

std::int64_t RecorderState::unix_offset_ns(std::int64_t steady_ns) {
    constexpr std::int64_t fresh_for_ns = 500'000'000;
    const std::int64_t read_at = offset_read_at_ns_.load(std::memory_order_acquire);
    if (steady_ns - read_at >= 0 && steady_ns - read_at < fresh_for_ns)
        return offset_ns_.load(std::memory_order_relaxed);
    if (options.clock == nullptr) ticks.compare();
    const std::int64_t offset = unix_now_ns() - now_ns();
    offset_ns_.store(offset, std::memory_order_relaxed);
    offset_read_at_ns_.store(steady_ns, std::memory_order_release);
    return offset;
}

std::string_view RecorderState::decide(const Trace& trace) const {
    if (options.sampler != Sampler::tail) return trace.sampled ? "sampler" : "";
    const Trace::Contents contents = trace.contents();
    if (weight_of(contents.reason) >= weight_of("error")) return contents.reason;
    const SpanRecord& root = trace.root();
    if (root.def->kind == Kind::server) {
        if (const auto* status = root.attributes.find(attr::http_response_status_code.name)) {
            const std::int64_t code = status->integer;
            if (code >= 500 || code == 402 || code == 409) return "http_status";
        }
    }
    if (root.end_ns - root.start_ns >= std::chrono::nanoseconds(options.slow).count())
        return "slow";
    if (!contents.reason.empty()) return contents.reason;
    if (decided.is_kept(trace.id)) return "follows";
    return trace.randomness >= threshold ? "ratio" : "";
}

void RecorderState::ended(Trace* trace) {
    if (trace->is_passed_on) {
        open_traces.fetch_sub(1, std::memory_order_relaxed);
        return Trace::recycle(trace);
    }
    const Trace::Contents contents = trace->contents();
    accounts.started.fetch_add(contents.spans + contents.refused_spans, std::memory_order_relaxed);
    if (contents.refused_spans > 0) {
        accounts.dropped.fetch_add(contents.refused_spans, std::memory_order_relaxed);
        metrics.add(metric::vacancy_trace_spans_dropped, contents.refused_spans, {"trace_limit"});
    }
    const std::string_view reason = decide(*trace);
    if (!reason.empty() && reason != "ratio" && reason != "sampler") decided.keep(trace->id);
    open_traces.fetch_sub(1, std::memory_order_relaxed);
    // What continues another part of the trace waits a moment for that part's decision, and
    // exceptions become log records even where the trace is let go.
    const bool waits = reason.empty() && options.sampler == Sampler::tail &&
                       trace->has_remote_parent && trace->root().def->kind != Kind::server;
    if (reason.empty() && !waits && contents.exceptions == 0) return let_go(trace);
    enqueue(trace);
}

void RecorderState::let_go(Trace* trace) {
    accounts.sampled_out.fetch_add(trace->contents().spans, std::memory_order_relaxed);
    Trace::recycle(trace);
}

void RecorderState::drop(Trace* trace, std::string_view reason) {
    const auto spans = trace->contents().spans;
    accounts.dropped.fetch_add(spans, std::memory_order_relaxed);
    metrics.add(metric::vacancy_trace_spans_dropped, spans, {reason});
    Trace::recycle(trace);
}

void RecorderState::enqueue(Trace* trace) {
    if (options.inline_execution) {
        settle(trace);
        return settle_deferred(false);
    }
    bool notify = false;
    {
        const std::scoped_lock lock(guard_);
        if (waiting_ < options.max_waiting_traces) {
            trace->next = nullptr;
            (waiting_last_ != nullptr ? waiting_last_->next : waiting_first_) = trace;
            waiting_last_ = trace;
            ++waiting_;
            trace = nullptr;
            notify = std::exchange(asleep_, false);
        }
    }
    if (notify) wake_.notify_one();
    if (trace != nullptr) drop(trace, "queue_full");
}

bool RecorderState::queue(std::shared_ptr<const LogRecord> record) {
    constexpr std::size_t most = 1000;
    if (options.inline_execution) {
        if (const auto to = current_sink()) to->accept(record);
        return true;
    }
    bool notify = false;
    {
        const std::scoped_lock lock(guard_);
        if (records_.size() >= most) return false;
        records_.push_back(std::move(record));
        notify = std::exchange(asleep_, false);
    }
    if (notify) wake_.notify_one();
    return true;
}

bool RecorderState::flush(std::chrono::milliseconds deadline) {
    if (options.inline_execution) {
        settle_deferred(true);
        return true;
    }
    std::unique_lock lock(guard_);
    const std::uint64_t ticket = ++flushes_asked_;
    wake_.notify_one();
    return settled_.wait_for(lock, deadline, [&] { return flushes_answered_ >= ticket; });
}

}  // namespace vacancy::trace
