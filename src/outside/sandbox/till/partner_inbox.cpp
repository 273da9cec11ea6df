#include "outside/sandbox/till/partner_inbox.hpp"

#include "outside/sandbox/mail/header_text.hpp"
#include "outside/signing.hpp"

#include <boost/json.hpp>
#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <utility>

namespace vacancy::outside {
namespace {

namespace json = boost::json;

constexpr std::size_t most_events = 10'000;

std::string key_of(const Secret& secret) {
    constexpr std::string_view head = "whsec_";
    const std::string& text = secret.reveal();
    if (!text.starts_with(head)) return text;
    return from_base64(std::string_view(text).substr(head.size())).value_or(text);
}

}  // namespace

void PartnerInbox::trust(const Secret& secret) {
    const std::scoped_lock lock(guard_);
    if (!secret.empty()) secrets_.push_back(secret);
}

bool PartnerInbox::is_signed(const PartnerEvent& event) const {
    const std::string text = fmt::format("{}.{}.{}", event.id, event.timestamp, event.body);
    for (const Secret& secret : secrets_) {
        const std::string expected = "v1," + hmac_sha256_base64(key_of(secret), text);
        std::string_view rest = event.signature;
        while (!rest.empty()) {  // several signatures stand with blanks between them
            const std::size_t end = std::min(rest.find(' '), rest.size());
            if (same_bytes(rest.substr(0, end), expected)) return true;
            rest.remove_prefix(std::min(end + 1, rest.size()));
        }
    }
    return false;
}

bool PartnerInbox::take(PartnerEvent event) {
    const std::scoped_lock lock(guard_);
    event.verified = is_signed(event);
    event.received_at = clock_.now().text();
    const bool verified = event.verified;
    if (events_.size() == most_events) events_.pop_front();
    events_.push_back(std::move(event));
    return verified;
}

std::string PartnerInbox::to_json() const {
    const std::scoped_lock lock(guard_);
    std::map<std::string_view, std::int64_t> deliveries;
    for (const PartnerEvent& event : events_) ++deliveries[event.id];
    json::array items;
    for (const PartnerEvent& event : events_) {
        boost::system::error_code bad;
        json::value body = json::parse(event.body, bad);
        if (bad) body = json::string(as_utf8(event.body));
        items.push_back(json::object{{"webhook_id", as_utf8(event.id)},
                                     {"timestamp", as_utf8(event.timestamp)},
                                     {"verified", event.verified},
                                     {"deliveries", deliveries[event.id]},
                                     {"received_at", event.received_at},
                                     {"traceparent", as_utf8(event.traceparent)},
                                     {"body", std::move(body)}});
    }
    return json::serialize(json::object{{"items", std::move(items)}});
}

void PartnerInbox::clear() {
    const std::scoped_lock lock(guard_);
    events_.clear();
}

}  // namespace vacancy::outside
