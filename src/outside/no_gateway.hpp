#pragma once
// What stands for the payment gateway and the mail server where none is configured: every call is
// refused at once and nothing happened.

#include "notices/mailroom.hpp"
#include "payments/gateway.hpp"

namespace vacancy::outside {

class NoGateway final : public payments::Gateway {
public:
    using Answer = Task<Result<payments::GatewayAnswer>>;
    Answer authorize(Step&, const payments::AuthorizeRequest&) override { return refuse(); }
    Answer increment(Step&, const payments::IncrementRequest&) override { return refuse(); }
    Answer capture(Step&, const payments::CaptureRequest&) override { return refuse(); }
    Answer void_authorization(Step&, const payments::ReturnRequest&) override { return refuse(); }
    Answer refund(Step&, const payments::ReturnRequest&) override { return refuse(); }
    Answer look_up(Step&, const std::string&) override { return refuse(); }

private:
    static Answer refuse() {
        co_return fail(ErrorCode::payment_error, "No payment gateway is configured");
    }
};

class NoPostman final : public notices::Postman {
public:
    Task<Result<void>> post(Step&, const notices::Mail&) override {
        co_return fail(ErrorCode::upstream_unavailable, "No mail server is configured");
    }
};

}  // namespace vacancy::outside
