#pragma once
// The notices room's deliveries as the outbox's workers call them, one for each channel.

#include "notices/flows/deliveries.hpp"
#include "saga/worker.hpp"

namespace vacancy {

class MailDeliverer final : public outbox::Deliverer {
public:
    explicit MailDeliverer(notices::Mailroom& room) : room_(room) {}
    [[nodiscard]] std::string_view channel() const override { return notices::mail_channel; }
    Task<Result<void>> deliver(Step& step, const outbox::Message& message) override;
    [[nodiscard]] const trace::SpanDef* span_for(const outbox::Message& message) const override;

private:
    notices::Mailroom& room_;
};

/// Makes one call for each endpoint of the event's account.
class WebhookDeliverer final : public outbox::Deliverer {
public:
    explicit WebhookDeliverer(notices::Mailroom& room) : room_(room) {}
    [[nodiscard]] std::string_view channel() const override { return notices::webhook_channel; }
    Task<Result<void>> deliver(Step& step, const outbox::Message& message) override;
    [[nodiscard]] bool stays_inside() const override { return true; }
    Result<void> deliver_in(db::Tx& tx, const outbox::Message& message) override;

private:
    notices::Mailroom& room_;
};

class WebhookCaller final : public outbox::Deliverer {
public:
    explicit WebhookCaller(notices::Mailroom& room) : room_(room) {}
    [[nodiscard]] std::string_view channel() const override {
        return notices::webhook_call_channel;
    }
    Task<Result<void>> deliver(Step& step, const outbox::Message& message) override;

private:
    notices::Mailroom& room_;
};

}  // namespace vacancy
