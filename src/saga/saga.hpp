#pragma once
// A saga: a constexpr table of rows {name, span, act, undo span, undo} over one state struct. The
// intent of a row is journaled before it calls the outside; no database transaction is open across
// the network. A row that was refused did nothing; a row whose answer was lost may have happened,
// so it is undone too. Before the pivot a failure undoes all rows done so far, in reverse; from the
// pivot on the saga only goes forward and is retried until it is through. Recovery after a crash is
// the same code. Undo verbs are idempotent and work from the saga's own keys.

#include "base/id.hpp"
#include "db/database.hpp"
#include "trace/step.hpp"

#include <chrono>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace vacancy::saga {

/// How far a saga is. `at` counts rows begun: rows [0, at) are done, row `at` may have happened.
enum class Direction : std::uint8_t { forward, undoing };

/// The durable journal, rows of table `saga`. Plain functions inside the caller's transaction, so
/// that progress is recorded together with what it did.
struct JournalEntry {
    SagaId id;
    std::string kind;  ///< "booking.create"
    std::string key;   ///< what it is about, for people: the confirmation code
    Direction direction = Direction::forward;
    int at = 0;
    std::string state;               ///< JSON written by the room
    std::int64_t at_risk_minor = 0;  ///< money that may be held or taken without a booking
    std::string currency{};
    int attempts = 0;
    std::string last_error{};
    Instant next_attempt_at{};
    std::string traceparent{};  ///< of the span that began it
    bool finished = false;
    bool leased = true;  ///< kept by this process; false: free for recovery at next_attempt_at
};

/// Inserts or overwrites the entry. A live one is leased by this process (lease_until) so that
/// recovery elsewhere leaves it alone until the lease ends.
Result<void> record(db::Tx& tx, const JournalEntry& entry);
Result<void> finish(db::Tx& tx, SagaId id);
/// Whose leases recovery respects. `ours_alone`: this process is the only one that can work on the
/// store (SQLite), so a lease of another owner belongs to a process that has died.
enum class Leases : std::uint8_t { respect, ours_alone };
/// Unfinished sagas whose time has come and that nobody holds; they are leased by this process, so
/// that no other node takes them.
Result<std::vector<JournalEntry>> due(db::Tx& tx, std::string_view kind, int limit,
                                      Leases leases = Leases::respect);
/// Not at rest, oldest first, for /v1/ops/sagas.
Result<std::vector<JournalEntry>> unfinished(db::Tx& tx, int limit);

/// One entry, finished or not.
Result<std::optional<JournalEntry>> find(db::Tx& tx, SagaId id);

/// After a commit whose outcome was unknown: how far the journal is (`at`), for good; -1 when the
/// entry was never written, and then it never will be.
Result<int> settle(db::Tx& tx, SagaId id, std::string_view kind);

/// Deletes at most `limit` sagas that finished before that; answers how many.
Result<std::int64_t> purge_finished(db::Tx& tx, Instant before, int limit);
/// When the oldest saga that is not at rest began.
Result<std::optional<Instant>> oldest_unfinished(db::Tx& tx);
/// Sagas not at rest, for the gauges.
struct Unfinished {
    std::string kind;
    std::string currency;
    std::int64_t sagas = 0;
    std::int64_t at_risk_minor = 0;
};
Result<std::vector<Unfinished>> count_unfinished(db::Tx& tx);

/// How long a live saga is left alone by other nodes; renewed by every record. Longer than any
/// request may take.
inline constexpr std::chrono::seconds lease_time{60};

/// True when the failing call may have happened all the same (timeout, lost connection, unknown
/// outcome, an error on the other side); false when it was refused, or rolled back by the store.
[[nodiscard]] bool answer_was_lost(const Error& error);
/// 1 s, 2 s, 4 s … at most 5 minutes, for the attempt that just failed (1, 2, …).
[[nodiscard]] std::chrono::seconds back_off(int attempts);

/// One row of a saga's table.
template <class Place, class State>
struct Row {
    using Verb = Task<Result<void>> (*)(Step&, Place&, State&);
    std::string_view name;
    const trace::SpanDef* span;  ///< null: the verb opens its own spans
    Verb act;
    const trace::SpanDef* undo_span;  ///< null: nothing to undo (or the undo opens its own)
    Verb undo;                        ///< null: nothing to undo
    bool pivot = false;               ///< once this row is done there is no way back
    /// The row (and its undo, if any) is one transaction that calls `journal.advance(tx)` itself,
    /// so that its progress costs no commit of its own.
    bool records = false;
};

struct Outcome {
    bool done = false;               ///< all rows acted
    std::optional<Error> failure{};  ///< why it went back (or is waiting, when not at rest)
    bool at_rest = true;             ///< false: journaled, will be retried by recovery
    int undone = 0;                  ///< undo verbs that ran and answered well
    bool pivoted = false;            ///< past the point of no return: it will be done
};

}  // namespace vacancy::saga
