#include "trace/export/exporter.hpp"

#include "base/id.hpp"
#include "trace/export/accounts.hpp"
#include "trace/export/console.hpp"
#include "trace/export/queue.hpp"
#include "trace/names.hpp"
#include "trace/otlp/sender.hpp"

#include <algorithm>
#include <condition_variable>
#include <mutex>
#include <set>
#include <thread>

namespace vacancy::trace {

namespace {

using std::chrono::milliseconds;
using Steady = std::chrono::steady_clock;
using otlp::Answer;

// A message stays well below the 4 MiB that collectors take by default.
constexpr std::size_t most_bytes_a_message = std::size_t{2} << 20;
constexpr std::size_t most_logs_a_message = 512;

}  // namespace

struct Exporter::State {
    State(Recorder& owner, ExporterOptions given)
        : recorder(owner),
          options(std::move(given)),
          resources(options.settings, options.identity),
          queue({options.settings.queue_spans, options.settings.queue_bytes,
                 options.settings.queue_logs}),
          accounts(owner),
          trace_encoder(resources),
          encoder(options.settings.temporality, options.settings.exemplars) {}

    void start();
    void run();
    bool wait_for_work();
    void round();
    void send_spans(bool all);
    void send_logs();
    void send_metrics();
    void drop_the_rest();
    [[nodiscard]] Answer deliver(otlp::Sender& sender, std::string_view message,
                                 milliseconds limit);
    [[nodiscard]] bool pause(milliseconds wait);
    void tell(const otlp::Sender& sender, const Answer& answer);

    Recorder& recorder;
    ExporterOptions options;
    otlp::Resources resources;
    ExportQueue queue;
    ExportAccounts accounts;
    otlp::TraceEncoder trace_encoder;
    otlp::MetricEncoder encoder;
    std::unique_ptr<otlp::Sender> traces;
    std::unique_ptr<otlp::Sender> metrics;
    std::unique_ptr<otlp::Sender> logs;
    otlp::Patience patience;

