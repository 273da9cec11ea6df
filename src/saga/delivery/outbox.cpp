#include "saga/outbox.hpp"

#include "db/later.hpp"
#include "saga/delivery/listeners.hpp"
#include "saga/saga.hpp"

#include <algorithm>

namespace vacancy::outbox {
namespace {

constexpr db::Sql insert_message{
    "outbox.insert", "INSERT", "outbox",
    "INSERT INTO outbox (id, channel, topic, subject, version, position, payload, traceparent, "
    "state, attempts, last_error, due_at, lease_until, created_at) VALUES ($1, $2, $3, $4, $5, "
    "(SELECT COALESCE(MAX(o.position), 0) + 1 FROM outbox o WHERE o.channel = $2 AND o.subject = "
    "$4), $6, $7, 'waiting', 0, '', $8, 0, $8) "
    "ON CONFLICT (channel, topic, subject, version) DO NOTHING"};
// The oldest that waits of each subject and channel, when it is due and nobody holds it.
constexpr db::Sql lease_due{
    "outbox.lease_due", "UPDATE", "outbox",
    "UPDATE outbox SET lease_until = $1 WHERE id IN (SELECT o.id FROM outbox o "
    "WHERE o.channel = $2 AND o.state = 'waiting' AND o.due_at <= $3 AND o.lease_until <= $3 "
    "AND NOT EXISTS (SELECT 1 FROM outbox e WHERE e.channel = o.channel "
    "AND e.subject = o.subject AND e.state = 'waiting' AND (e.position < o.position OR "
    "(e.position = o.position AND e.id < o.id))) ORDER BY o.due_at, o.id LIMIT $4) "
    "AND state = 'waiting' AND lease_until <= $3 "
    "RETURNING id, channel, topic, subject, version, payload, traceparent, attempts, created_at"};
constexpr db::Sql end_leases{
    "outbox.end_leases", "UPDATE", "outbox",
    "UPDATE outbox SET lease_until = 0 WHERE channel = $1 AND state = 'waiting' "
    "AND lease_until > 0"};
constexpr db::Sql mark_delivered{
    "outbox.mark_delivered", "UPDATE", "outbox",
    "UPDATE outbox SET state = 'delivered', delivered_at = $2, lease_until = 0, "
    "attempts = attempts + 1, last_error = '' WHERE id = $1 AND state = 'waiting'"};
constexpr db::Sql count_attempt{
    "outbox.count_attempt", "UPDATE", "outbox",
    "UPDATE outbox SET attempts = attempts + 1, last_error = $2, lease_until = 0 "
    "WHERE id = $1 AND state = 'waiting' RETURNING attempts"};
constexpr db::Sql put_off{"outbox.put_off", "UPDATE", "outbox",
                          "UPDATE outbox SET due_at = $2 WHERE id = $1"};
constexpr db::Sql bury{"outbox.bury", "UPDATE", "outbox",
                       "UPDATE outbox SET state = 'dead' WHERE id = $1"};
constexpr db::Sql list_letters{
    "outbox.list", "SELECT", "outbox",
    "SELECT id, channel, topic, subject, version, payload, traceparent, attempts, created_at, "
    "state, last_error, delivered_at FROM outbox WHERE state = $1 ORDER BY created_at, id LIMIT "
    "$2"};
constexpr db::Sql revive{
    "outbox.revive", "UPDATE", "outbox",
    "UPDATE outbox SET state = 'waiting', attempts = 0, due_at = $2, lease_until = 0 "
    "WHERE id = $1 AND state = 'dead' RETURNING channel"};

Message read_message(const db::Row& row) {
    return {.id = row.id<MessageId>(0),
            .channel = row.text(1),
            .topic = row.text(2),
            .subject = row.text(3),
            .version = row.small(4),
            .payload = row.text(5),
            .traceparent = row.text(6),
            .attempts = row.small(7),
            .created_at = row.instant(8)};
}

Result<void> insert(db::Tx& tx, const Message& message) {
    const db::Exactly one{.rows = 1, .otherwise = ErrorCode::already_exists};
    TRY_VOID(db::later(tx, one, insert_message, message.id, message.channel, message.topic,
                       message.subject, message.version, message.payload, message.traceparent,
                       tx.now()));
    tx.after_commit([channel = message.channel] { announce(channel); });
    return {};
}

// Ids rise with time, so that the oldest stand first in the primary key.
constexpr db::Sql purge_sql{
    "outbox.purge_delivered", "DELETE", "outbox",
    "DELETE FROM outbox WHERE id IN (SELECT o.id FROM outbox o WHERE o.state = 'delivered' "
    "AND o.id < $1 AND o.delivered_at < $2 ORDER BY o.id LIMIT $3)"};
constexpr db::Sql oldest_waiting{"outbox.oldest_waiting", "SELECT", "outbox",
                                 "SELECT MIN(created_at) FROM outbox WHERE state = 'waiting'"};
constexpr db::Sql oldest_dead{"outbox.oldest_dead", "SELECT", "outbox",
                              "SELECT MIN(created_at) FROM outbox WHERE state = 'dead'"};
constexpr db::Sql count_waiting{
    "outbox.count_waiting", "SELECT", "outbox",
    "SELECT channel, CAST(COUNT(*) AS BIGINT) FROM outbox WHERE state = 'waiting' "
    "GROUP BY channel"};
constexpr db::Sql count_dead{"outbox.count_dead", "SELECT", "outbox",
                             "SELECT channel, CAST(COUNT(*) AS BIGINT) FROM outbox "
                             "WHERE state = 'dead' GROUP BY channel"};

}  // namespace

Result<void> enqueue(db::Tx& tx, Message message) {
    if (message.id == MessageId{}) message.id = MessageId::make(tx.now());
    if (!message.traceparent.empty()) return insert(tx, message);  // the caller's own PRODUCER span
    Step span = tx.step().open(span::message_send, "send " + message.channel);
    span.set(attr::messaging_system, std::string_view("vacancy"));
    span.set(attr::messaging_destination_name, message.channel);
    span.set(attr::messaging_operation_name, std::string_view("send"));
    span.set(attr::messaging_operation_type, std::string_view("send"));
    span.set(attr::messaging_message_id, message.id.text());
    span.set(attr::vacancy_outbox_topic, message.topic);
    message.traceparent = span.context().traceparent();
    auto inserted = insert(tx, message);
    span.close(inserted ? nullptr : &inserted.error());
    return inserted;
}

Result<std::vector<Message>> take_due(db::Tx& tx, std::string_view channel, int limit,
                                      std::chrono::seconds lease) {
    const Instant now = tx.now();
    std::vector<Message> messages;
    TRY_VOID(tx.each(
        lease_due, [&](const db::Row& row) { messages.push_back(read_message(row)); }, now + lease,
        channel, now, limit));
    std::ranges::sort(messages, {}, &Message::id);  // RETURNING promises no order
    return messages;
}

Result<void> release_leases(db::Tx& tx, std::string_view channel) {
    TRY_VOID(tx.run(end_leases, channel));
    return {};
}

Result<void> delivered(db::Tx& tx, const MessageId& id) {
    return db::later(tx, {}, mark_delivered, id, tx.now());
}

Result<void> failed(db::Tx& tx, const MessageId& id, std::string_view why, int max_attempts) {
    const auto attempts_of = [](const db::Row& row) { return row.small(0); };
    TRY(const auto attempts, tx.first(count_attempt, attempts_of, id, why));
    if (!attempts) return {};  // delivered by somebody else meanwhile
    if (*attempts >= max_attempts) {
        TRY_VOID(tx.run(bury, id));
        return {};
    }
    TRY_VOID(tx.run(put_off, id, tx.now() + saga::back_off(*attempts)));
    return {};
}

Result<std::vector<Letter>> letters(db::Tx& tx, std::string_view state, int limit) {
    std::vector<Letter> found;
    TRY_VOID(tx.each(
        list_letters,
        [&](const db::Row& row) {
            found.push_back({.message = read_message(row),
                             .state = row.text(9),
                             .last_error = row.text(10),
                             .delivered_at = row.optional_instant(11)});
        },
        state, limit));
    return found;
}

Result<void> retry(db::Tx& tx, const MessageId& id) {
    const auto channel_of = [](const db::Row& row) { return row.text(0); };
    TRY(const auto channel, tx.first(revive, channel_of, id, tx.now()));
    if (!channel) return fail(ErrorCode::not_found);
    tx.after_commit([name = *channel] { announce(name); });
    return {};
}

Result<std::int64_t> purge_delivered(db::Tx& tx, Instant before, int limit) {
    return tx.run(purge_sql, MessageId::make(before), before, limit);
}

Result<std::optional<Instant>> oldest_undelivered(db::Tx& tx) {
    std::optional<Instant> oldest;
    for (const db::Sql& sql : {oldest_waiting, oldest_dead}) {
        const auto instant = [](const db::Row& row) { return row.optional_instant(0); };
        TRY(const auto found, tx.first(sql, instant));
        const auto at = found.value_or(std::nullopt);
        if (at && (!oldest || *at < *oldest)) oldest = at;
    }
    return oldest;
}

Result<std::vector<Undelivered>> count_undelivered(db::Tx& tx) {
    std::vector<Undelivered> counted;
    for (const bool dead : {false, true}) {
        const auto collect = [&](const db::Row& row) {
            counted.push_back({.channel = row.text(0), .dead = dead, .messages = row.integer(1)});
        };
        TRY_VOID(tx.each(dead ? count_dead : count_waiting, collect));
    }
    return counted;
}

}  // namespace vacancy::outbox
