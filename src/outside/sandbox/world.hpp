#pragma once
// World: the place of the sandbox's routes; what the simulated outside is made of. Built by
// run_sandbox, outlives its server; any thread.

#include "base/time.hpp"
#include "outside/sandbox/faults.hpp"
#include "outside/sandbox/keys/cables.hpp"
#include "outside/sandbox/mail/inbox.hpp"
#include "outside/sandbox/till/partner_inbox.hpp"
#include "outside/sandbox/till/simulated_till.hpp"
#include "outside/sandbox/till/webhook_sender.hpp"
#include "web/route.hpp"

#include <mutex>
#include <span>
#include <string>
#include <unordered_map>

namespace vacancy::outside {

/// How often something happened, by name; for the quirks that happen the first times only.
class Counts {
public:
    int next(const std::string& name) {
        const std::scoped_lock lock(guard_);
        if (counts_.size() > 100'000) counts_.clear();
        return ++counts_[name];
    }

private:
    std::mutex guard_;
    std::unordered_map<std::string, int> counts_;
};

struct World {
    const Clock& clock;
    Faults& faults;
    SimulatedTill& till;
    WebhookSender& webhooks;
    Inbox& inbox;
    PartnerInbox& partners;
    Counts& tries;
    KeyBoard& keys;
    Cables& cables;
};

/// The payment gateway: /v1/payment_intents…, /v1/refunds.
[[nodiscard]] std::span<const web::Route<World>> payment_routes();
/// The hotels' interfaces: /keys, /links….
[[nodiscard]] std::span<const web::Route<World>> key_routes();
/// What tests read and script: /ledger, /inbox, /faults, /test_tokens, /webhooks….
[[nodiscard]] std::span<const web::Route<World>> control_routes();

}  // namespace vacancy::outside
