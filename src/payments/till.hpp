#pragma once
// Till: the place of the payments room; what its verbs need. Built once by the House and shared by
// all threads; everything it refers to outlives it.

#include "db/database.hpp"
#include "payments/gateway.hpp"

#include <functional>
#include <string_view>

namespace vacancy::payments {

struct Till {
    db::Database& db;
    Gateway& gateway;
    const Clock& clock;
    /// The gateway's webhooks are signed with it; empty: the route answers 404.
    Secret webhook_secret{};
    /// (header, body, secret, unix seconds) → the body is the gateway's own and fresh.
    std::function<bool(std::string_view, std::string_view, const Secret&, std::int64_t)>
        is_signed_by_gateway{};
};

}  // namespace vacancy::payments
