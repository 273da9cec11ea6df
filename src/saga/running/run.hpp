#pragma once
// Run: one saga while it runs in this process. Use it through runner.hpp.

#include "saga/journal.hpp"

#include <limits>

namespace vacancy::saga {
template <class Place, class State>
struct Table {
    std::string_view kind;  ///< "booking.create"
    std::span<const Row<Place, State>> rows;
    /// Fills `state` (JSON), `key`, `at_risk_minor` and `currency`; must not fail.
    void (*save)(const State&, JournalEntry&);
    Result<State> (*load)(const JournalEntry&);
    const trace::SpanDef* undo_span = nullptr;  ///< around all undos ("booking.rollback"), or null
    /// Sets attributes of the undo span when it ends, or null. `complete`: everything was undone.
    void (*undone)(Step&, const State&, const Error& why, const Outcome&) = nullptr;
};

namespace detail {
template <class Place, class State>
class Run {
public:
    Run(Place& place, State& state, const Table<Place, State>& table)
        : place_(place), state_(state), table_(table) {
        const auto rows = static_cast<int>(table.rows.size());
        state_.journal.attach(rows, [this](JournalEntry& entry) { table_.save(state_, entry); });
        for (int i = rows - 1; i >= 0; --i)
            if (row(i).undo != nullptr) first_undo_ = i;
    }
    Run(const Run&) = delete;
    Run& operator=(const Run&) = delete;
    ~Run() { state_.journal.detach(); }

    /// From row `from` on.
    Task<Outcome> forward(Step& step, int from) {
        outcome_.pivoted = goes_forward(from);
        for (int i = from; i < size(); ++i) {
            auto acted = co_await act(step, i);
            if (acted) {
                if (row(i).pivot) outcome_.pivoted = true;
                if (state_.journal.finished()) break;
                continue;
            }
            const Error why = std::move(acted).error();
            outcome_.failure = why;
            if (unresolved_ &&
                row(i).pivot) {  // only the journal knows, and it must not be touched
                outcome_.at_rest = false;
                co_return outcome_;
            }
            const bool lost = answer_was_lost(why);
            outcome_.pivoted = outcome_.pivoted || (lost && is_one_way(i));
            // Declined when it was asked again with the same key: it had not happened before.
            if (why.kind() == ErrorKind::declined && !is_past_pivot(i)) outcome_.pivoted = false;
            if (outcome_.pivoted) {
                state_.journal.pass(i);
                co_await wait(step, Direction::forward, why);
                co_return outcome_;
            }
            const int begun = lost ? i : i - 1;
            co_return co_await back(step, begun, why);
        }
        outcome_.done = true;
        co_await rest(step);
        co_return outcome_;
    }

    /// Undoes row `from` and all before it.
    Task<Outcome> back(Step& step, int from, Error why) {
        if (from < first_undo_) {
            co_await rest(step);
            co_return outcome_;
        }
        Result<void> all;
        if (table_.undo_span != nullptr) {
            Step span = step.open(*table_.undo_span, {});
            all = co_await undo_rows(span, from);
            if (table_.undone != nullptr) table_.undone(span, state_, why, outcome_);
            span.close(all ? nullptr : &all.error());
        } else {
            all = co_await undo_rows(step, from);
        }
        co_return outcome_;
    }

    /// Whether a saga whose row `at` may have happened has only the way forward.
    [[nodiscard]] bool goes_forward(int at) const {
        return is_past_pivot(at) || (at < size() && is_one_way(at) && state_.journal.knows(at));
    }

private:
    [[nodiscard]] int size() const { return static_cast<int>(table_.rows.size()); }
    [[nodiscard]] const Row<Place, State>& row(int i) const {
        return table_.rows[static_cast<std::size_t>(i)];
    }
    [[nodiscard]] bool is_past_pivot(int at) const {
        for (int i = 0; i < at && i < size(); ++i)
            if (row(i).pivot) return true;
        return false;
    }
    /// A pivot that is an outside call without a way back: when it may have happened, go on.
    [[nodiscard]] bool is_one_way(int i) const {
        return row(i).pivot && !row(i).records && row(i).undo == nullptr;
    }

    Task<Result<void>> act(Step& step, int i) {
        Journal& journal = state_.journal;
        if (!row(i).records && !journal.knows(i)) {
            auto intended = co_await journal.intend(step, place_.db, i);
            if (!intended) co_return std::unexpected(std::move(intended).error());
        }
        journal.enter(i, Direction::forward);
        auto acted = co_await call(step, row(i).act, row(i).span);
        if (row(i).records) {
            if (acted) {
                must(journal.commit_advance());
                co_return acted;
            }
            if (acted.error().code != ErrorCode::outcome_unknown) {
                journal.drop_advance();
                co_return acted;
            }
            co_return co_await resolve(step, i, std::move(acted).error());
        }
        if (acted) journal.pass(i + 1);
        co_return acted;
    }

    /// The commit's answer was lost: the journal itself says whether the row happened.
    Task<Result<void>> resolve(Step& step, int i, Error why) {
        Journal& journal = state_.journal;
        auto at = co_await journal.read_back(step, place_.db);
        if (!at) {
            unresolved_ = true;
            co_return std::unexpected(std::move(why));
        }
        if (*at > i) {
            must(journal.commit_advance());
            co_return Result<void>{};
        }
        journal.drop_advance();
        co_return fail(ErrorCode::store_unavailable);
    }

    Task<Result<void>> call(Step& step, typename Row<Place, State>::Verb verb,
                            const trace::SpanDef* span) {
        try {
            if (span == nullptr) co_return co_await verb(step, place_, state_);
            co_return co_await step.run(*span, verb, place_, state_);
        } catch (const std::exception&) {  // `Step::run` has marked the span
        } catch (const BrokenPromise&) {   // the same
        }
        // A bug in a verb must not leave what was taken before it: it is undone like a lost answer.
        co_return fail(ErrorCode::internal);
    }

    Task<Result<void>> undo_rows(Step& step, int from) {
        for (int i = from; i >= 0; --i) {
            if (row(i).undo == nullptr) continue;
            state_.journal.enter(i, Direction::undoing, first_undo_);
            auto undone = co_await call(step, row(i).undo, row(i).undo_span);
            if (!undone) {
                state_.journal.drop_advance();
                outcome_.failure = outcome_.failure.value_or(undone.error());
                state_.journal.pass(i);
                const Error why = undone.error();
                co_await wait(step, Direction::undoing, why);
                co_return undone;
            }
            if (row(i).records) (void)state_.journal.commit_advance();
            ++outcome_.undone;
        }
        co_await rest(step);
        co_return Result<void>{};
    }

    /// When even this cannot be written the entry stays as it was: recovery finds it by its lease.
    Task<void> wait(Step& step, Direction direction, const Error& why) {
        outcome_.at_rest = false;
        auto written = co_await state_.journal.wait(step, place_.db, direction, why);
        if (!written) step.keep("saga_journal");
    }
    Task<void> rest(Step& step) {
        if (!state_.journal.written() || state_.journal.finished()) co_return;
        auto finished = co_await state_.journal.finish(step, place_.db);
        if (!finished) outcome_.at_rest = false;
    }

    Place& place_;
    State& state_;
    const Table<Place, State>& table_;
    Outcome outcome_{};
    int first_undo_ = std::numeric_limits<int>::max();  ///< no row has an undo
    bool unresolved_ = false;
};

}  // namespace detail
}  // namespace vacancy::saga
