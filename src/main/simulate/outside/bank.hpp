#pragma once
// Bank: the payment gateway of a simulation. It keeps the same ledger as the sandbox, declines by
// the same cards, and answers like the worst of networks: not at all, late, twice, after the
// webhook, before or after it acted. A request may arrive long after its sender has given up. It
// outlives every crash of the house. One thread.

#include "main/simulate/audit/witness.hpp"
#include "main/simulate/chaos.hpp"
#include "main/simulate/timeline.hpp"
#include "outside/sandbox/till/ledger.hpp"
#include "payments/api.hpp"

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>

namespace vacancy::simulate {

class Bank final : public payments::Gateway {
public:
    Bank(Chaos& chaos, Timeline& timeline, Witness& witness);

    /// Where webhooks go; called once for each delivery.
    using Deliver = std::function<void(const payments::GatewayEvent&)>;
    void send_to(Deliver deliver) { deliver_ = std::move(deliver); }
    /// Nobody answers for a while.
    void go_away(std::chrono::microseconds how_long) { back_at_ = timeline_.now() + how_long; }

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

    [[nodiscard]] const std::vector<outside::LedgerEntry>& entries() const {
        return ledger_.entries();
    }

private:
    using Answer = Result<payments::GatewayAnswer>;
    /// What is asked of the ledger; may be done more than once, the key makes it once.
    struct Order {
        std::string what;
        std::string key;
        std::string reference;  ///< of an authorization
        std::string transaction;
        payments::PaymentStatus wanted;
        std::function<outside::LedgerAnswer(outside::Ledger&)> act;
    };
    enum class Fate : std::uint8_t { prompt, refused, lost_before, lost_after, late, delayed };

    Task<Answer> ask(Step& step, Order order);
    Fate draw(Step& step, const Order& order);
    Answer act(const Order& order);
    void tell(const outside::LedgerEntry& entry, const std::string& what);
    void deliver(const std::shared_ptr<payments::GatewayEvent>& event, int times);

    Chaos& chaos_;
    Timeline& timeline_;
    Witness& witness_;
    Deliver deliver_{};
    outside::Ledger ledger_;
    std::map<std::string, payments::GatewayAnswer> answers_;  ///< first ones, by key
    Instant back_at_{};
    int last_id_ = 0;
    int last_event_ = 0;
};

}  // namespace vacancy::simulate
