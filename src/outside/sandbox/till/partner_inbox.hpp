#pragma once
// PartnerInbox: what a partner's endpoint received, its signatures checked as Standard Webhooks
// says (webhook-id, webhook-timestamp, webhook-signature: "v1,<base64>"). In memory. Any thread.

#include "base/guarded.hpp"
#include "base/time.hpp"

#include <deque>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

namespace vacancy::outside {

struct PartnerEvent {
    std::string id;
    std::string timestamp;
    std::string signature;
    std::string traceparent;
    std::string body;
    std::string received_at{};
    bool verified = false;
};

class PartnerInbox {
public:
    explicit PartnerInbox(const Clock& clock) : clock_(clock) {}

    /// "whsec_<base64>" or the bytes themselves; events signed with any of them are verified.
    void trust(const Secret& secret);
    /// False when no trusted secret signed it; it is kept all the same.
    bool take(PartnerEvent event);
    /// {"items": [{webhook_id, timestamp, verified, deliveries, received_at, traceparent, body}]}
    [[nodiscard]] std::string to_json() const;
    void clear();

private:
    [[nodiscard]] bool is_signed(const PartnerEvent& event) const;

    const Clock& clock_;
    mutable std::mutex guard_;
    std::vector<Secret> secrets_;
    std::deque<PartnerEvent> events_;
};

}  // namespace vacancy::outside
