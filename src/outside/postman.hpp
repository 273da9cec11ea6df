#pragma once
// The notices room's ways out: mail over SMTP, webhooks over HTTP. Owned by the House; any thread.

#include "notices/mailroom.hpp"
#include "outside/http_client.hpp"
#include "outside/smtp_client.hpp"

namespace vacancy::outside {

class SmtpPostman final : public notices::Postman {
public:
    explicit SmtpPostman(SmtpClient& smtp) : smtp_(smtp) {}
    Task<Result<void>> post(Step& step, const notices::Mail& mail) override;

private:
    SmtpClient& smtp_;
};

class HttpCourier final : public notices::Courier {
public:
    explicit HttpCourier(HttpClient& client) : client_(client) {}
    Task<Result<int>> hand_over(Step& step, const notices::WebhookCall& call) override;

private:
    HttpClient& client_;
};

}  // namespace vacancy::outside
