#pragma once
// PaymentGateway: the driver of payments::Gateway for an HTTP API shaped like Stripe's
// PaymentIntents with manual capture. Every operation is one POST with an Idempotency-Key, so a try
// whose outcome is unknown is sent again with the same key; each try is a CLIENT span of its own.
// Owned by the House; safe to use from any number of coroutines and threads at once.

#include "base/guarded.hpp"
#include "outside/http_client.hpp"
#include "payments/gateway.hpp"
#include "trace/pause.hpp"

#include <chrono>
#include <string>

namespace vacancy::outside {

struct PaymentGatewayOptions {
    std::string base_url;                       ///< http://127.0.0.1:9090, no slash at the end
    Secret api_key{};                           ///< sent as Bearer; empty: none
    std::chrono::milliseconds timeout{10'000};  ///< of one try
    int more_tries = 2;                         ///< after an unknown outcome, with the same key
    std::chrono::milliseconds back_off{100};    ///< before the second try, doubled for the third
};

/// Errors: upstream_unavailable (no try reached it: nothing happened), timeout or outcome_unknown
/// (it may have happened: ask again with the same key), payment_error (it refused the request
/// itself: nothing happened). A decline is an answer.
class PaymentGateway final : public payments::Gateway {
public:
    PaymentGateway(HttpClient& client, PaymentGatewayOptions options,
                   Timers& timers = real_timers());

    Task<Result<payments::GatewayAnswer>> authorize(
        Step& step, const payments::AuthorizeRequest& asked) override;
    Task<Result<payments::GatewayAnswer>> increment(
        Step& step, const payments::IncrementRequest& asked) override;
    Task<Result<payments::GatewayAnswer>> capture(Step& step,
                                                  const payments::CaptureRequest& asked) override;
    Task<Result<payments::GatewayAnswer>> void_authorization(
        Step& step, const payments::ReturnRequest& asked) override;
    Task<Result<payments::GatewayAnswer>> refund(Step& step,
                                                 const payments::ReturnRequest& asked) override;
    Task<Result<payments::GatewayAnswer>> look_up(Step& step,
                                                  const std::string& transaction_id) override;

private:
    struct Ask;
    Task<Result<HttpAnswer>> send(Step& step, const Ask& ask);
    Task<Result<payments::GatewayAnswer>> perform(Step& step, const Ask& ask);

    HttpClient& client_;
    PaymentGatewayOptions options_;
    Timers& timers_;
};

/// True when the header (t=…,v1=…) signs "t.body" with the secret and is at most
/// five minutes from `now_s`. For the route that receives the gateway's webhooks.
[[nodiscard]] bool is_signed_by_gateway(std::string_view signature_header, std::string_view body,
                                        const Secret& secret, std::int64_t now_s);
/// What the gateway puts into that header.
[[nodiscard]] std::string gateway_signature(std::string_view body, const Secret& secret,
                                            std::int64_t now_s);

}  // namespace vacancy::outside
