#include "notices/flows/calls.hpp"
#include "notices/flows/deliveries.hpp"
#include "notices/store/endpoints.hpp"

#include <fmt/format.h>

namespace vacancy::notices {
namespace {

struct Call {
    std::optional<Endpoint> endpoint;
    std::optional<PartnerEvent> event;
};

Result<Call> load(db::Tx& tx, const CallTarget& target) {
    Call call;
    TRY(call.endpoint, find_endpoint(tx, target.endpoint));
    TRY(call.event, find_event(tx, target.event));
    return call;
}

/// {"type":…,"timestamp":…,"data":…}: the shape Standard Webhooks recommends.
std::string body_of(const PartnerEvent& event) {
    return fmt::format(R"({{"type":"{}","timestamp":"{}","data":{}}})", event.topic,
                       event.created_at.text(), event.payload);
}

Result<WebhookCall> call_of(const Endpoint& endpoint, const PartnerEvent& event, Instant now) {
    WebhookCall call{.url = endpoint.url, .headers = {}, .body = body_of(event)};
    const std::int64_t now_s = now.us / 1'000'000;
    const std::string id = "msg_" + event.id.text();
    TRY(const std::string signature, webhook_signature(endpoint.secret, id, now_s, call.body));
    call.headers = {{"content-type", "application/json"},
                    {"webhook-id", id},
                    {"webhook-timestamp", std::to_string(now_s)},
                    {"webhook-signature", signature}};
    return call;
}

}  // namespace

Task<Result<void>> hand_over(Step& step, Mailroom& room, const outbox::Message& message) {
    CO_TRY(const CallTarget target, target_of(message));
    const auto reading = [&](db::Tx& tx) { return load(tx, target); };
    CO_TRY(const Call loaded, co_await room.db.read(step, reading));
    // An endpoint that was removed or closed since has nothing to be told.
    if (!loaded.endpoint || !loaded.endpoint->active || !loaded.event) co_return Result<void>{};
    CO_TRY(const WebhookCall call, call_of(*loaded.endpoint, *loaded.event, room.clock.now()));
    CO_TRY(const int status, co_await room.courier.hand_over(step, call));
    if (status >= 200 && status < 300) co_return Result<void>{};
    if (status == 410) {
        const auto closing = [&](db::Tx& tx) { return deactivate_endpoint(tx, target.endpoint); };
        co_return co_await room.db.transact(step, closing);
    }
    co_return fail(ErrorCode::upstream_unavailable, fmt::format("the partner answered {}", status));
}

}  // namespace vacancy::notices
