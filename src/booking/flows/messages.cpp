#include "booking/flows/messages.hpp"

#include "saga/outbox.hpp"

#include <array>

namespace vacancy::booking {
namespace {

constexpr std::array<std::string_view, 2> channels{"mail", "webhook"};

/// For any of the channels; each gives it an id of its own.
outbox::Message message_of(db::Tx& tx, std::string_view topic, const Letter& letter) {
    return {.id = {},
            .channel = {},
            .topic = std::string(topic),
            .subject = letter.booking.id.text(),
            .version = letter.booking.version,
            .payload = write_letter(letter),
            .created_at = tx.now()};
}

outbox::Message addressed(const outbox::Message& to_all, std::string_view channel) {
    outbox::Message message = to_all;
    message.id = MessageId::make(to_all.created_at);
    message.channel = channel;
    return message;
}

/// The span stands for the queue's own PRODUCER span and says what that would.
void show_sending(Step& step, const outbox::Message& message) {
    step.set(attr::messaging_system, "vacancy");
    step.set(attr::messaging_destination_name, message.channel);
    step.set(attr::messaging_operation_name, "send");
    step.set(attr::messaging_operation_type, "send");
    step.set(attr::messaging_message_id, message.id.text());
}

}  // namespace

Result<void> announce_confirmed(db::Tx& tx, Step& confirming, const Letter& letter) {
    const outbox::Message to_all = message_of(tx, topic_confirmed, letter);
    for (const std::string_view channel : channels) {
        const auto send = [&](Step& step) -> Result<void> {
            outbox::Message message = addressed(to_all, channel);
            message.traceparent = step.context().traceparent();
            step.set(attr::booking_booking_id, letter.booking.id.text());
            step.set(attr::booking_notification_channel, channel);
            show_sending(step, message);
            return outbox::enqueue(tx, std::move(message));
        };
        TRY_VOID(confirming.within(span::booking_send_confirmation, send));
    }
    return {};
}

Result<void> announce(db::Tx& tx, std::string_view topic, const Letter& letter) {
    const outbox::Message to_all = message_of(tx, topic, letter);
    for (const std::string_view channel : channels)
        TRY_VOID(outbox::enqueue(tx, addressed(to_all, channel)));
    return {};
}

}  // namespace vacancy::booking
