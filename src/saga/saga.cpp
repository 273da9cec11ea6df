#include "saga/saga.hpp"

#include "db/later.hpp"
#include "saga/running/owner.hpp"

#include <algorithm>

namespace vacancy::saga {
namespace {

constexpr db::Sql record_entry{
    "saga.record", "INSERT", "saga",
    "INSERT INTO saga (id, kind, key, direction, at, state, at_risk_minor, currency, attempts, "
    "last_error, next_attempt_at, lease_owner, lease_until, traceparent, finished, created_at, "
    "updated_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, "
    "$16) ON CONFLICT (id) DO UPDATE SET key = excluded.key, direction = excluded.direction, "
    "at = excluded.at, state = excluded.state, at_risk_minor = excluded.at_risk_minor, "
    "currency = excluded.currency, attempts = excluded.attempts, "
    "last_error = excluded.last_error, next_attempt_at = excluded.next_attempt_at, "
    "lease_owner = excluded.lease_owner, lease_until = excluded.lease_until, "
    "finished = excluded.finished, updated_at = excluded.updated_at"};
constexpr db::Sql finish_entry{
    "saga.finish", "UPDATE", "saga",
    "UPDATE saga SET finished = 1, at_risk_minor = 0, lease_until = 0, updated_at = $2 "
    "WHERE id = $1"};
constexpr db::Sql take_due{
    "saga.take_due", "UPDATE", "saga",
    "UPDATE saga SET lease_owner = $1, lease_until = $2 WHERE id IN (SELECT s.id FROM saga s "
    "WHERE s.kind = $3 AND s.finished = 0 AND s.next_attempt_at <= $4 "
    "AND (s.lease_until <= $4 OR ($5 = 1 AND s.lease_owner <> $1)) "
    "ORDER BY s.next_attempt_at, s.id LIMIT $6) AND finished = 0 AND next_attempt_at <= $4 "
    "AND (lease_until <= $4 OR ($5 = 1 AND lease_owner <> $1)) "
    "RETURNING id, kind, key, direction, at, state, at_risk_minor, currency, attempts, last_error, "
    "next_attempt_at, traceparent, finished"};
constexpr db::Sql list_unfinished{
    "saga.list_unfinished", "SELECT", "saga",
    "SELECT id, kind, key, direction, at, state, at_risk_minor, currency, attempts, last_error, "
    "next_attempt_at, traceparent, finished FROM saga WHERE finished = 0 "
    "ORDER BY created_at, id LIMIT $1"};
constexpr db::Sql find_entry{
    "saga.find", "SELECT", "saga",
    "SELECT id, kind, key, direction, at, state, at_risk_minor, currency, attempts, last_error, "
    "next_attempt_at, traceparent, finished FROM saga WHERE id = $1"};

// Waits for a transaction that is still writing this row, be it an insert or an update; a row that
// was never written becomes a finished one, so that the lost transaction cannot come after all.
constexpr db::Sql settle_entry{
    "saga.settle", "INSERT", "saga",
    "INSERT INTO saga (id, kind, key, direction, at, state, at_risk_minor, currency, attempts, "
    "last_error, next_attempt_at, lease_owner, lease_until, traceparent, finished, created_at, "
    "updated_at) VALUES ($1, $2, '', 'forward', -1, '', 0, '', 0, '', 0, '', 0, '', 1, $3, $3) "
    "ON CONFLICT (id) DO UPDATE SET updated_at = excluded.updated_at RETURNING at"};

// Ids rise with time, so that the oldest stand first in the primary key.
constexpr db::Sql purge_entries{
    "saga.purge_finished", "DELETE", "saga",
    "DELETE FROM saga WHERE id IN (SELECT s.id FROM saga s WHERE s.finished = 1 AND s.id < $1 "
    "AND s.updated_at < $2 ORDER BY s.id LIMIT $3)"};
constexpr db::Sql oldest_entry{"saga.oldest_unfinished", "SELECT", "saga",
                               "SELECT MIN(created_at) FROM saga WHERE finished = 0"};
constexpr db::Sql count_entries{
    "saga.count_unfinished", "SELECT", "saga",
    "SELECT kind, currency, CAST(COUNT(*) AS BIGINT), CAST(SUM(at_risk_minor) AS BIGINT) "
    "FROM saga WHERE finished = 0 GROUP BY kind, currency"};

std::string_view text_of(Direction direction) {
    return direction == Direction::forward ? "forward" : "undoing";
}

JournalEntry read_entry(const db::Row& row) {
    return {.id = row.id<SagaId>(0),
            .kind = row.text(1),
            .key = row.text(2),
            .direction = row.text_view(3) == "forward" ? Direction::forward : Direction::undoing,
            .at = row.small(4),
            .state = row.text(5),
            .at_risk_minor = row.integer(6),
            .currency = row.text(7),
            .attempts = row.small(8),
            .last_error = row.text(9),
            .next_attempt_at = row.instant(10),
            .traceparent = row.text(11),
            .finished = row.boolean(12)};
}

}  // namespace

Result<void> record(db::Tx& tx, const JournalEntry& entry) {
    const Instant now = tx.now();
    const bool leased = entry.leased && !entry.finished;
    const Instant lease_until = leased ? now + lease_time : Instant{};
    const std::int64_t at_risk = entry.finished ? 0 : entry.at_risk_minor;
    return db::later(tx, {}, record_entry, entry.id, entry.kind, entry.key,
                     text_of(entry.direction), entry.at, entry.state, at_risk, entry.currency,
                     entry.attempts, entry.last_error, entry.next_attempt_at, process_owner(),
                     lease_until, entry.traceparent, entry.finished, now);
}

Result<void> finish(db::Tx& tx, SagaId id) {
    TRY_VOID(tx.run(finish_entry, id, tx.now()));
    return {};
}

Result<std::vector<JournalEntry>> due(db::Tx& tx, std::string_view kind, int limit, Leases leases) {
    const Instant now = tx.now();
    std::vector<JournalEntry> entries;
    TRY_VOID(tx.each(
        take_due, [&](const db::Row& row) { entries.push_back(read_entry(row)); }, process_owner(),
        now + lease_time, kind, now, leases == Leases::ours_alone, limit));
    std::ranges::sort(entries, {}, &JournalEntry::id);  // RETURNING promises no order
    return entries;
}

Result<std::vector<JournalEntry>> unfinished(db::Tx& tx, int limit) {
    std::vector<JournalEntry> entries;
    TRY_VOID(tx.each(
        list_unfinished, [&](const db::Row& row) { entries.push_back(read_entry(row)); }, limit));
    return entries;
}

Result<std::optional<JournalEntry>> find(db::Tx& tx, SagaId id) {
    return tx.first(find_entry, read_entry, id);
}

Result<int> settle(db::Tx& tx, SagaId id, std::string_view kind) {
    const auto read_at = [](const db::Row& row) { return row.small(0); };
    TRY(const auto at, tx.first(settle_entry, read_at, id, kind, tx.now()));
    must(at.has_value());
    return *at;
}

bool answer_was_lost(const Error& error) {
    switch (error.code) {
        case ErrorCode::overloaded:
        case ErrorCode::store_unavailable:
        case ErrorCode::store_full: return false;
        default: break;
    }
    switch (error.kind()) {
        case ErrorKind::unavailable:
        case ErrorKind::outcome_unknown:
        case ErrorKind::internal: return true;
        default: return false;
    }
}

std::chrono::seconds back_off(int attempts) {
    constexpr std::chrono::seconds longest{300};
    const int doublings = std::clamp(attempts - 1, 0, 10);
    return std::min(longest, std::chrono::seconds{1} * (1 << doublings));
}

Result<std::int64_t> purge_finished(db::Tx& tx, Instant before, int limit) {
    return tx.run(purge_entries, SagaId::make(before), before, limit);
}

Result<std::optional<Instant>> oldest_unfinished(db::Tx& tx) {
    const auto instant = [](const db::Row& row) { return row.optional_instant(0); };
    TRY(const auto found, tx.first(oldest_entry, instant));
    return found.value_or(std::nullopt);
}

Result<std::vector<Unfinished>> count_unfinished(db::Tx& tx) {
    std::vector<Unfinished> counted;
    TRY_VOID(tx.each(count_entries, [&](const db::Row& row) {
        counted.push_back({.kind = row.text(0),
                           .currency = row.text(1),
                           .sagas = row.integer(2),
                           .at_risk_minor = row.integer(3)});
    }));
    return counted;
}

}  // namespace vacancy::saga
