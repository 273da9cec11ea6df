#pragma once
// Gateway: the port to whoever moves the money, shaped like card payment APIs with manual capture.
// Errors tell what may have happened: `upstream_unavailable` = it never reached them, nothing
// happened; `outcome_unknown` or `timeout` = it may have happened; ask again with the same key.
// A decline is an answer (status declined), not an error.

#include "base/guarded.hpp"
#include "base/money.hpp"
#include "trace/step.hpp"

#include <optional>
#include <string>

namespace vacancy::payments {

/// `authorized` money is reserved, `captured` is taken, `voided` was given up before capture.
enum class PaymentStatus : std::uint8_t { authorized, captured, voided, refunded, declined };
[[nodiscard]] std::string_view name_of(PaymentStatus status);

struct GatewayAnswer {
    std::string transaction_id;
    PaymentStatus status = PaymentStatus::declined;
    std::string decline_reason{};   ///< insufficient_funds, expired_card, …
    double gateway_latency_ms = 0;  ///< as the gateway reports it
    Money authorized{};
    Money captured{};
    Money refunded{};
    std::string refund_id{};
};

struct AuthorizeRequest {
    std::string reference;        ///< ours: the reservation id; readable in the gateway's ledger
    std::string idempotency_key;  ///< the same for every try of this authorization
    Money amount;
    std::string method;  ///< card
    Secret token;
};

struct IncrementRequest {
    std::string transaction_id;
    std::string idempotency_key;
    Money total;  ///< what is reserved afterwards; above what is reserved now
};

struct CaptureRequest {
    std::string transaction_id;
    std::string idempotency_key;
    Money amount;  ///< up to what was authorized; the rest is released
};

struct ReturnRequest {
    std::string transaction_id;
    std::string idempotency_key;
    std::optional<Money> amount{};  ///< refund: nothing = all of it
};

class Gateway {
public:
    virtual ~Gateway() = default;
    virtual Task<Result<GatewayAnswer>> authorize(Step&, const AuthorizeRequest&) = 0;
    /// Raises what is reserved; a decline leaves it as it was. Reserving that much already is a
    /// success.
    virtual Task<Result<GatewayAnswer>> increment(Step&, const IncrementRequest&) = 0;
    virtual Task<Result<GatewayAnswer>> capture(Step&, const CaptureRequest&) = 0;
    /// Voiding what is voided already is a success; what is captured must be refunded.
    virtual Task<Result<GatewayAnswer>> void_authorization(Step&, const ReturnRequest&) = 0;
    virtual Task<Result<GatewayAnswer>> refund(Step&, const ReturnRequest&) = 0;
    virtual Task<Result<GatewayAnswer>> look_up(Step&, const std::string& transaction_id) = 0;
};

}  // namespace vacancy::payments
