#include "notices/routes/routes.hpp"

#include "notices/api.hpp"
#include "web/body.hpp"

#include <array>

namespace vacancy::notices {
namespace {

using web::Reply;
using web::Request;

/// Endpoints belong to an account: a key without one has none.
Result<AccountId> account_of(const Request& request) {
    if (!request.principal.account) return fail(ErrorCode::forbidden);
    return *request.principal.account;
}

void show(web::Json& json, const Endpoint& endpoint) {
    json.field("endpoint_id", endpoint.id).field("url", endpoint.url);
    json.field("active", endpoint.active).field("created_at", endpoint.created_at);
}

Task<Reply> post_endpoint(Step& step, Mailroom& room, const Request& request) {
    const auto account = account_of(request);
    if (!account) co_return web::problem(step, account.error());
    web::Body body(request.body);
    const RegisterEndpoint command{.account = *account, .url = body.text("/url", 2000)};
    if (const auto error = body.error()) co_return web::problem(step, *error);
    const auto made = co_await register_endpoint(step, room, command);
    if (!made) co_return web::problem(step, made.error());
    web::Json json;
    json.open();
    show(json, *made);
    json.field("secret", made->secret.reveal()).close();
    co_return web::json_reply(json, 201);
}

Task<Reply> get_endpoints(Step& step, Mailroom& room, const Request& request) {
    const auto account = account_of(request);
    if (!account) co_return web::problem(step, account.error());
    const auto endpoints = co_await list_endpoints(step, room, *account);
    if (!endpoints) co_return web::problem(step, endpoints.error());
    web::Json json;
    json.open().open_array("items");
    for (const Endpoint& endpoint : *endpoints) {
        json.open();
        show(json, endpoint);
        json.close();
    }
    json.close_array().null("next_cursor").close();
    co_return web::json_reply(json);
}

Task<Reply> delete_endpoint(Step& step, Mailroom& room, const Request& request) {
    const auto account = account_of(request);
    if (!account) co_return web::problem(step, account.error());
    const auto endpoint = EndpointId::parse(request.path_parameter("endpoint_id"));
    if (!endpoint) co_return web::problem(step, Error{.code = ErrorCode::not_found});
    const RemoveEndpoint command{.account = *account, .endpoint = *endpoint};
    const auto removed = co_await remove_endpoint(step, room, command);
    if (!removed) co_return web::problem(step, removed.error());
    co_return Reply{.status = 204};
}

Task<Reply> get_events(Step& step, Mailroom& room, const Request& request) {
    const auto account = account_of(request);
    if (!account) co_return web::problem(step, account.error());
    web::Query query(request);
    const int limit = static_cast<int>(query.optional_integer("limit", {1, 1000}).value_or(100));
    const ReadEvents wanted{.account = *account,
                            .after = query.optional_text("cursor", 64).value_or(""),
                            .limit = limit};
    if (const auto error = query.error()) co_return web::problem(step, *error);
    const auto events = co_await read_events(step, room, wanted);
    if (!events) co_return web::problem(step, events.error());
    web::Json json;
    json.open().open_array("items");
    for (const PartnerEvent& event : *events) {
        json.open().field("id", event.id).field("type", event.topic);
        json.field("timestamp", event.created_at).raw("data", event.payload).close();
    }
    json.close_array();
    // The last id stays a good cursor even when nothing follows yet.
    if (events->empty()) {
        json.null("next_cursor");
    } else {
        json.field("next_cursor", events->back().id);
    }
    json.close();
    co_return web::json_reply(json);
}

Task<Reply> post_replay(Step& step, Mailroom& room, const Request& request) {
    const auto account = account_of(request);
    if (!account) co_return web::problem(step, account.error());
    const auto endpoint = EndpointId::parse(request.path_parameter("endpoint_id"));
    if (!endpoint) co_return web::problem(step, Error{.code = ErrorCode::not_found});
    web::Body body(request.body);
    const ReplayEvents command{.account = *account,
                               .endpoint = *endpoint,
                               .after = body.optional_text("/cursor", 64).value_or("")};
    if (const auto error = body.error()) co_return web::problem(step, *error);
    const auto count = co_await replay_events(step, room, command);
    if (!count) co_return web::problem(step, count.error());
    web::Json json;
    json.open().field("replayed", *count).close();
    co_return web::json_reply(json, 202);
}

using web::Method;
using web::Role;
using web::Urgency;
constexpr web::Access partners = web::only({Role::admin, Role::integration});

constexpr auto rows = std::to_array<web::Route<Mailroom>>({
    {.method = Method::post,
     .pattern = "/v1/webhooks/endpoints",
     .access = partners,
     .handler = post_endpoint,
     .summary = "Tell a partner's server what happens; the secret is shown once",
     .idempotent = true},
    {.method = Method::get,
     .pattern = "/v1/webhooks/endpoints",
     .access = partners,
     .handler = get_endpoints,
     .summary = "The webhook endpoints of the account"},
    {.method = Method::del,
     .pattern = "/v1/webhooks/endpoints/{endpoint_id}",
     .access = partners,
     .handler = delete_endpoint,
     .summary = "Stop telling this endpoint"},
    {.method = Method::post,
     .pattern = "/v1/webhooks/endpoints/{endpoint_id}/replay",
     .access = partners,
     .handler = post_replay,
     .summary = "Send the events after a cursor to this endpoint again",
     .idempotent = true},
    {.method = Method::get,
     .pattern = "/v1/webhooks/events",
     .access = partners,
     .handler = get_events,
     .summary = "What partners were told, from a cursor on",
     .urgency = Urgency::search},
});

}  // namespace

std::span<const web::Route<Mailroom>> routes() { return rows; }

}  // namespace vacancy::notices
