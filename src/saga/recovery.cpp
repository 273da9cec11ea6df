#include "saga/recovery.hpp"

#include <algorithm>

namespace vacancy::saga {

Step open_recovery(trace::Recorder& recorder, const JournalEntry& entry) {
    trace::RootOptions options;
    const auto begun = trace::parse_traceparent(entry.traceparent);
    const trace::Link link{begun.value_or(trace::SpanContext{}), "saga"};
    if (begun) options.links = std::span(&link, 1);
    Step step = recorder.root(span::vacancy_saga_recover, options);
    step.set(attr::vacancy_saga_id, entry.id.text());
    step.set(attr::vacancy_saga_kind, entry.kind);
    step.set(attr::vacancy_saga_attempts, entry.attempts + 1);
    step.keep("saga_recovery");
    return step;
}

void close_recovery(Step& step, RecoverReport& report, const Result<Outcome>& outcome) {
    ++report.taken;
    const bool rests = outcome && outcome->at_rest;
    const bool forward = outcome && (outcome->done || outcome->pivoted);
    step.set(attr::vacancy_saga_direction, std::string_view(forward ? "forward" : "undoing"));
    if (!rests) {
        ++report.waiting;
        step.set(attr::vacancy_saga_outcome, std::string_view("waiting"));
        const Error unknown{.code = ErrorCode::internal, .detail = {}};
        const Error why = outcome ? outcome->failure.value_or(unknown) : outcome.error();
        step.close(&why);
        return;
    }
    ++(outcome->done ? report.done : report.undone);
    step.set(attr::vacancy_saga_outcome, std::string_view(outcome->done ? "done" : "undone"));
    step.close(nullptr);
}

Task<Result<std::vector<JournalEntry>>> take_due(db::Database& db, std::string_view kind,
                                                 int limit) {
    // Looking around is no work of a guest's: an idle round leaves no trace.
    Step step = Step::silent();
    const Leases leases = db.system_name() == "sqlite" ? Leases::ours_alone : Leases::respect;
    auto body = [kind, limit, leases](db::Tx& tx) { return due(tx, kind, limit, leases); };
    auto taken = co_await db.transact(step, body);
    if (taken) std::erase_if(*taken, [](const JournalEntry& entry) { return is_live(entry.id); });
    co_return taken;
}

Task<Result<void>> postpone(Step& step, db::Database& db, JournalEntry entry, const Error& why) {
    entry.attempts += 1;
    entry.last_error = std::string(name_of(why.code));
    entry.leased = false;
    auto body = [&entry](db::Tx& tx) -> Result<void> {
        entry.next_attempt_at = tx.now() + back_off(entry.attempts);
        return record(tx, entry);
    };
    auto written = co_await db.transact(step, body);
    co_return written;
}

}  // namespace vacancy::saga
