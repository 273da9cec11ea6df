#include "notices/flows/calls.hpp"

#include "notices/flows/deliveries.hpp"

#include <fmt/format.h>

namespace vacancy::notices {

Result<void> enqueue_call(db::Tx& tx, const EndpointId& endpoint, const PartnerEvent& event,
                          const std::string& round) {
    std::string subject = fmt::format("{}:{}", endpoint.text(), event.subject);
    if (!round.empty()) subject += ":" + round;
    outbox::Message call{.id = MessageId::make(tx.now()),
                         .channel = std::string(webhook_call_channel),
                         .topic = event.topic,
                         .subject = std::move(subject),
                         .version = event.version,
                         .payload = fmt::format("{}:{}", endpoint.text(), event.id.text()),
                         .created_at = tx.now()};
    return outbox::enqueue(tx, std::move(call));
}

Result<CallTarget> target_of(const outbox::Message& message) {
    const std::string_view text = message.payload;
    const auto colon = text.find(':');
    if (colon == std::string_view::npos)
        return fail(ErrorCode::invalid_request, "not endpoint:event");
    TRY(const auto endpoint, EndpointId::parse(text.substr(0, colon)));
    TRY(const auto event, MessageId::parse(text.substr(colon + 1)));
    return CallTarget{endpoint, event};
}

}  // namespace vacancy::notices