    std::mutex mutex;
    std::condition_variable wake;
    std::condition_variable settled;
    std::uint64_t flushes_asked = 0;
    std::uint64_t flushes_done = 0;
    bool stopping = false;
    bool ended = true;
    bool given_up = false;  ///< export thread only, as the next: nothing more is sent
    std::set<const otlp::Sender*> failing;
    int failures_at_the_end = 0;
    Steady::time_point next_spans;
    Steady::time_point next_metrics;
    std::thread thread;
};

void Exporter::State::start() {
    const auto sender_for = [&](Signal signal,
                                const Destination& to) -> std::unique_ptr<otlp::Sender> {
        if (to.to == Destination::To::nowhere) return nullptr;
        if (to.to == Destination::To::console) return make_console_sender(signal, options.console);
        return otlp::make_sender(signal, to);
    };
    traces = sender_for(Signal::traces, options.settings.traces);
    metrics = sender_for(Signal::metrics, options.settings.metrics);
    logs = sender_for(Signal::logs, options.settings.logs);
    if (!traces && !metrics && !logs) return;
    next_spans = Steady::now() + options.settings.schedule_delay;
    next_metrics = Steady::now() + options.settings.metric_interval;
    ended = false;
    thread = std::thread([this] { run(); });
}

void Exporter::State::run() {
    while (wait_for_work()) round();
    round();
    drop_the_rest();
    const std::lock_guard lock(mutex);
    ended = true;
    flushes_done = flushes_asked;
    settled.notify_all();
}

/// False when it is time to end.
bool Exporter::State::wait_for_work() {
    std::unique_lock lock(mutex);
    wake.wait_until(lock, std::min(next_spans, next_metrics), [&] {
        return stopping || flushes_asked != flushes_done ||
               queue.spans() >= options.settings.batch_spans;
    });
    return !stopping;
}

void Exporter::State::round() {
    std::unique_lock lock(mutex);
    const std::uint64_t asked = flushes_asked;
    const bool all = stopping || asked != flushes_done;
    lock.unlock();
    const bool due = Steady::now() >= next_spans;
    send_spans(all || due);
    if (all || due) {
        send_logs();
        next_spans = Steady::now() + options.settings.schedule_delay;
    }
    if (all || Steady::now() >= next_metrics) {
        send_metrics();
        next_metrics = Steady::now() + options.settings.metric_interval;
    }
    lock.lock();
    flushes_done = std::max(flushes_done, asked);
    settled.notify_all();
}

void Exporter::State::send_spans(bool all) {
    while (traces && !given_up && queue.spans() >= (all ? 1 : options.settings.batch_spans)) {
        const TraceBatch batch =
            queue.take_spans(options.settings.batch_spans, most_bytes_a_message);
        const std::string_view message = trace_encoder.encode(batch.slices);
        const Answer answer = deliver(*traces, message, options.settings.export_timeout);
        if (answer.outcome == Answer::Outcome::accepted) {
            const auto rejected = static_cast<std::uint64_t>(std::clamp<std::int64_t>(
                answer.rejected, 0, static_cast<std::int64_t>(batch.spans)));
            accounts.exported(batch.spans - rejected);
            accounts.dropped(rejected, DropReason::refused);
        } else {
            accounts.dropped(batch.spans, given_up ? DropReason::shutdown : DropReason::refused);
        }
    }
}

void Exporter::State::send_logs() {
    while (logs && !given_up) {
        const auto records = queue.take_logs(most_logs_a_message);
        if (records.empty()) return;
        const Answer answer =
            deliver(*logs, otlp::encode_logs(records, resources), options.settings.export_timeout);
        if (answer.outcome != Answer::Outcome::accepted) accounts.logs_dropped(records.size());
    }
}

void Exporter::State::send_metrics() {
    if (!metrics || given_up) return;
    const std::string message = encoder.encode(recorder.collect(), resources);
    if (message.empty()) return;
    const Answer answer = deliver(*metrics, message, options.settings.metric_timeout);
    if (answer.outcome == Answer::Outcome::accepted) encoder.delivered();
}

/// Tries until accepted, refused for good, or out of time; pauses grow and are jittered, and are
/// never shorter than what the collector asked for.
Answer Exporter::State::deliver(otlp::Sender& sender, std::string_view message,
                                milliseconds limit) {
    const auto until = Steady::now() + limit;
    milliseconds wait = options.first_pause;
    for (;;) {
        Answer answer = sender.send(message, patience);
        tell(sender, answer);
        if (answer.outcome != Answer::Outcome::try_again) return answer;
        const auto spread = static_cast<std::uint64_t>(wait.count() / 2 + 1);
        milliseconds next = wait / 2 + milliseconds(random_u64() % spread);
        if (answer.retry_after) next = std::max(next, *answer.retry_after);
        wait = std::min(wait * 2, options.longest_pause);
        if (Steady::now() + next >= until) return answer;
        if (!pause(next)) return answer;
    }
}

/// One line when sending begins to fail and one when it works again, however long it takes.
void Exporter::State::tell(const otlp::Sender& sender, const Answer& answer) {
    if (answer.outcome != Answer::Outcome::accepted) {
        if (failing.insert(&sender).second)
            recorder.log().write(Severity::warn, "telemetry cannot be sent",
                                 {attribute(attr::vacancy_error_detail, answer.why)});
    } else if (failing.erase(&sender) > 0) {
        recorder.log().write(Severity::info, "telemetry is sent again");
    }
}

/// False when there is no point in trying again: a shutdown is on, and the collector keeps failing
/// or would need more time than is left.
bool Exporter::State::pause(milliseconds wait) {
    std::unique_lock lock(mutex);
    if (!stopping) {
        wake.wait_for(lock, wait, [&] { return stopping; });
        return true;
    }
    given_up = ++failures_at_the_end > 2 || Steady::now() + wait >= patience.end();
    if (given_up) return false;
    wake.wait_for(lock, wait, [] { return false; });
    return true;
}

void Exporter::State::drop_the_rest() {
    queue.close();
    while (queue.spans() > 0)
        accounts.dropped(queue.take_spans(SIZE_MAX, SIZE_MAX).spans, DropReason::shutdown);
    accounts.logs_dropped(queue.take_logs(SIZE_MAX).size());
}

Exporter::Exporter(Recorder& recorder, ExporterOptions options)
    : state_(std::make_unique<State>(recorder, std::move(options))) {
    state_->start();
}

Exporter::~Exporter() { shutdown(std::chrono::seconds(1)); }

void Exporter::accept(std::shared_ptr<const KeptTrace> trace) {
    if (!state_->traces) return;
    const std::size_t spans = trace->spans.size();
    state_->accounts.accepted(spans);
    if (!state_->queue.put(std::move(trace))) {
        const bool closed = state_->queue.is_closed();
        state_->accounts.dropped(spans, closed ? DropReason::shutdown : DropReason::queue_full);
        return;
    }
    if (state_->queue.spans() < state_->options.settings.batch_spans) return;
    // Through the mutex, so that the export thread cannot miss it between looking and sleeping.
    const std::lock_guard lock(state_->mutex);
    state_->wake.notify_one();
}

void Exporter::accept(std::shared_ptr<const LogRecord> record) {
    if (!state_->logs) return;
    if (!state_->queue.put(std::move(record))) state_->accounts.logs_dropped(1);
}

bool Exporter::flush(milliseconds deadline) {
    std::unique_lock lock(state_->mutex);
    if (state_->ended) return true;
    const std::uint64_t mine = ++state_->flushes_asked;
    state_->wake.notify_all();
    return state_->settled.wait_for(lock, deadline, [&] { return state_->flushes_done >= mine; });
}

void Exporter::shutdown(milliseconds deadline) {
    state_->patience.end_by(Steady::now() + deadline);
    {
        const std::lock_guard lock(state_->mutex);
        state_->stopping = true;
        state_->wake.notify_all();
    }
    if (state_->thread.joinable()) state_->thread.join();
    state_->queue.close();
}

ExportCounts Exporter::counts() const { return state_->accounts.counts(); }

bool Exporter::is_active() const { return state_->traces || state_->metrics || state_->logs; }

const otlp::Resources& Exporter::resources() const { return state_->resources; }

std::shared_ptr<Exporter> start_exporter(Recorder& recorder, ExporterOptions options) {
    for (const std::string& warning : options.settings.warnings)
        recorder.log().write(Severity::warn, warning);
    if (options.identity.instance_id.empty()) options.identity = otlp::this_process();
    auto exporter = std::make_shared<Exporter>(recorder, std::move(options));
    if (exporter->is_active()) recorder.send_to(exporter);
    return exporter;
}

void stop_exporter(Recorder& recorder, Exporter& exporter, milliseconds deadline) {
    const auto until = Steady::now() + deadline;
    recorder.flush(deadline / 2);
    recorder.send_to(nullptr);
    const auto left = std::chrono::duration_cast<milliseconds>(until - Steady::now());
    exporter.shutdown(std::max(left, milliseconds(0)));
}

}  // namespace vacancy::trace
