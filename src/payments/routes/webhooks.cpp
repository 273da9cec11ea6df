#include "payments/api.hpp"
#include "payments/routes/routes.hpp"
#include "web/body.hpp"

#include <algorithm>
#include <chrono>

namespace vacancy::payments {
namespace {

constexpr std::string_view object = "/data/object";
constexpr web::Limits minor_units{.min = 0, .max = 1'000'000'000'000};

std::string at(std::string_view field) { return std::string(object) + "/" + std::string(field); }

/// Gateways write currencies in lower case.
Currency currency_in(web::Body& body) {
    std::string code = body.optional_text(at("currency"), 3).value_or("");
    std::ranges::transform(code, code.begin(), [](char c) {
        return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
    });
    const auto parsed = Currency::parse(code);
    if (!parsed) body.note(at("currency"), "invalid", "not a currency");
    return parsed.value_or(Currency{});
}

Money amount_in(web::Body& body, std::string_view field, const Currency& currency) {
    const auto given = body.optional_integer(at(field), minor_units);
    return {.amount = given.value_or(0), .currency = currency};
}

/// What an intent's event says: `amount_capturable` is what is authorized and not yet captured.
void read_intent(web::Body& body, GatewayEvent& event) {
    const std::string status = body.text(at("status"), 64);
    const Currency currency = currency_in(body);
    GatewayAnswer& state = event.state;
    state.transaction_id = body.text(at("id"), 128);
    state.captured = amount_in(body, "amount_received", currency);
    state.refunded = amount_in(body, "amount_refunded", currency);
    event.carries_state = true;
    if (status == "requires_capture") {
        state.status = PaymentStatus::authorized;
        state.authorized = amount_in(body, "amount", currency);
    } else if (status == "succeeded") {
        state.status = PaymentStatus::captured;
        state.authorized = amount_in(body, "amount", currency);
    } else if (status == "canceled") {
        state.status = PaymentStatus::voided;
    } else {
        event.carries_state = false;  // nothing of it is in our ledger
    }
}

/// A charge's event; its id is not the transaction's.
void read_charge(web::Body& body, GatewayEvent& event) {
    const Currency currency = currency_in(body);
    GatewayAnswer& state = event.state;
    state.transaction_id = body.text(at("payment_intent"), 128);
    state.authorized = amount_in(body, "amount", currency);
    state.captured = amount_in(body, "amount_captured", currency);
    state.refunded = amount_in(body, "amount_refunded", currency);
    state.status = state.captured.is_zero() ? PaymentStatus::authorized : PaymentStatus::captured;
    event.carries_state = true;
}

GatewayEvent read_event(web::Body& body) {
    GatewayEvent event;
    event.event_id = body.text("/id", 128);
    event.type = body.text("/type", 128);
    if (event.type.starts_with("payment_intent."))
        read_intent(body, event);
    else if (event.type.starts_with("charge.") && body.has(at("payment_intent")))
        read_charge(body, event);
    return event;
}

Task<web::Reply> webhook(Step& step, Till& till, const web::Request& request) {
    if (till.webhook_secret.empty() || !till.is_signed_by_gateway)
        co_return web::problem(step, Error{.code = ErrorCode::not_found, .detail = {}});
    const auto now_s = till.clock.now().us / 1'000'000;
    const std::string_view signature = request.header("stripe-signature");
    if (!till.is_signed_by_gateway(signature, request.body, till.webhook_secret, now_s))
        co_return web::problem(step, Error{.code = ErrorCode::unauthorized, .detail = {}});
    web::Body body(request.body);
    const GatewayEvent event = read_event(body);
    if (const auto wrong = body.error()) co_return web::problem(step, *wrong);
    const auto taken = co_await take_event(step, till, event);
    if (!taken) co_return web::problem(step, taken.error());
    if (*taken == Intake::contradicts) step.keep("payment_contradiction");
    web::Json json;
    json.open().field("received", true).field("result", name_of(*taken)).close();
    co_return web::json_reply(json);
}

using web::Method;

constexpr web::Route<Till> rows[] = {
    {.method = Method::post,
     .pattern = "/v1/payments/webhooks",
     .access = web::anyone,
     .handler = webhook,
     .summary = "Takes the payment gateway's signed events; repeating one is harmless.",
     .urgency = web::Urgency::finish,
     .request_schema = "GatewayEvent",
     .response_schema = "GatewayEventTaken"},
};

}  // namespace

std::span<const web::Route<Till>> routes() { return rows; }

}  // namespace vacancy::payments
