#include "trace/export/accounts.hpp"

#include "trace/names.hpp"

namespace vacancy::trace {

ExportAccounts::ExportAccounts(Recorder& recorder)
    : spans_(recorder.accounts()),
      exported_(recorder.metrics().bind(metric::otel_sdk_exporter_span_exported)),
      waiting_(recorder.metrics().bind(metric::otel_sdk_processor_span_queue_size)),
      dropped_{&recorder.metrics().bind(metric::vacancy_trace_spans_dropped, {"queue_full"}),
               &recorder.metrics().bind(metric::vacancy_trace_spans_dropped, {"export_failed"}),
               &recorder.metrics().bind(metric::vacancy_trace_spans_dropped, {"shutdown"})},
      logs_dropped_(recorder.metrics().bind(metric::vacancy_log_records_dropped)) {}

void ExportAccounts::accepted(std::size_t spans) {
    accepted_count_ += spans;
    waiting_.add(static_cast<std::int64_t>(spans));
}

void ExportAccounts::exported(std::size_t spans) {
    if (spans == 0) return;
    exported_count_ += spans;
    spans_.exported += spans;
    exported_.add(static_cast<std::int64_t>(spans));
    waiting_.add(-static_cast<std::int64_t>(spans));
}

void ExportAccounts::dropped(std::size_t spans, DropReason reason) {
    if (spans == 0) return;
    const auto which = static_cast<std::size_t>(reason);
    dropped_counts_[which] += spans;
    spans_.lost += spans;
    dropped_[which]->add(static_cast<std::int64_t>(spans));
    waiting_.add(-static_cast<std::int64_t>(spans));
}

void ExportAccounts::logs_dropped(std::size_t records) {
    if (records != 0) logs_dropped_.add(static_cast<std::int64_t>(records));
}

ExportCounts ExportAccounts::counts() const {
    ExportCounts counts{.accepted = accepted_count_,
                        .exported = exported_count_,
                        .queue_full = dropped_counts_[0],
                        .refused = dropped_counts_[1],
                        .shutdown = dropped_counts_[2]};
    counts.waiting = counts.accepted - counts.exported - counts.dropped();
    return counts;
}

}  // namespace vacancy::trace
