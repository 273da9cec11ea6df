#include "outside/payment_gateway.hpp"

#include "outside/form.hpp"
#include "outside/signing.hpp"

#include <boost/json.hpp>
#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <utility>

namespace vacancy::outside {
namespace {

namespace json = boost::json;
using payments::GatewayAnswer;
using payments::PaymentStatus;

constexpr std::int64_t signature_valid_s = 300;

std::string text_of(const json::object& object, std::string_view name) {
    const json::value* value = object.if_contains(name);
    return value != nullptr && value->is_string() ? std::string(value->get_string()) : "";
}

std::int64_t number_of(const json::object& object, std::string_view name) {
    const json::value* value = object.if_contains(name);
    return value != nullptr && value->is_int64() ? value->get_int64() : 0;
}

const json::object* object_of(const json::object& object, std::string_view name) {
    const json::value* value = object.if_contains(name);
    return value != nullptr ? value->if_object() : nullptr;
}

std::optional<PaymentStatus> status_of(std::string_view theirs) {
    if (theirs == "requires_capture") return PaymentStatus::authorized;
    if (theirs == "succeeded") return PaymentStatus::captured;
    if (theirs == "canceled") return PaymentStatus::voided;
    if (theirs == "requires_payment_method") return PaymentStatus::declined;
    return std::nullopt;
}

std::unexpected<Error> not_understood() {
    return fail(ErrorCode::outcome_unknown, "the gateway's answer is not understood");
}

Result<GatewayAnswer> read_intent(const json::object& intent) {
    std::string code = text_of(intent, "currency");
    std::ranges::transform(code, code.begin(), [](char c) {
        return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
    });
    const auto currency = Currency::parse(code);
    const auto status = status_of(text_of(intent, "status"));
    GatewayAnswer answer{.transaction_id = text_of(intent, "id")};
    if (!currency || !status || answer.transaction_id.empty()) return not_understood();
    answer.status = *status;
    const bool was_authorized = *status != PaymentStatus::declined;
    answer.authorized = {was_authorized ? number_of(intent, "amount") : 0, *currency};
    answer.captured = {number_of(intent, "amount_received"), *currency};
    answer.refunded = {0, *currency};
    if (const json::object* charge = object_of(intent, "latest_charge"))
        answer.refunded.amount = number_of(*charge, "amount_refunded");
    if (answer.captured.amount > 0 && answer.refunded == answer.captured)
        answer.status = PaymentStatus::refunded;
    if (const json::object* error = object_of(intent, "last_payment_error"))
        answer.decline_reason = text_of(*error, "decline_code");
    return answer;
}

/// An intent, a refund with the intent expanded in it, or an error with the intent in it.
Result<GatewayAnswer> read_answer(const json::object& body) {
    if (text_of(body, "object") != "refund") return read_intent(body);
    const json::object* intent = object_of(body, "payment_intent");
    if (intent == nullptr) return not_understood();
    TRY(GatewayAnswer answer, read_intent(*intent));
    answer.refund_id = text_of(body, "id");
    return answer;
}

void read_latency(const HttpAnswer& http, GatewayAnswer& answer) {
    const std::string_view text = http.header("x-gateway-latency-ms");
    std::from_chars(text.data(), text.data() + text.size(), answer.gateway_latency_ms);
}

/// Refused because it stands already where it was asked to go.
bool is_there_already(const GatewayAnswer& now, PaymentStatus wanted) {
    return now.status == wanted;
}

enum class Certainty : std::uint8_t { told, nothing_happened, unknown };

Certainty certainty_of(const Result<HttpAnswer>& answer) {
    if (!answer)
        return answer.error().code == ErrorCode::upstream_unavailable ? Certainty::nothing_happened
                                                                      : Certainty::unknown;
    if (answer->status == 429) return Certainty::nothing_happened;
    const bool still_running = answer->status == 409;
    return answer->status >= 500 || still_running ? Certainty::unknown : Certainty::told;
}

}  // namespace

/// One operation at the gateway.
struct PaymentGateway::Ask {
    std::string method = "POST";
    std::string path;
    std::string key{};
    Form form{};
    PaymentStatus wanted = PaymentStatus::authorized;
};

PaymentGateway::PaymentGateway(HttpClient& client, PaymentGatewayOptions options, Timers& timers)
    : client_(client), options_(std::move(options)), timers_(timers) {}

Task<Result<HttpAnswer>> PaymentGateway::send(Step& step, const Ask& ask) {
    HttpCall call{
        .method = ask.method, .url = options_.base_url + ask.path, .timeout = options_.timeout};
    if (!options_.api_key.empty())
        call.headers.emplace_back("authorization", "Bearer " + options_.api_key.reveal());
    if (ask.method == "POST") {
        call.headers.emplace_back("content-type", "application/x-www-form-urlencoded");
        call.headers.emplace_back("idempotency-key", ask.key);
        call.body = ask.form.encoded();
    }
    bool may_have_happened = false;
    auto pause = options_.back_off;
    while (true) {
        auto answer = co_await client_.call(step, call);
        const Certainty certainty = certainty_of(answer);
        if (certainty == Certainty::told) co_return answer;
        may_have_happened = may_have_happened || certainty == Certainty::unknown;
        if (!answer && !may_have_happened) co_return answer;
        if (call.resend_count >= options_.more_tries) {
            if (!answer && answer.error().code == ErrorCode::timeout) co_return answer;
            if (!may_have_happened)
                co_return fail(ErrorCode::upstream_unavailable, "the gateway is busy");
            co_return fail(ErrorCode::outcome_unknown, "the gateway did not tell what happened");
        }
        co_await timers_.pause(pause);
        pause *= 2;
        ++call.resend_count;
    }
}

Task<Result<GatewayAnswer>> PaymentGateway::perform(Step& step, const Ask& ask) {
    CO_TRY(const HttpAnswer http, co_await send(step, ask));
    boost::system::error_code bad;
    const json::value parsed = json::parse(http.body, bad);
    const json::object* body = bad ? nullptr : parsed.if_object();
    if (body == nullptr) co_return not_understood();
    if (http.status < 300) {
        auto answer = read_answer(*body);
        if (answer) read_latency(http, *answer);
        co_return answer;
    }
    if (http.status == 404) co_return fail(ErrorCode::not_found, "the gateway does not know it");
    const json::object* error = object_of(*body, "error");
    const json::object* intent = error ? object_of(*error, "payment_intent") : nullptr;
    if (http.status == 402 && intent != nullptr) {
        CO_TRY(GatewayAnswer answer, read_intent(*intent));
        answer.status = PaymentStatus::declined;
        answer.decline_reason = text_of(*error, "decline_code");
        read_latency(http, answer);
        co_return answer;
    }
    if (intent != nullptr) {
        CO_TRY(GatewayAnswer now, read_intent(*intent));
        read_latency(http, now);
        if (is_there_already(now, ask.wanted)) co_return now;
        if (now.status == PaymentStatus::captured && ask.wanted == PaymentStatus::voided)
            co_return fail(ErrorCode::illegal_transition, "it is captured: refund it");
    }
    const std::string code = error ? text_of(*error, "code") : "";
    co_return fail(ErrorCode::payment_error, fmt::format("the gateway refused: {}", code));
}

Task<Result<GatewayAnswer>> PaymentGateway::authorize(Step& step,
                                                      const payments::AuthorizeRequest& asked) {
    Ask ask{.path = "/v1/payment_intents", .key = asked.idempotency_key};
    std::string currency(asked.amount.currency.code());
    std::ranges::transform(currency, currency.begin(),
                           [](char c) { return static_cast<char>(c - 'A' + 'a'); });
    ask.form.add("amount", std::to_string(asked.amount.amount))
        .add("currency", currency)
        .add("payment_method", asked.token.reveal())
        .add("payment_method_types[]", asked.method)
        .add("capture_method", "manual")
        .add("confirm", "true")
        .add("metadata[reference]", asked.reference);
    co_return co_await perform(step, ask);
}

Task<Result<GatewayAnswer>> PaymentGateway::increment(Step& step,
                                                      const payments::IncrementRequest& asked) {
    Ask ask{
        .path = fmt::format("/v1/payment_intents/{}/increment_authorization", asked.transaction_id),
        .key = asked.idempotency_key};
    ask.form.add("amount", std::to_string(asked.total.amount));
    auto answer = co_await perform(step, ask);
    const bool stands = answer && answer->status == PaymentStatus::authorized;
    if (stands && answer->authorized.amount < asked.total.amount)
        co_return fail(ErrorCode::payment_error, "the authorization was not raised");
    co_return answer;
}

Task<Result<GatewayAnswer>> PaymentGateway::capture(Step& step,
                                                    const payments::CaptureRequest& asked) {
    Ask ask{.path = fmt::format("/v1/payment_intents/{}/capture", asked.transaction_id),
            .key = asked.idempotency_key,
            .wanted = PaymentStatus::captured};
    ask.form.add("amount_to_capture", std::to_string(asked.amount.amount));
    auto answer = co_await perform(step, ask);
    if (answer && answer->status == PaymentStatus::captured && answer->captured != asked.amount)
        co_return fail(ErrorCode::payment_error, "it was captured before with another amount");
    co_return answer;
}

Task<Result<GatewayAnswer>> PaymentGateway::void_authorization(
    Step& step, const payments::ReturnRequest& asked) {
    Ask ask{.path = fmt::format("/v1/payment_intents/{}/cancel", asked.transaction_id),
            .key = asked.idempotency_key,
            .wanted = PaymentStatus::voided};
    ask.form.add("cancellation_reason", "abandoned");
    co_return co_await perform(step, ask);
}

Task<Result<GatewayAnswer>> PaymentGateway::refund(Step& step,
                                                   const payments::ReturnRequest& asked) {
    Ask ask{.path = "/v1/refunds", .key = asked.idempotency_key, .wanted = PaymentStatus::refunded};
    ask.form.add("payment_intent", asked.transaction_id).add("expand[]", "payment_intent");
    if (asked.amount) ask.form.add("amount", std::to_string(asked.amount->amount));
    co_return co_await perform(step, ask);
}

Task<Result<GatewayAnswer>> PaymentGateway::look_up(Step& step, const std::string& transaction_id) {
    const Ask ask{.method = "GET", .path = "/v1/payment_intents/" + transaction_id};
    co_return co_await perform(step, ask);
}

std::string gateway_signature(std::string_view body, const Secret& secret, std::int64_t now_s) {
    const std::string signed_text = fmt::format("{}.{}", now_s, body);
    return fmt::format("t={},v1={}", now_s, hmac_sha256_hex(secret.reveal(), signed_text));
}

bool is_signed_by_gateway(std::string_view signature_header, std::string_view body,
                          const Secret& secret, std::int64_t now_s) {
    std::int64_t signed_at = 0;
    std::vector<std::string_view> given;
    while (!signature_header.empty()) {
        const std::size_t end = std::min(signature_header.find(','), signature_header.size());
        const std::string_view part = signature_header.substr(0, end);
        signature_header.remove_prefix(std::min(end + 1, signature_header.size()));
        if (part.starts_with("t=")) {
            const auto [last, code] =
                std::from_chars(part.data() + 2, part.data() + part.size(), signed_at);
            if (code != std::errc{} || last != part.data() + part.size()) return false;
        } else if (part.starts_with("v1=")) {
            given.push_back(part.substr(3));
        }
    }
    if (signed_at < now_s - signature_valid_s || signed_at > now_s + signature_valid_s)
        return false;
    const std::string expected =
        hmac_sha256_hex(secret.reveal(), fmt::format("{}.{}", signed_at, body));
    return std::ranges::any_of(given,
                               [&](std::string_view v1) { return same_bytes(v1, expected); });
}

}  // namespace vacancy::outside
