#include "ops/api.hpp"
#include "saga/saga.hpp"

namespace vacancy::ops {

namespace {

constexpr int most_sagas = 10'000;

WaitingSaga shown(const saga::JournalEntry& entry) {
    const auto began = trace::parse_traceparent(entry.traceparent);
    const Currency currency = Currency::parse(entry.currency).value_or(Currency{});
    return {.id = entry.id.text(),
            .kind = entry.kind,
            .key = entry.key,
            .direction = entry.direction == saga::Direction::forward ? "forward" : "undoing",
            .at = entry.at,
            .attempts = entry.attempts,
            .last_error = entry.last_error,
            .next_attempt_at = entry.next_attempt_at,
            .at_risk = {entry.at_risk_minor, currency},
            .trace_id = began ? began->trace_id.text() : ""};
}

Result<std::vector<WaitingSaga>> load(db::Tx& tx) {
    TRY(const auto entries, saga::unfinished(tx, most_sagas));
    std::vector<WaitingSaga> sagas;
    for (const saga::JournalEntry& entry : entries) sagas.push_back(shown(entry));
    return sagas;
}

}  // namespace

Task<Result<SagaPage>> see_sagas(Step& step, Watch& watch, const SeeSagas& command) {
    CO_TRY(const std::size_t begin, begin_of(command.cursor));
    CO_TRY(std::vector<WaitingSaga> sagas, co_await watch.db.read(step, load));
    SagaPage answer{.page = {}, .at_risk = money_at_risk(sagas)};
    answer.page = page_of(std::move(sagas), begin, command.limit);
    co_return answer;
}

}  // namespace vacancy::ops
