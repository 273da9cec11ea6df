#include "notices/store/endpoints.hpp"

namespace vacancy::notices {
namespace {

using db::Sql;

constexpr Sql insert_endpoint_sql{
    "notices.insert_endpoint", "INSERT", "webhook_endpoint",
    "INSERT INTO webhook_endpoint (id, account_id, url, secret, active, created_at) "
    "VALUES ($1, $2, $3, $4, 1, $5)"};
constexpr Sql endpoints_of_sql{
    "notices.endpoints_of", "SELECT", "webhook_endpoint",
    "SELECT id, account_id, url, secret, active, created_at FROM webhook_endpoint "
    "WHERE account_id = $1 ORDER BY id"};
constexpr Sql find_endpoint_sql{
    "notices.find_endpoint", "SELECT", "webhook_endpoint",
    "SELECT id, account_id, url, secret, active, created_at FROM webhook_endpoint WHERE id = $1"};
constexpr Sql remove_endpoint_sql{"notices.remove_endpoint", "DELETE", "webhook_endpoint",
                                  "DELETE FROM webhook_endpoint WHERE id = $1 AND account_id = $2"};
constexpr Sql deactivate_endpoint_sql{"notices.deactivate_endpoint", "UPDATE", "webhook_endpoint",
                                      "UPDATE webhook_endpoint SET active = 0 WHERE id = $1"};
constexpr Sql insert_event_sql{
    "notices.insert_event", "INSERT", "partner_event",
    "INSERT INTO partner_event (id, account_id, topic, subject, version, payload, created_at) "
    "VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (id) DO NOTHING"};
constexpr Sql find_event_sql{
    "notices.find_event", "SELECT", "partner_event",
    "SELECT id, account_id, topic, subject, version, payload, created_at FROM partner_event "
    "WHERE id = $1"};
constexpr Sql events_after_sql{
    "notices.events_after", "SELECT", "partner_event",
    "SELECT id, account_id, topic, subject, version, payload, created_at FROM partner_event "
    "WHERE account_id = $1 AND id > $2 ORDER BY id LIMIT $3"};

Endpoint read_endpoint(const db::Row& row) {
    return {.id = row.id<EndpointId>(0),
            .account = row.id<AccountId>(1),
            .url = row.text(2),
            .secret = Secret(row.text(3)),
            .active = row.boolean(4),
            .created_at = row.instant(5)};
}

// Ids rise with time, so that the oldest stand first in the primary key.
constexpr Sql purge_events_sql{
    "notices.purge_events", "DELETE", "partner_event",
    "DELETE FROM partner_event WHERE id IN (SELECT e.id FROM partner_event e WHERE e.id < $1 "
    "AND e.created_at < $2 ORDER BY e.id LIMIT $3)"};

PartnerEvent read_event(const db::Row& row) {
    return {.id = row.id<MessageId>(0),
            .account = row.id<AccountId>(1),
            .topic = row.text(2),
            .subject = row.text(3),
            .version = row.small(4),
            .payload = row.text(5),
            .created_at = row.instant(6)};
}

}  // namespace

Result<void> insert_endpoint(db::Tx& tx, const Endpoint& endpoint) {
    TRY_VOID(tx.run(insert_endpoint_sql, endpoint.id, endpoint.account, endpoint.url,
                    endpoint.secret.reveal(), endpoint.created_at));
    return {};
}

Result<std::vector<Endpoint>> endpoints_of(db::Tx& tx, const AccountId& account) {
    std::vector<Endpoint> found;
    TRY_VOID(tx.each(
        endpoints_of_sql, [&](const db::Row& row) { found.push_back(read_endpoint(row)); },
        account));
    return found;
}

Result<std::optional<Endpoint>> find_endpoint(db::Tx& tx, const EndpointId& id) {
    return tx.first(find_endpoint_sql, read_endpoint, id);
}

Result<bool> remove_endpoint(db::Tx& tx, const EndpointId& id, const AccountId& account) {
    TRY(const auto changed, tx.run(remove_endpoint_sql, id, account));
    return changed > 0;
}

Result<void> deactivate_endpoint(db::Tx& tx, const EndpointId& id) {
    TRY_VOID(tx.run(deactivate_endpoint_sql, id));
    return {};
}

Result<bool> insert_event(db::Tx& tx, const PartnerEvent& event) {
    TRY(const auto inserted, tx.run(insert_event_sql, event.id, event.account, event.topic,
                                    event.subject, event.version, event.payload, event.created_at));
    return inserted == 1;
}

Result<std::optional<PartnerEvent>> find_event(db::Tx& tx, const MessageId& id) {
    return tx.first(find_event_sql, read_event, id);
}

Result<std::vector<PartnerEvent>> events_after(db::Tx& tx, const AccountId& account,
                                               const std::string& cursor, int limit) {
    std::vector<PartnerEvent> found;
    TRY_VOID(tx.each(
        events_after_sql, [&](const db::Row& row) { found.push_back(read_event(row)); }, account,
        cursor, limit));
    return found;
}

Result<std::int64_t> purge_events(db::Tx& tx, Instant before, int limit) {
    return tx.run(purge_events_sql, MessageId::make(before), before, limit);
}

}  // namespace vacancy::notices
