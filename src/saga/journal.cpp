#include "saga/journal.hpp"

#include "base/canary.hpp"
#include "saga/running/owner.hpp"

#include <mutex>
#include <unordered_set>

namespace vacancy::saga {
namespace {

struct LiveSagas {
    std::mutex mutex;
    std::unordered_set<SagaId> ids;
};

LiveSagas& live_sagas() {
    static LiveSagas live;
    return live;
}

}  // namespace

namespace {

std::string& owner() {
    static std::string name = std::to_string(random_u64());
    return name;
}

}  // namespace

const std::string& process_owner() { return owner(); }
void become_another_process() { owner() = std::to_string(random_u64()); }

Live::Live(SagaId id) : id_(id) {
    auto& live = live_sagas();
    const std::scoped_lock lock(live.mutex);
    live.ids.insert(id);
}

Live::~Live() {
    auto& live = live_sagas();
    const std::scoped_lock lock(live.mutex);
    live.ids.erase(id_);
}

bool is_live(SagaId id) {
    auto& live = live_sagas();
    const std::scoped_lock lock(live.mutex);
    return live.ids.contains(id);
}

void Journal::begin(std::string_view kind, std::string traceparent) {
    entry_.kind = kind;
    entry_.traceparent = std::move(traceparent);
}

void Journal::attach(int row_count, Fill fill) {
    row_count_ = row_count;
    fill_ = std::move(fill);
}

void Journal::restored() {
    written_ = true;
    durable_at_ = entry_.at;
}

void Journal::enter(int row, Direction direction, int first_undo) {
    row_ = row;
    direction_ = direction;
    first_undo_ = first_undo;
    staged_ = false;
}

JournalEntry Journal::filled(int at) const {
    JournalEntry entry = entry_;
    entry.at = at;
    if (fill_) fill_(entry);
    return entry;
}

Result<void> Journal::advance(db::Tx& tx) {
    const bool forward = direction_ == Direction::forward;
    staged_end_ = forward ? row_ + 1 == row_count_ : row_ <= first_undo_;
    staged_at_ = forward ? row_ + 1 : row_ - 1;
    return stage(tx);
}

Result<void> Journal::conclude(db::Tx& tx) {
    must(direction_ == Direction::forward);
    staged_end_ = true;
    staged_at_ = row_count_;
    return stage(tx);
}

Result<void> Journal::stage(db::Tx& tx) {
    JournalEntry entry = filled(std::max(staged_at_, 0));
    entry.direction = direction_;
    entry.finished = staged_end_;
    entry.leased = true;
    const bool forward = direction_ == Direction::forward;
    const bool too_late = canary::planted("journal_after_call") && forward && row_ == 0;
    if (!too_late) TRY_VOID(record(tx, entry));
    staged_ = true;
    return {};
}

bool Journal::commit_advance() {
    if (!staged_) return false;
    staged_ = false;
    written_ = true;
    durable_at_ = staged_at_;
    entry_.at = staged_at_;
    entry_.direction = direction_;
    entry_.finished = staged_end_;
    return true;
}

Task<Result<void>> Journal::intend(Step& step, db::Database& db, int at) {
    JournalEntry entry = filled(at);
    entry.direction = Direction::forward;
    entry.leased = true;
    auto body = [&entry](db::Tx& tx) -> Result<void> { return record(tx, entry); };
    auto recorded = co_await db.transact(step, std::move(body));
    if (recorded) {
        written_ = true;
        durable_at_ = at;
        entry_.at = at;
    }
    co_return recorded;
}

Task<Result<void>> Journal::wait(Step& step, db::Database& db, Direction direction,
                                 const Error& why) {
    JournalEntry entry = filled(entry_.at);
    entry.direction = direction;
    entry.attempts += 1;
    entry.last_error = std::string(name_of(why.code));
    entry.leased = false;
    auto body = [&entry](db::Tx& tx) -> Result<void> {
        entry.next_attempt_at = tx.now() + back_off(entry.attempts);
        return record(tx, entry);
    };
    auto recorded = co_await db.transact(step, std::move(body));
    if (recorded) {
        entry_ = std::move(entry);
        written_ = true;
        durable_at_ = entry_.at;
    }
    co_return recorded;
}

Task<Result<void>> Journal::finish(Step& step, db::Database& db) {
    const SagaId id = entry_.id;
    auto body = [id](db::Tx& tx) -> Result<void> { return saga::finish(tx, id); };
    auto finished = co_await db.transact(step, std::move(body));
    if (finished) entry_.finished = true;
    co_return finished;
}

Task<Result<int>> Journal::read_back(Step& step, db::Database& db) {
    const SagaId id = entry_.id;
    const std::string kind = entry_.kind;
    auto body = [id, &kind](db::Tx& tx) -> Result<int> { return settle(tx, id, kind); };
    auto at = co_await db.transact(step, std::move(body));
    co_return at;
}

}  // namespace vacancy::saga
