#include "outside/postman.hpp"

namespace vacancy::outside {

Task<Result<void>> SmtpPostman::post(Step& step, const notices::Mail& mail) {
    const Envelope envelope{.from = mail.from, .to = {mail.to}};
    co_return co_await smtp_.send(step, envelope, mail.message);
}

Task<Result<int>> HttpCourier::hand_over(Step& step, const notices::WebhookCall& call) {
    const HttpCall request{
        .method = "POST", .url = call.url, .headers = call.headers, .body = call.body};
    auto answer = co_await client_.call(step, request);
    if (!answer) co_return std::unexpected(std::move(answer).error());
    co_return answer->status;
}

}  // namespace vacancy::outside
