#include "outside/sandbox/till/test_tokens.hpp"
#include "outside/sandbox/world.hpp"
#include "trace/pause.hpp"
#include "web/body.hpp"

#include <boost/json.hpp>
#include <fmt/format.h>

#include <array>
#include <charconv>

namespace vacancy::outside {
namespace {

namespace json = boost::json;
using web::Method;
using web::Reply;
using web::Request;

std::size_t number_of(const Request& request, std::string_view name) {
    const std::string_view text = request.query_value(name).value_or("");
    std::size_t number = 0;
    std::from_chars(text.data(), text.data() + text.size(), number);
    return number;
}

Task<Reply> ledger(Step&, World& world, const Request&) {
    co_return Reply{.body = world.till.ledger_json()};
}

Task<Reply> inbox(Step&, World& world, const Request& request) {
    co_return Reply{.body = world.inbox.to_json({.to = request.query_value("to").value_or(""),
                                                 .after = number_of(request, "after"),
                                                 .limit = number_of(request, "limit")})};
}

Task<Reply> add_faults(Step& step, World& world, const Request& request) {
    const auto added = world.faults.add_json(request.body);
    if (!added) co_return web::problem(step, added.error());
    co_return Reply{.status = 201, .body = world.faults.to_json()};
}

Task<Reply> show_faults(Step&, World& world, const Request&) {
    co_return Reply{.body = world.faults.to_json()};
}

Task<Reply> clear_faults(Step&, World& world, const Request&) {
    world.faults.clear();
    co_return Reply{.body = world.faults.to_json()};
}

Task<Reply> show_tokens(Step&, World&, const Request&) {
    json::array items;
    for (const TestToken& token : test_tokens())
        items.push_back(
            json::object{{"name", token.name}, {"token", token.token}, {"does", token.does}});
    co_return Reply{.body = json::serialize(json::object{{"items", std::move(items)}})};
}

/// A partner's endpoint. Faults of target supplier whose match is part of "/webhooks/receive" and
/// the body make it fail.
Task<Reply> receive_webhook(Step&, World& world, const Request& request) {
    const std::string subject = fmt::format("{} {}", request.path, request.body);
    const auto fault = world.faults.take(FaultTarget::supplier, subject, true);
    Reply lost;
    lost.close_without_answer = true;
    if (fault && fault->kind == FaultKind::drop_before) co_return lost;
    if (fault && fault->kind == FaultKind::error) co_return Reply{.status = 500, .body = "{}"};
    if (fault && fault->kind == FaultKind::refuse) co_return Reply{.status = 410, .body = "{}"};
    if (fault && fault->kind == FaultKind::delay) co_await real_timers().pause(fault->delay);
    const bool verified =
        world.partners.take({.id = std::string(request.header("webhook-id")),
                             .timestamp = std::string(request.header("webhook-timestamp")),
                             .signature = std::string(request.header("webhook-signature")),
                             .traceparent = std::string(request.header("traceparent")),
                             .body = std::string(request.body)});
    if (fault && fault->kind == FaultKind::drop_after) co_return lost;
    co_return Reply{.status = verified ? 200 : 401,
                    .body = verified ? "{}" : R"({"verified":false})"};
}

Task<Reply> show_webhooks(Step&, World& world, const Request&) {
    co_return Reply{.body = world.partners.to_json()};
}

Task<Reply> clear_webhooks(Step&, World& world, const Request&) {
    world.partners.clear();
    co_return Reply{.body = world.partners.to_json()};
}

Task<Reply> trust_secret(Step& step, World& world, const Request& request) {
    web::Body body(request.body);
    const Secret secret = body.secret("/secret", 256);
    if (const auto wrong = body.error()) co_return web::problem(step, *wrong);
    world.partners.trust(secret);
    co_return Reply{.status = 201, .body = "{}"};
}

constexpr auto rows = std::to_array<web::Route<World>>({
    {Method::get, "/ledger", web::anyone, ledger, "What the gateway believes about every payment"},
    {Method::get, "/inbox", web::anyone, inbox, "The mails taken; ?to=&after=&limit="},
    {Method::post, "/faults", web::anyone, add_faults, "Scripts failures"},
    {Method::get, "/faults", web::anyone, show_faults, "The failures that are left"},
    {Method::del, "/faults", web::anyone, clear_faults, "No more failures"},
    {Method::get, "/test_tokens", web::anyone, show_tokens, "Which card does what"},
    {Method::post, "/webhooks/receive", web::anyone, receive_webhook, "A partner's endpoint"},
    {Method::post, "/webhooks/secrets", web::anyone, trust_secret, "A secret partners check with"},
    {Method::get, "/webhooks", web::anyone, show_webhooks, "What the partner's endpoint received"},
    {Method::del, "/webhooks", web::anyone, clear_webhooks, "Forgets what it received"},
});

}  // namespace

std::span<const web::Route<World>> control_routes() { return rows; }

}  // namespace vacancy::outside
