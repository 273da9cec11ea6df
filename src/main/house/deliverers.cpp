#include "main/house/deliverers.hpp"

namespace vacancy {

Task<Result<void>> MailDeliverer::deliver(Step& step, const outbox::Message& message) {
    step.set(attr::booking_booking_id, message.subject);
    step.set(attr::booking_notification_channel, "mail");
    co_return co_await notices::deliver_mail(step, room_, message);
}

const trace::SpanDef* MailDeliverer::span_for(const outbox::Message& message) const {
    return message.topic.ends_with(".confirmed") ? &span::booking_send_confirmation_delivery
                                                 : nullptr;
}

Task<Result<void>> WebhookDeliverer::deliver(Step& step, const outbox::Message& message) {
    co_return co_await notices::fan_out(step, room_, message);
}

Result<void> WebhookDeliverer::deliver_in(db::Tx& tx, const outbox::Message& message) {
    return notices::fan_out_in(tx, message);
}

Task<Result<void>> WebhookCaller::deliver(Step& step, const outbox::Message& message) {
    co_return co_await notices::hand_over(step, room_, message);
}

}  // namespace vacancy
