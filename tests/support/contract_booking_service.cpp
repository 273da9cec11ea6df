#include "support/contract_booking_service.hpp"

namespace vacancy::testing::contract {
namespace {

using enum Presence;

const std::vector<std::string_view> sources{"web", "mobile", "api"};

SpanRule create() {
    return {
        .name = "booking.create",
        .kind = "INTERNAL",
        .parents = {"<server>"},
        .attributes = {{"booking.user_id", "string"},
                       {"booking.source", "string", always, sources},
                       {"booking.confirmation_code", "string", when_ok}},
        .errors = {"Payment declined", "Room no longer available",
                   "Nothing is available for these dates", "The payment could not be processed",
                   "The booking could not be confirmed", "It took too long", "Property not found"}};
}

SpanRule check_availability() {
    return {.name = "booking.check_availability",
            .kind = "INTERNAL",
            .parents = {"booking.create", "<server>"},
            .order = 1,
            .attributes = {{"booking.check_in", "string"},
                           {"booking.check_out", "string"},
                           {"booking.guests", "int"},
                           {"booking.property_id", "string"},
                           {"booking.available_count", "int", when_ok}},
            .errors = {"Property not found"}};
}

SpanRule calculate_price() {
    return {.name = "booking.calculate_price",
            .kind = "INTERNAL",
            .parents = {"booking.create"},
            .order = 2,
            .attributes = {{"booking.property_id", "string"},
                           {"booking.total_price", "double", when_ok},
                           {"payment.currency", "string", when_ok}}};
}

SpanRule acquire_lock() {
    return {.name = "booking.acquire_lock",
            .kind = "INTERNAL",
            .parents = {"booking.create"},
            .order = 3,
            .attributes = {{"booking.reservation_id", "string"},
                           {"booking.lock_type", "string", always, {"pessimistic"}},
                           {"booking.lock_acquired", "bool", always, {"true", "false"}},
                           {"booking.lock_ttl_ms", "int", always, {"600000"}}},
            .events = {{"lock_contention",
                        {{"booking.contention_reason", "string"},
                         {"booking.competing_reservation", "string"}}}},
            .errors = {"Room no longer available"}};
}

SpanRule process_payment() {
    return {.name = "booking.process_payment",
            .kind = "CLIENT",
            .parents = {"booking.create"},
            .order = 4,
            .attributes = {{"booking.reservation_id", "string"},
                           {"payment.method", "string"},
                           {"payment.currency", "string"},
                           {"payment.card_last_four", "string", always, {"4242"}},
                           {"payment.transaction_id", "string", when_ok},
                           {"payment.status", "string", when_ok, {"authorized", "declined"}},
                           {"payment.gateway_latency_ms", "double", when_ok}},
            .events = {{"payment_declined", {{"payment.decline_reason", "string"}}}},
            .errors = {"The outcome is not known yet", "It took too long"}};
}

SpanRule confirm() {
    return {.name = "booking.confirm",
            .kind = "INTERNAL",
            .parents = {"booking.create"},
            .order = 5,
            .attributes = {{"booking.reservation_id", "string"},
                           {"booking.confirmation_code", "string", when_ok}},
            .errors = {"The hold has expired"}};
}

std::vector<AttributeRule> message() {
    return {{"booking.booking_id", "string"},
            {"booking.notification_channel", "string", always, {}},
            {"messaging.system", "string", always, {"vacancy"}},
            {"messaging.destination.name", "string"},
            {"messaging.operation.name", "string"},
            {"messaging.operation.type", "string"},
            {"messaging.message.id", "string"}};
}

SpanRule send_confirmation() {
    SpanRule rule{.name = "booking.send_confirmation",
                  .kind = "PRODUCER",
                  .parents = {"booking.confirm"},
                  .attributes = message()};
    rule.attributes[1].values = {"mail", "webhook"};
    rule.attributes[4].values = {"send"};
    rule.attributes[5].values = {"send"};
    return rule;
}

SpanRule deliver_confirmation() {
    SpanRule rule{.name = "booking.send_confirmation",
                  .kind = "CONSUMER",
                  .parents = {"booking.send_confirmation"},
                  .attributes = message()};
    rule.attributes[1].values = {"mail"};
    rule.attributes[4].values = {"process"};
    rule.attributes[5].values = {"process"};
    return rule;
}

SpanRule rollback() {
    return {
        .name = "booking.rollback",
        .kind = "INTERNAL",
        .parents = {"booking.create", "vacancy.saga.recover"},
        .order = 7,
        .attributes = {{"booking.reservation_id", "string"},
                       {"booking.failure_reason",
                        "string",
                        always,
                        {"payment_declined", "payment_error", "confirmation_failed", "timeout"}},
                       {"booking.rollback_steps", "int"},
                       {"booking.rollback_complete", "bool"}}};
}

SpanRule release_lock() {
    return {
        .name = "booking.release_lock",
        .kind = "INTERNAL",
        .parents = {"booking.rollback"},
        .order = 2,
        .attributes = {{"booking.reservation_id", "string"}, {"booking.lock_released", "bool"}}};
}

SpanRule refund_payment() {
    return {.name = "booking.refund_payment",
            .kind = "CLIENT",
            .parents = {"booking.rollback"},
            .order = 1,
            .attributes = {{"payment.transaction_id", "string", when_ok},
                           {"payment.refund_id", "string", when_ok},
                           {"payment.refund_status", "string", when_ok, {"voided"}},
                           {"payment.currency", "string"},
                           {"payment.refund_amount", "double", when_ok}}};
}

SpanRule restore_inventory() {
    return {
        .name = "booking.restore_inventory",
        .kind = "INTERNAL",
        .parents = {"booking.rollback"},
        .order = 3,
        .attributes = {{"booking.property_id", "string"}, {"booking.inventory_restored", "bool"}}};
}

/// Beyond the contract (C23): ours, listed so that they keep their shape.
std::vector<SpanRule> changes() {
    return {{.name = "booking.capture_payment",
             .kind = "CLIENT",
             .parents = {"booking.create", "booking.modify", "vacancy.saga.recover"},
             .order = 6,
             .attributes = {{"payment.status", "string", when_ok, {"captured"}}}},
            {.name = "booking.cancel",
             .kind = "INTERNAL",
             .parents = {"<server>"},
             .attributes = {{"booking.confirmation_code", "string", when_ok},
                            {"payment.refund_amount", "double", when_ok}}},
            {.name = "booking.modify",
             .kind = "INTERNAL",
             .parents = {"<server>"},
             .attributes = {{"booking.total_price", "double", when_ok}}},
            {.name = "booking.charge_difference",
             .kind = "CLIENT",
             .parents = {"booking.modify"},
             .attributes = {{"payment.card_last_four", "string"}}},
            {.name = "booking.return_payment",
             .kind = "CLIENT",
             .parents = {"booking.cancel", "booking.modify", "vacancy.saga.recover"},
             .attributes = {{"payment.refund_status", "string", when_ok, {"refunded"}}}},
            {.name = "booking.look_up",
             .kind = "INTERNAL",
             .parents = {"<server>"},
             .attributes = {{"booking.confirmation_code", "string"}}}};
}

const std::vector<AttributeRule> outcome{
    {"booking.status", "string", always, {"success", "failed", "timeout"}}};

}  // namespace

std::span<const SpanRule> booking_service_spans() {
    static const std::vector<SpanRule> rules = [] {
        std::vector<SpanRule> all{create(),
                                  check_availability(),
                                  calculate_price(),
                                  acquire_lock(),
                                  process_payment(),
                                  confirm(),
                                  send_confirmation(),
                                  deliver_confirmation(),
                                  rollback(),
                                  release_lock(),
                                  refund_payment(),
                                  restore_inventory()};
        for (SpanRule& rule : changes()) all.push_back(std::move(rule));
        return all;
    }();
    return rules;
}

std::span<const MetricRule> metric_rules() {
    static const std::vector<MetricRule> rules{
        {scope_name,
         "booking.attempts",
         "counter",
         "",
         {outcome[0], {"booking.source", "string", always, sources}}},
        {scope_name, "booking.duration_ms", "histogram", "ms", outcome, 5, 10'000},
        {scope_name, "booking.create.duration", "histogram", "s", outcome, 0.005, 10},
        {"vacancy",
         "http.server.request.duration",
         "histogram",
         "s",
         {{"http.request.method", "string"},
          {"http.route", "string", sometimes},
          {"http.response.status_code", "int", sometimes},
          {"url.scheme", "string"},
          {"network.protocol.version", "string"},
          {"error.type", "string", sometimes}},
         0.005,
         10},
        {"vacancy",
         "db.client.operation.duration",
         "histogram",
         "s",
         {{"db.system.name", "string", always, {"sqlite"}},
          {"db.operation.name", "string"},
          {"db.collection.name", "string", sometimes},
          {"error.type", "string", sometimes}},
         0.0001,
         10},
        {"vacancy",
         "http.server.active_requests",
         "up_down_counter",
         "{request}",
         {{"http.request.method", "string"}, {"url.scheme", "string"}}},
        {"vacancy",
         "http.client.request.duration",
         "histogram",
         "s",
         {{"http.request.method", "string"},
          {"server.address", "string"},
          {"server.port", "int"},
          {"http.response.status_code", "int", sometimes},
          {"error.type", "string", sometimes}},
         0.005,
         10}};
    return rules;
}

const Contract& booking_service() {
    static const Contract contract{.scope = scope_name,
                                   .spans = booking_service_spans(),
                                   .metrics = metric_rules(),
                                   .ok_on_success = true,
                                   .records_exceptions = true,
                                   .has_conventions = true};
    return contract;
}

}  // namespace vacancy::testing::contract
