#include "ops/routes/routes.hpp"

#include "ops/api.hpp"
#include "trace/registry.hpp"
#include "web/body.hpp"

#include <array>

namespace vacancy::ops {

namespace {

using web::Json;
using web::Reply;
using web::Request;
using web::Role;

/// Managers and admins see everything, staff the property of their key, or those of its tenant.
View view_of(const Watch& watch, const web::Principal& caller) {
    if (caller.role == Role::manager || caller.role == Role::admin) return std::nullopt;
    if (caller.property) return std::vector{*caller.property};
    if (!caller.account || !watch.properties_of) return std::vector<PropertyId>{};
    return watch.properties_of(*caller.account);
}

void show_next(Json& json, const std::string& next) {
    if (next.empty())
        json.null("next_cursor");
    else
        json.field("next_cursor", next);
}

/// Reads what all lists have.
struct Wanted {
    std::size_t limit;
    std::string cursor;
};
Wanted read_page(web::Query& query, std::int64_t usual) {
    const auto limit = query.optional_integer("limit", {1, 1000}).value_or(usual);
    return {static_cast<std::size_t>(limit), query.optional_text("cursor", 80).value_or("")};
}

std::string read_status(web::Query& query) {
    std::string status = query.optional_text("status", 8).value_or("");
    for (char& c : status) c = static_cast<char>(c | 0x20);
    if (status == "unset") return "ok";
    if (!status.empty() && status != "ok" && status != "error")
        query.note("status", "invalid", "ok or error");
    return status;
}

Task<Reply> get_traces(Step& step, Watch& watch, const Request& request) {
    web::Query query(request);
    Wanted wanted = read_page(query, 50);
    const SeeTraces command{
        .filter = {.route = query.optional_text("route", 200).value_or(""),
                   .status = read_status(query),
                   .min_ms = query.optional_integer("min_ms", {0, 86'400'000}).value_or(0),
                   .q = query.optional_text("q", 200).value_or(""),
                   .limit = static_cast<int>(wanted.limit)},
        .cursor = std::move(wanted.cursor),
        .only = view_of(watch, request.principal)};
    if (const auto error = query.error()) co_return web::problem(step, *error);
    const auto page = co_await see_traces(step, watch, command);
    if (!page) co_return web::problem(step, page.error());
    Json json;
    json.open().open_array("items");
    for (const trace::TraceSummary& one : page->items) {
        json.open().field("trace_id", one.id.text()).field("name", one.name);
        json.field("scope", one.scope).field("started_at", Instant{one.start_unix_ns / 1000});
        json.field("duration_ms", one.duration_ms);
        json.field("status", one.status == trace::StatusCode::error ? "error" : "ok");
        json.field("spans", one.spans).field("sampling_reason", one.sampling_reason).close();
    }
    json.close_array();
    show_next(json, page->next);
    json.close();
    co_return web::json_reply(json);
}

Task<Reply> get_trace(Step& step, Watch& watch, const Request& request) {
    const auto id = trace::parse_trace_id(request.path_parameter("trace_id"));
    if (!id) co_return web::problem(step, Error{.code = ErrorCode::not_found});
    const SeeTrace command{.id = *id, .only = view_of(watch, request.principal)};
    const auto parts = co_await see_trace(step, watch, command);
    if (!parts) co_return web::problem(step, parts.error());
    co_return Reply{.body = trace_json(*parts)};
}

Task<Reply> get_sagas(Step& step, Watch& watch, const Request& request) {
    web::Query query(request);
    const Wanted wanted = read_page(query, 100);
    const SeeSagas command{.cursor = wanted.cursor, .limit = wanted.limit};
    if (const auto error = query.error()) co_return web::problem(step, *error);
    const auto answer = co_await see_sagas(step, watch, command);
    if (!answer) co_return web::problem(step, answer.error());
    Json json;
    json.open().open_array("items");
    for (const WaitingSaga& saga : answer->page.items) {
        json.open().field("saga_id", saga.id).field("kind", saga.kind).field("key", saga.key);
        json.field("direction", saga.direction).field("at", saga.at);
        json.field("attempts", saga.attempts).field("last_error", saga.last_error);
        json.field("next_attempt_at", saga.next_attempt_at).field("at_risk", saga.at_risk);
        json.field("trace_id", saga.trace_id).close();
    }
    json.close_array().open_array("money_at_risk");
    for (const Money& sum : answer->at_risk)
        json.open().field("amount", sum.amount).field("currency", sum.currency.code()).close();
    json.close_array();
    show_next(json, answer->page.next);
    json.close();
    co_return web::json_reply(json);
}

Task<Reply> get_outbox(Step& step, Watch& watch, const Request& request) {
    web::Query query(request);
    const Wanted wanted = read_page(query, 100);
    const std::string state = query.optional_text("state", 10).value_or("dead");
    if (state != "dead" && state != "waiting")
        query.note("state", "invalid", "must be dead or waiting");
    if (const auto error = query.error()) co_return web::problem(step, *error);
    const SeeOutbox command{
        .dead = state == "dead", .cursor = wanted.cursor, .limit = wanted.limit};
    const auto page = co_await see_outbox(step, watch, command);
    if (!page) co_return web::problem(step, page.error());
    Json json;
    json.open().open_array("items");
    for (const OutboxLetter& letter : page->items) {
        json.open().field("message_id", letter.id).field("channel", letter.channel);
        json.field("topic", letter.topic).field("subject", letter.subject);
        json.field("version", letter.version).field("state", letter.state);
        json.field("attempts", letter.attempts).field("last_error", letter.last_error);
        json.field("created_at", letter.created_at).field("trace_id", letter.trace_id).close();
    }
    json.close_array();
    if (page->next.empty())
        json.null("next_cursor");
    else
        json.field("next_cursor", page->next);
    json.close();
    co_return web::json_reply(json);
}

Task<Reply> post_outbox_retry(Step& step, Watch& watch, const Request& request) {
    const auto letter = MessageId::parse(request.path_parameter("message_id"));
    if (!letter) co_return web::problem(step, Error{.code = ErrorCode::not_found, .detail = {}});
    const auto sent = co_await send_again(step, watch, *letter);
    if (!sent) co_return web::problem(step, sent.error());
    Json json;
    json.open().field("message_id", *letter).field("state", "waiting").close();
    co_return web::json_reply(json, 202);
}

Task<Reply> get_contention(Step& step, Watch& watch, const Request& request) {
    web::Query query(request);
    const Wanted wanted = read_page(query, 100);
    const SeeContention command{
        .cursor = wanted.cursor, .limit = wanted.limit, .only = view_of(watch, request.principal)};
    if (const auto error = query.error()) co_return web::problem(step, *error);
    const auto page = co_await see_contention(step, watch, command);
    if (!page) co_return web::problem(step, page.error());
    Json json;
    json.open().open_array("items");
    for (const Contention& one : page->items) {
        json.open().field("property_id", one.property_id).field("contentions", one.count);
        json.open_array("recent");
        for (const Fight& fight : one.recent) {
            json.open().field("trace_id", fight.trace_id).field("at", fight.at);
            json.field("reason", fight.reason);
            json.field("competing_reservation", fight.competing_reservation).close();
        }
        json.close_array().close();
    }
    json.close_array();
    show_next(json, page->next);
    json.close();
    co_return web::json_reply(json);
}

Task<Reply> get_registry(Step&, Watch&, const Request&) {
    co_return Reply{.body = std::string(trace::registry_json())};
}

constexpr web::Access operators = web::only({Role::manager, Role::admin});
constexpr web::Access staff_of_a_place =
    web::only({Role::agent, Role::host, Role::manager, Role::admin});

constexpr auto rows = std::to_array<web::Route<Watch>>({
    {.method = web::Method::get,
     .pattern = "/v1/ops/traces",
     .access = staff_of_a_place,
     .handler = get_traces,
     .summary = "The last kept traces, newest first",
     .urgency = web::Urgency::search,
     .response_schema = "OpsTracePage"},
    {.method = web::Method::get,
     .pattern = "/v1/ops/traces/{trace_id}",
     .access = staff_of_a_place,
     .handler = get_trace,
     .summary = "Every span of one kept trace",
     .urgency = web::Urgency::search,
     .response_schema = "OpsTrace"},
    {.method = web::Method::get,
     .pattern = "/v1/ops/sagas",
     .access = operators,
     .handler = get_sagas,
     .summary = "Sagas not at rest, with money at risk",
     .urgency = web::Urgency::search,
     .response_schema = "OpsSagaPage"},
    {.method = web::Method::get,
     .pattern = "/v1/ops/outbox",
     .access = operators,
     .handler = get_outbox,
     .summary = "Messages given up (dead) or still waiting",
     .urgency = web::Urgency::search,
     .response_schema = "OpsOutboxPage"},
    {.method = web::Method::post,
     .pattern = "/v1/ops/outbox/{message_id}/retry",
     .access = operators,
     .handler = post_outbox_retry,
     .summary = "Send a dead letter again",
     .idempotent = true},
    {.method = web::Method::get,
     .pattern = "/v1/ops/contention",
     .access = staff_of_a_place,
     .handler = get_contention,
     .summary = "Where guests fight over inventory",
     .urgency = web::Urgency::search,
     .response_schema = "OpsContentionPage"},
    {.method = web::Method::get,
     .pattern = "/v1/telemetry/registry",
     .access = web::anyone,
     .handler = get_registry,
     .summary = "Every span, attribute, event and metric that this system exports",
     .urgency = web::Urgency::search,
     .response_schema = "OpsRegistry"},
});

}  // namespace

std::span<const web::Route<Watch>> routes() { return rows; }

}  // namespace vacancy::ops
