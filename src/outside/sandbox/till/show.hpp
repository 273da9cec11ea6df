#pragma once
// The JSON of the simulated gateway: payment intents, refunds, errors and webhook events.

#include "outside/sandbox/till/ledger.hpp"

#include <string>
#include <string_view>

namespace vacancy::outside {

[[nodiscard]] std::string intent_json(const LedgerEntry& entry);
/// A refund; with `expanded` the whole intent stands in it instead of its id.
[[nodiscard]] std::string refund_json(const LedgerAnswer& answer, bool expanded);
struct GatewayRefusal {
    std::string_view type;  ///< card_error, invalid_request_error, idempotency_error, api_error
    std::string_view code;
    std::string_view message;
    std::string_view decline_code{};
    const LedgerEntry* entry = nullptr;  ///< shown as payment_intent
};
[[nodiscard]] std::string refusal_json(const GatewayRefusal& refusal);
struct GatewayEventText {
    std::string_view id;
    std::string_view type;
    std::string_view object;  ///< JSON
    std::int64_t created_s;
};
[[nodiscard]] std::string event_json(const GatewayEventText& event);
[[nodiscard]] std::string charge_json(const LedgerEntry& entry);
/// One line of GET /ledger: exactly its seven fields.
[[nodiscard]] std::string ledger_item_json(const LedgerEntry& entry);
[[nodiscard]] std::string journal_json(const LedgerEntry& entry);
[[nodiscard]] LedgerEntry entry_of_journal(std::string_view json);

}  // namespace vacancy::outside
