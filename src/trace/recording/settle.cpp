// The recorder's thread: turns traces that ended into KeptTraces and hands them over.

#include "trace/names.hpp"
#include "trace/recording/kept.hpp"
#include "trace/recording/state.hpp"

#include <algorithm>

namespace vacancy::trace {
namespace {

constexpr std::size_t most_deferred = 256;
constexpr auto deferral = std::chrono::seconds(2);
constexpr auto rest = std::chrono::milliseconds(5);  ///< between batches, so that they form
constexpr int most_logged_a_second = 100;

}  // namespace

void RecorderState::work() {
    std::unique_lock lock(guard_);
    for (;;) {
        if (waiting_first_ == nullptr && records_.empty() && !is_urgent()) {
            asleep_ = true;
            const auto stir = [this] { return !asleep_ || is_urgent(); };
            if (deferred_.empty()) {
                wake_.wait(lock, stir);
            } else {
                wake_.wait_for(lock, deferral / 4, stir);
            }
            asleep_ = false;
        }
        Trace* first = std::exchange(waiting_first_, nullptr);
        waiting_last_ = nullptr;
        waiting_ = 0;
        std::vector<std::shared_ptr<const LogRecord>> records = std::exchange(records_, {});
        const std::uint64_t asked = flushes_asked_;
        const bool at_once = is_urgent();
        const bool last = stopping_;  // only a round that knew it was the last left nothing put off
        lock.unlock();
        while (first != nullptr) settle(std::exchange(first, first->next));
        settle_deferred(at_once);
        if (const auto to = current_sink()) {
            for (auto& record : records) to->accept(record);
        }
        lock.lock();
        flushes_answered_ = asked;
        settled_.notify_all();
        if (last && waiting_first_ == nullptr && records_.empty()) return;
        wake_.wait_for(lock, rest, [this] { return is_urgent(); });
    }
}

void RecorderState::settle(Trace* trace) {
    const std::string_view reason = decide(*trace);
    if (!reason.empty()) {
        hand_over(*trace, reason);
        Trace::recycle(trace);
        return;
    }
    const bool follows_somebody = options.sampler == Sampler::tail && trace->has_remote_parent &&
                                  trace->root().def->kind != Kind::server;
    if (follows_somebody && deferred_.size() < most_deferred) {
        trace->deferred_at_ns = settling_ns();
        deferred_.push_back(trace);
        return;
    }
    if (trace->contents().exceptions > 0) log_exceptions(*kept_from(*trace, policy, ""));
    let_go(trace);
}

void RecorderState::settle_deferred(bool all) {
    const std::int64_t now = settling_ns();
    while (!deferred_.empty()) {
        Trace* trace = deferred_.front();
        const bool is_kept = decided.is_kept(trace->id) || store.has(trace->id);
        const bool is_due =
            now - trace->deferred_at_ns >= std::chrono::nanoseconds(deferral).count();
        if (!is_kept && !is_due && !all) return;
        deferred_.pop_front();
        if (!is_kept) {
            let_go(trace);
            continue;
        }
        hand_over(*trace, "follows");
        Trace::recycle(trace);
    }
}

void RecorderState::hand_over(const Trace& trace, std::string_view reason) {
    const std::shared_ptr<const KeptTrace> kept = kept_from(trace, policy, reason);
    accounts.kept.fetch_add(kept->spans.size(), std::memory_order_relaxed);
    metrics.add(metric::vacancy_trace_kept, 1, {reason});
    give_exemplars(trace);
    log_exceptions(*kept);
    store.put(kept);
    if (const auto to = current_sink()) to->accept(kept);
}

void RecorderState::log_exceptions(const KeptTrace& kept) {
    const auto to = current_sink();
    for (const KeptSpan& span : kept.spans) {
        for (const KeptEvent& event : span.events) {
            if (event.name != event::exception.name) continue;
            const std::int64_t now = settling_ns();
            if (now - log_window_ns_ > 1'000'000'000) {
                log_window_ns_ = now;
                logged_in_window_ = 0;
            }
            if (++logged_in_window_ > most_logged_a_second) {
                metrics.add(metric::vacancy_log_records_dropped, 1);
                continue;
            }
            const auto record = record_of(kept, span, event);
            log.write_record(*record);
            if (to != nullptr) to->accept(record);
        }
    }
}

std::shared_ptr<KeptTraceSink> RecorderState::current_sink() {
    const std::scoped_lock lock(sink_guard);
    return sink;
}

}  // namespace vacancy::trace
