#include "support/contract_hotel_pms.hpp"

namespace vacancy::testing::contract {
namespace {

using enum Presence;

std::vector<SpanRule> check_in_spans() {
    return {{.name = "pms.check_in",
             .kind = "SERVER",
             .parents = {"<root>"},
             .attributes = {{"pms.confirmation_number", "string"},
                            {"pms.agent_id", "string"},
                            {"pms.operation", "string", always, {"check_in"}},
                            {"pms.checkin_result",
                             "string",
                             always,
                             {"success", "payment_failed", "identity_failed", "not_found"}},
                            {"pms.checkin_duration_ms", "double", sometimes}}},
            {.name = "pms.lookup_reservation",
             .kind = "INTERNAL",
             .parents = {"pms.check_in"},
             .order = 1,
             .attributes = {{"pms.guest_name", "string", when_ok},
                            {"pms.room_type", "string", when_ok},
                            {"pms.nights", "int", when_ok},
                            {"pms.rate_code", "string", when_ok},
                            {"pms.vip_level", "int", when_ok}},
             .errors = {"Reservation not found"}},
            {.name = "pms.verify_identity",
             .kind = "INTERNAL",
             .parents = {"pms.check_in"},
             .order = 2,
             .attributes = {{"pms.identity_verified", "bool", always, {"true", "false"}}}},
            {.name = "pms.assign_room",
             .kind = "INTERNAL",
             .parents = {"pms.check_in"},
             .order = 3,
             .attributes = {{"pms.assigned_room", "string"},
                            {"pms.room_type_assigned", "string"},
                            {"pms.floor", "int"},
                            {"pms.upgrade_given", "bool", always, {"true", "false"}},
                            {"pms.assignment_attempts", "int", sometimes}}},
            {.name = "pms.authorize_payment",
             .kind = "INTERNAL",
             .parents = {"pms.check_in"},
             .order = 4,
             .attributes = {{"pms.auth_amount", "double"},
                            {"pms.payment_method", "string"},
                            {"pms.auth_status", "string", always, {"approved", "declined"}},
                            {"pms.auth_code", "string", named}},
             .errors = {"Payment authorization failed"}},
            {.name = "pms.encode_keys",
             .kind = "INTERNAL",
             .parents = {"pms.check_in"},
             .order = 5,
             .attributes = {{"pms.keys_encoded", "int"}, {"pms.key_system", "string", named}}},
            {.name = "pms.update_status",
             .kind = "INTERNAL",
             .parents = {"pms.check_in"},
             .order = 6,
             .attributes = {{"pms.new_status", "string", always, {"checked_in"}}}},
            {.name = "pms.release_room",
             .kind = "INTERNAL",
             .parents = {"pms.check_in", "vacancy.saga.recover"},
             .attributes = {{"pms.assigned_room", "string"}, {"pms.room_released", "bool"}}}};
}

std::vector<SpanRule> check_out_spans() {
    return {{.name = "pms.check_out",
             .kind = "SERVER",
             .parents = {"<root>"},
             .attributes = {{"pms.room_number", "string"},
                            {"pms.agent_id", "string"},
                            {"pms.operation", "string", always, {"check_out"}},
                            {"pms.checkout_duration_ms", "double", sometimes}}},
            {.name = "pms.load_folio",
             .kind = "INTERNAL",
             .parents = {"pms.check_out"},
             .order = 1,
             .attributes = {{"pms.folio_items", "int", when_ok},
                            {"pms.folio_total", "double", when_ok},
                            {"pms.room_charges", "double", when_ok},
                            {"pms.incidental_charges", "double", when_ok}}},
            {.name = "pms.process_final_payment",
             .kind = "INTERNAL",
             .parents = {"pms.check_out"},
             .order = 2,
             .attributes = {{"pms.payment_amount", "double"}, {"pms.payment_status", "string"}}},
            {.name = "pms.update_room_status",
             .kind = "INTERNAL",
             .parents = {"pms.check_out"},
             .order = 3,
             .attributes = {{"pms.room_status", "string", always, {"dirty"}},
                            {"pms.housekeeping_notified", "bool", always, {"true"}}}},
            {.name = "pms.deactivate_keys",
             .kind = "INTERNAL",
             .parents = {"pms.check_out"},
             .order = 4,
             .attributes = {{"pms.keys_deactivated", "bool", always, {"true"}}}},
            {.name = "pms.send_receipt",
             .kind = "INTERNAL",
             .parents = {"pms.check_out"},
             .order = 5,
             .attributes = {{"pms.receipt_sent", "bool", always, {"true"}}}}};
}

std::vector<MetricRule> metrics() {
    const std::vector<AttributeRule> arrival{{"pms.room_type", "string"},
                                             {"pms.vip_level", "string"}};
    const std::vector<AttributeRule> operation{
        {"pms.operation", "string", always, {"check_in", "check_out"}}, {"pms.hour", "int"}};
    return {
        {"hotel.pms", "pms.checkin_duration_ms", "histogram", "ms", arrival, 5, 10'000},
        {"hotel.pms", "pms.check_in.duration", "histogram", "s", arrival, 0.005, 10},
        {"hotel.pms", "pms.checkout_duration_ms", "histogram", "ms", {}, 5, 10'000},
        {"hotel.pms", "pms.check_out.duration", "histogram", "s", {}, 0.005, 10},
        {"hotel.pms", "pms.room_assignment_retries_total", "counter", "", {}},
        {"hotel.pms", "pms.room_assignment.retries", "counter", "{retry}", {}},
        {"hotel.pms", "pms.front_desk_queue_length", "gauge", "", {{"pms.property_id", "string"}}},
        {"hotel.pms", "pms.operations_total", "counter", "", operation},
        {"hotel.pms", "pms.operations", "counter", "{operation}", operation}};
}

}  // namespace

const Contract& hotel_pms() {
    static const std::vector<SpanRule> spans = [] {
        std::vector<SpanRule> all = check_in_spans();
        for (SpanRule& rule : check_out_spans()) all.push_back(std::move(rule));
        return all;
    }();
    static const std::vector<MetricRule> rules = metrics();
    static const Contract contract{.scope = "hotel.pms", .spans = spans, .metrics = rules};
    return contract;
}

}  // namespace vacancy::testing::contract
