#pragma once
// Rows of webhook_endpoint and partner_event.

#include "base/guarded.hpp"
#include "db/database.hpp"

#include <optional>
#include <string>
#include <vector>

namespace vacancy::notices {

using EndpointId = Id<struct webhook_endpoint_tag>;

struct Endpoint {
    EndpointId id;
    AccountId account;
    std::string url;
    Secret secret{};  ///< shown to the partner once, when it is made
    bool active = true;
    Instant created_at{};
};

/// What a partner is told; `id` is the webhook-id and the cursor.
struct PartnerEvent {
    MessageId id;
    AccountId account;
    std::string topic;
    std::string subject;  ///< the booking
    int version = 1;
    std::string payload;  ///< JSON
    Instant created_at{};
};

Result<void> insert_endpoint(db::Tx& tx, const Endpoint& endpoint);
Result<std::vector<Endpoint>> endpoints_of(db::Tx& tx, const AccountId& account);
Result<std::optional<Endpoint>> find_endpoint(db::Tx& tx, const EndpointId& id);
/// Answers whether there was one.
Result<bool> remove_endpoint(db::Tx& tx, const EndpointId& id, const AccountId& account);
Result<void> deactivate_endpoint(db::Tx& tx, const EndpointId& id);

/// Writing the same event again is fine.
Result<void> insert_event(db::Tx& tx, const PartnerEvent& event);
Result<std::optional<PartnerEvent>> find_event(db::Tx& tx, const MessageId& id);
/// Rising from the one after `cursor` (empty: the first).
Result<std::vector<PartnerEvent>> events_after(db::Tx& tx, const AccountId& account,
                                               const std::string& cursor, int limit);

}  // namespace vacancy::notices
