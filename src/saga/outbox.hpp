#pragma once
// The outbox: messages written in the transaction that makes them true, delivered at least once
// afterwards with a stable message id. Dead letters stay visible and can be sent again.

#include "base/id.hpp"
#include "db/database.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace vacancy::outbox {

struct Message {
    MessageId id;
    std::string channel;  ///< "mail", "webhook"
    std::string topic;    ///< "booking.confirmed", "booking.canceled", …
    std::string subject;  ///< ordering key, the booking id: its messages go out in order
    int version = 1;      ///< with subject, topic and channel unique: one confirmation a version
    std::string payload;  ///< JSON
    std::string traceparent{};
    int attempts = 0;
    Instant created_at{};
};

/// Writes the row; a second one with the same (channel, topic, subject, version) is
/// `already_exists`. Opens the PRODUCER span as a child of tx.step() and keeps its traceparent;
/// a message that has a traceparent already keeps it (the caller's own PRODUCER span). An empty id
/// gets one.
Result<void> enqueue(db::Tx& tx, Message message);

/// Up to `limit` messages that are due, each the oldest undelivered of its subject and channel,
/// leased for `lease` so that no other worker takes them.
Result<std::vector<Message>> take_due(db::Tx& tx, std::string_view channel, int limit,
                                      std::chrono::seconds lease);
/// What is leased becomes due at once: when the only process that could hold it has ended.
Result<void> release_leases(db::Tx& tx, std::string_view channel);
Result<void> delivered(db::Tx& tx, const MessageId& id);
/// Counts the attempt; backs off, or after `max_attempts` makes it a dead letter.
Result<void> failed(db::Tx& tx, const MessageId& id, std::string_view why, int max_attempts);

struct Letter {
    Message message;
    std::string state;  ///< waiting, delivered, dead
    std::string last_error;
    std::optional<Instant> delivered_at{};
};
Result<std::vector<Letter>> letters(db::Tx& tx, std::string_view state, int limit);
/// A dead letter becomes due again.
Result<void> retry(db::Tx& tx, const MessageId& id);

/// Deletes at most `limit` messages that were delivered before that; answers how many.
Result<std::int64_t> purge_delivered(db::Tx& tx, Instant before, int limit);
/// When the oldest message that waits or is a dead letter was written.
Result<std::optional<Instant>> oldest_undelivered(db::Tx& tx);
/// Messages not delivered, for the gauges.
struct Undelivered {
    std::string channel;
    bool dead = false;
    std::int64_t messages = 0;
};
Result<std::vector<Undelivered>> count_undelivered(db::Tx& tx);

}  // namespace vacancy::outbox
