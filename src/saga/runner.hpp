#pragma once
// The runner: forward through the table, back through it on failure, and on from the journal after
// a crash. The same code serves every saga; src/saga/README.md has a worked example.
//
//   run      begins a saga and brings it as far as it can go now.
//   resume   goes on with an entry of the journal: before the pivot it undoes, after it goes
//   forward.
//
// State needs a member `saga::Journal journal;`. Place needs a member `db` (a db::Database&).

#include "saga/running/run.hpp"

namespace vacancy::saga {

/// Begins the saga whose `state.journal` was made with a new entry (id and key; kind and
/// traceparent are filled in). Everything is awaited: it returns when the saga is at rest or
/// journaled as waiting.
template <class Place, class State>
Task<Outcome> run(Step& step, Place& place, State& state, const Table<Place, State>& table) {
    const Live live(state.journal.id());
    state.journal.begin(table.kind, step.context().traceparent());
    detail::Run<Place, State> saga(place, state, table);
    co_return co_await saga.forward(step, 0);
}

/// Goes on with an entry that recovery has taken.
template <class Place, class State>
Task<Result<Outcome>> resume(Step& step, Place& place, const Table<Place, State>& table,
                             JournalEntry entry) {
    const Live live(entry.id);
    auto loaded = table.load(entry);
    if (!loaded) co_return std::unexpected(std::move(loaded).error());
    State state = std::move(*loaded);
    const int at = entry.at;
    const bool undoing = entry.direction == Direction::undoing;
    state.journal = Journal(std::move(entry));
    state.journal.restored();
    detail::Run<Place, State> saga(place, state, table);
    if (!undoing && saga.goes_forward(at)) co_return co_await saga.forward(step, at);
    const Error why{.code = ErrorCode::canceled, .detail = "The saga was interrupted"};
    co_return co_await saga.back(step, at, why);
}

}  // namespace vacancy::saga
