#pragma once
// Recovery: sagas that a crash or an outage left unfinished go on. One round takes what is due and
// resumes it, each in a trace of its own that links to the one that began it; the loop does so at
// start and then periodically, until its bell is stopped.

#include "saga/runner.hpp"
#include "saga/running/bell.hpp"
#include "trace/recorder.hpp"

namespace vacancy::saga {

struct RecoverOptions {
    int limit = 64;  ///< sagas taken at once
    std::chrono::milliseconds period{1000};
};

struct RecoverReport {
    int taken = 0;
    int done = 0;
    int undone = 0;
    int waiting = 0;  ///< to be tried again
};

/// The root span of one recovery, linked to `entry.traceparent`.
[[nodiscard]] Step open_recovery(trace::Recorder& recorder, const JournalEntry& entry);
/// Sets what came of it and closes the span.
void close_recovery(Step& step, RecoverReport& report, const Result<Outcome>& outcome);
/// What is due and not alive in this process.
Task<Result<std::vector<JournalEntry>>> take_due(db::Database& db, std::string_view kind,
                                                 int limit);
/// Counts the attempt and waits with back-off: the entry could not even be loaded.
Task<Result<void>> postpone(Step& step, db::Database& db, JournalEntry entry, const Error& why);

/// One round. An error means that the store does not answer.
template <class Place, class State>
Task<Result<RecoverReport>> recover(trace::Recorder& recorder, Place& place,
                                    const Table<Place, State>& table, RecoverOptions options = {}) {
    RecoverReport report;
    auto taken = co_await take_due(place.db, table.kind, options.limit);
    if (!taken) co_return std::unexpected(std::move(taken).error());
    for (JournalEntry& entry : *taken) {
        Step step = open_recovery(recorder, entry);
        JournalEntry copy = entry;
        auto outcome = co_await resume<Place, State>(step, place, table, std::move(copy));
        if (!outcome) {
            const Error why = outcome.error();
            auto postponed = co_await postpone(step, place.db, std::move(entry), why);
            if (!postponed) step.keep("saga_journal");
        }
        close_recovery(step, report, outcome);
    }
    co_return report;
}

/// The worker: a round at once, then one each period or ring, until `bell.stop()`. A store that
/// does not answer is asked again in the next round.
template <class Place, class State>
Task<void> keep_recovering(trace::Recorder& recorder, Place& place,
                           const Table<Place, State>& table, Bell& bell) {
    constexpr RecoverOptions options;
    while (!bell.is_stopped()) {
        const auto report = co_await recover(recorder, place, table, options);
        const bool full = report && report->taken == options.limit && report->waiting == 0;
        if (!full) co_await bell.wait(options.period);
    }
}

}  // namespace vacancy::saga
