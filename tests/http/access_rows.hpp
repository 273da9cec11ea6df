#pragma once
// Who may call which route of the front desk: a second opinion, not read from the routes. A route
// that is new needs a line here; one of a route that is not served is passed over. "~" is a
// property; "anyone" needs no key.

#include <array>
#include <string>

namespace vacancy::testing {

struct AccessRow {
    const char* operation;
    const char* roles;
};

// clang-format off
inline constexpr auto access_rows = std::to_array<AccessRow>({
    {"GET /v1/account", "manager admin"},
    {"PUT /v1/account", "admin"},
    {"GET /v1/properties", "anyone"},
    {"POST /v1/properties", "admin"},
    {"GET ~", "anyone"},
    {"PUT ~", "manager admin"},
    {"GET ~/charge-codes", "agent manager admin integration"},
    {"PUT ~/charge-codes/{code}", "manager admin"},
    {"GET ~/companies", "agent manager admin"},
    {"POST ~/companies", "manager admin"},
    {"GET ~/companies/{company_id}", "agent manager admin"},
    {"PUT ~/companies/{company_id}", "manager admin"},
    {"POST ~/companies/{company_id}/payments", "agent manager admin"},
    {"GET ~/desk-rules", "agent manager admin"},
    {"PUT ~/desk-rules", "manager admin"},
    {"GET ~/folios/{folio_id}", "agent manager admin integration"},
    {"POST ~/folios/{folio_id}/city-ledger", "agent manager admin"},
    {"POST ~/folios/{folio_id}/papers", "agent manager admin"},
    {"POST ~/folios/{folio_id}/postings", "agent manager admin integration"},
    {"POST ~/folios/{folio_id}/postings/{posting_id}/void", "agent manager admin"},
    {"GET ~/folios/{folio_id}/receipt", "agent manager admin"},
    {"POST ~/folios/{folio_id}/split", "agent manager admin"},
    {"POST ~/folios/{folio_id}/transfer", "agent manager admin"},
    {"GET ~/housekeeping", "agent housekeeper manager admin integration"},
    {"GET ~/housekeeping/sheets", "agent housekeeper manager admin"},
    {"POST ~/housekeeping/sheets", "agent housekeeper manager admin"},
    {"PATCH ~/housekeeping/tasks/{task_id}", "agent housekeeper manager admin"},
    {"GET ~/interfaces", "agent manager admin"},
    {"GET ~/interfaces/{name}", "manager admin"},
    {"PUT ~/interfaces/{name}", "manager admin"},
    {"GET ~/inventory", "agent housekeeper manager admin integration"},
    {"PUT ~/inventory", "manager admin"},
    {"POST ~/night-audit", "agent manager admin"},
    {"GET ~/night-audit-hour", "agent manager admin"},
    {"PUT ~/night-audit-hour", "manager admin"},
    {"GET ~/night-audits", "agent manager admin"},
    {"GET ~/night-audits/{business_date}", "agent manager admin"},
    {"GET ~/papers", "agent manager admin"},
    {"GET ~/papers/{paper_id}", "agent manager admin"},
    {"POST ~/papers/{paper_id}/correct", "agent manager admin"},
    {"GET ~/papers/{paper_id}/pdf", "agent manager admin"},
    {"GET ~/queue", "agent manager admin"},
    {"POST ~/queue", "agent manager admin integration"},
    {"DELETE ~/queue/{ticket}", "agent manager admin integration"},
    {"GET ~/rack", "agent manager admin"},
    {"GET ~/rate-plans", "agent housekeeper manager admin integration"},
    {"POST ~/rate-plans", "manager admin"},
    {"GET ~/rate-plans/{rate_plan_id}", "agent housekeeper manager admin integration"},
    {"PUT ~/rate-plans/{rate_plan_id}", "manager admin"},
    {"GET ~/rates", "agent housekeeper manager admin integration"},
    {"PUT ~/rates", "manager admin"},
    {"GET ~/reservations", "agent manager admin integration"},
    {"POST ~/reservations/{confirmation_code}/check-in", "agent manager admin"},
    {"POST ~/reservations/{confirmation_code}/check-out", "agent manager admin"},
    {"GET ~/reservations/{confirmation_code}/folios", "agent manager admin"},
    {"PUT ~/reservations/{confirmation_code}/folios", "agent manager admin"},
    {"POST ~/reservations/{confirmation_code}/keys", "agent manager admin"},
    {"POST ~/reservations/{confirmation_code}/move", "agent manager admin"},
    {"PUT ~/reservations/{confirmation_code}/no-post", "agent manager admin"},
    {"POST ~/reservations/{confirmation_code}/no-show", "agent manager admin"},
    {"POST ~/reservations/{confirmation_code}/reinstate", "agent manager admin"},
    {"POST ~/reservations/{confirmation_code}/revert-check-in", "agent manager admin"},
    {"DELETE ~/reservations/{confirmation_code}/room", "agent manager admin"},
    {"PUT ~/reservations/{confirmation_code}/room", "agent manager admin"},
    {"POST ~/reservations/{confirmation_code}/sharers", "agent manager admin"},
    {"POST ~/reservations/{confirmation_code}/stay", "agent manager admin"},
    {"GET ~/reservations/{confirmation_code}/stay-facts", "agent manager admin"},
    {"PATCH ~/reservations/{confirmation_code}/stay-facts", "agent manager admin"},
    {"GET ~/restrictions", "agent housekeeper manager admin integration"},
    {"PUT ~/restrictions", "manager admin"},
    {"GET ~/room-blocks", "agent housekeeper manager admin"},
    {"POST ~/room-blocks", "agent manager admin"},
    {"DELETE ~/room-blocks/{block_id}", "agent manager admin"},
    {"GET ~/room-types", "agent housekeeper manager admin integration"},
    {"POST ~/room-types", "manager admin"},
    {"GET ~/room-types/{room_type_id}", "agent housekeeper manager admin integration"},
    {"PUT ~/room-types/{room_type_id}", "manager admin"},
    {"GET ~/rooms", "agent housekeeper manager admin integration"},
    {"POST ~/rooms", "manager admin"},
    {"POST ~/rooms/swap", "agent manager admin"},
    {"PATCH ~/rooms/{room_number}", "agent housekeeper manager admin"},
    {"POST ~/rooms/{room_number}/check-out", "agent manager admin"},
    {"POST ~/rooms/{room_number}/report", "agent housekeeper manager admin"},
    {"GET ~/taxes", "agent housekeeper manager admin integration"},
    {"POST ~/taxes", "manager admin"},
    {"DELETE ~/taxes/{tax_id}", "manager admin"},
    {"PUT ~/taxes/{tax_id}", "manager admin"},
    {"POST ~/walk-ins", "agent manager admin"},
});
// clang-format on

/// As the OpenAPI document writes it.
inline std::string operation_of(const AccessRow& row) {
    std::string operation = row.operation;
    const auto at = operation.find('~');
    if (at != std::string::npos) operation.replace(at, 1, "/v1/properties/{property_id}");
    return operation;
}

}  // namespace vacancy::testing
