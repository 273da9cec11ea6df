#pragma once
// Endpoint: where a partner is told; PartnerEvent: what. Plain values.

#include "base/guarded.hpp"
#include "base/id.hpp"
#include "base/time.hpp"

#include <string>

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

}  // namespace vacancy::notices
