#pragma once
// Journal: the handle through which a running saga writes its entry. It is a member of the room's
// state struct; the runner attaches it, and a row that is a transaction calls `advance(tx)` in it,
// so that what the row did and that it did it become durable together.
//
// Owner: the state struct. Thread: the coroutine of the saga, and inside a transaction body the
// database thread while that coroutine waits.

#include "saga/saga.hpp"

#include <functional>
#include <memory>

namespace vacancy::saga {

class Journal {
public:
    Journal() = default;
    /// `entry` is new (id, kind, key) or was read by recovery.
    explicit Journal(JournalEntry entry) : entry_(std::move(entry)) {}

    [[nodiscard]] const JournalEntry& entry() const { return entry_; }
    [[nodiscard]] SagaId id() const { return entry_.id; }

    /// Inside the transaction of a row with `records`: the row is done when this commits. Going
    /// back, the row is undone; the last one of either direction finishes the saga. May run again
    /// with the body of the transaction.
    Result<void> advance(db::Tx& tx);
    /// The same, when nothing is left to do after this row: the saga ends with it, whatever rows
    /// its table has left.
    Result<void> conclude(db::Tx& tx);

    // The runner's side.

    void begin(std::string_view kind, std::string traceparent);
    /// Fills state, money at risk, currency and key from the room's state before every write.
    using Fill = std::function<void(JournalEntry&)>;
    void attach(int row_count, Fill fill);
    void detach() { fill_ = nullptr; }

    /// The row that runs now; `first_undo` is the lowest row that has something to undo.
    void enter(int row, Direction direction, int first_undo = 0);
    /// What `advance` wrote is durable. False when the row never called it.
    [[nodiscard]] bool commit_advance();
    /// Drops what `advance` staged: the transaction did not commit.
    void drop_advance() { staged_ = false; }
    /// Row `at` was passed without a write of its own; recovery would do it again, harmlessly.
    void pass(int at) { entry_.at = at; }
    /// True when the journal on disk says that row `at` may have happened.
    [[nodiscard]] bool knows(int at) const { return written_ && durable_at_ >= at; }
    [[nodiscard]] bool written() const { return written_; }
    [[nodiscard]] bool finished() const { return entry_.finished; }
    /// Recovery: the entry is on disk as it is.
    void restored();

    /// Writes the intent of row `at` in a transaction of its own.
    Task<Result<void>> intend(Step& step, db::Database& db, int at);
    /// Writes that the saga waits for another attempt.
    Task<Result<void>> wait(Step& step, db::Database& db, Direction direction, const Error& why);
    /// The saga is at rest.
    Task<Result<void>> finish(Step& step, db::Database& db);
    /// How far the journal on disk is, after a commit whose outcome was unknown; -1: not there.
    Task<Result<int>> read_back(Step& step, db::Database& db);

private:
    [[nodiscard]] JournalEntry filled(int at) const;
    Result<void> stage(db::Tx& tx);

    JournalEntry entry_{};
    Fill fill_{};
    int row_count_ = 0;
    int row_ = 0;
    int first_undo_ = 0;
    int staged_at_ = 0;
    int durable_at_ = 0;
    Direction direction_ = Direction::forward;
    bool staged_ = false;
    bool staged_end_ = false;  ///< what is staged finishes the saga
    bool written_ = false;
};

/// While it lives, recovery of this process leaves the saga alone, whatever its lease says.
class Live {
public:
    explicit Live(SagaId id);
    Live(const Live&) = delete;
    Live& operator=(const Live&) = delete;
    ~Live();

private:
    SagaId id_;
};
[[nodiscard]] bool is_live(SagaId id);

}  // namespace vacancy::saga
