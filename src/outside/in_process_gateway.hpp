#pragma once
// The outside world in memory, for replay and the simulator: the same ledger and the same test
// tokens as the sandbox, no socket, no file, no waiting. Deterministic: ids are counted, not drawn.
// Safe from any thread; owned by whoever builds the House.

#include "payments/gateway.hpp"

#include <cstddef>
#include <memory>
#include <string>
#include <vector>

namespace vacancy::outside {

/// Approves unless the token says otherwise (see sandbox/till/test_tokens.hpp). Tokens about lost
/// connections answer `outcome_unknown` once per idempotency key: tok_drop_before and tok_error_500
/// without acting, tok_drop_after after acting. The same key answers the same again.
class InProcessGateway final : public payments::Gateway {
public:
    InProcessGateway();
    ~InProcessGateway() override;

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

    struct Entry {
        std::string payment_id;
        std::string reference;
        std::string status;  ///< authorized, captured, voided, refunded, declined
        std::string currency;
        std::int64_t authorized = 0;
        std::int64_t captured = 0;
        std::int64_t refunded = 0;
    };
    /// What the gateway believes, oldest first; to compare with our own books.
    [[nodiscard]] std::vector<Entry> ledger() const;

private:
    struct State;
    std::unique_ptr<State> state_;
};

/// Takes mail and counts it by Message-ID; keeps the last `keep` messages whole.
class InProcessMailbox {
public:
    explicit InProcessMailbox(std::size_t keep = 1000);
    ~InProcessMailbox();

    Result<void> take(const std::string& to, const std::string& message);

    struct Letter {
        std::string message_id;
        std::string to;
        std::string raw;
    };
    [[nodiscard]] std::vector<Letter> kept() const;
    [[nodiscard]] std::size_t distinct() const;   ///< message ids seen
    [[nodiscard]] std::size_t delivered() const;  ///< deliveries, repeats counted

private:
    struct State;
    std::unique_ptr<State> state_;
};

}  // namespace vacancy::outside
