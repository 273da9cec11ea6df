#pragma once
// Rows of webhook_endpoint and partner_event.

#include "db/database.hpp"
#include "notices/model/endpoint.hpp"

#include <optional>
#include <string>
#include <vector>

namespace vacancy::notices {

Result<void> insert_endpoint(db::Tx& tx, const Endpoint& endpoint);
Result<std::vector<Endpoint>> endpoints_of(db::Tx& tx, const AccountId& account);
Result<std::optional<Endpoint>> find_endpoint(db::Tx& tx, const EndpointId& id);
/// Answers whether there was one.
Result<bool> remove_endpoint(db::Tx& tx, const EndpointId& id, const AccountId& account);
Result<void> deactivate_endpoint(db::Tx& tx, const EndpointId& id);

/// False: it is there already.
Result<bool> insert_event(db::Tx& tx, const PartnerEvent& event);
Result<std::optional<PartnerEvent>> find_event(db::Tx& tx, const MessageId& id);
/// Rising from the one after `cursor` (empty: the first).
Result<std::vector<PartnerEvent>> events_after(db::Tx& tx, const AccountId& account,
                                               const std::string& cursor, int limit);

/// Deletes at most `limit` events from before that; answers how many.
Result<std::int64_t> purge_events(db::Tx& tx, Instant before, int limit);

}  // namespace vacancy::notices
