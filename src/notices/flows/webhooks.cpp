#include "notices/api.hpp"
#include "notices/flows/calls.hpp"
#include "notices/flows/deliveries.hpp"
#include "notices/mail/payload.hpp"
#include "notices/store/endpoints.hpp"

#include <fmt/format.h>

namespace vacancy::notices {
namespace {

constexpr std::string_view loopback[] = {"http://127.0.0.1", "http://localhost", "http://[::1]"};

/// Plain HTTP would show guests' stays to the network; to this machine it cannot.
bool is_safe(std::string_view url) {
    if (url.starts_with("https://") && url.size() > 8) return true;
    for (const auto host : loopback) {
        if (!url.starts_with(host)) continue;
        const auto rest = url.substr(host.size());
        if (rest.empty() || rest[0] == ':' || rest[0] == '/') return true;
    }
    return false;
}

Result<void> keep_and_call(db::Tx& tx, const PartnerEvent& event) {
    // The first delivery may have been done and its answer lost: the event is there already.
    TRY(const bool is_new, insert_event(tx, event));
    if (!is_new) return {};
    TRY(const auto endpoints, endpoints_of(tx, event.account));
    for (const Endpoint& endpoint : endpoints) {
        if (endpoint.active) TRY_VOID(enqueue_call(tx, endpoint.id, event, ""));
    }
    return {};
}

}  // namespace

Result<void> fan_out_in(db::Tx& tx, const outbox::Message& message) {
    TRY(const AccountId account, account_in(message.payload));
    const PartnerEvent event{.id = message.id,
                             .account = account,
                             .topic = message.topic,
                             .subject = message.subject,
                             .version = message.version,
                             .payload = message.payload,
                             .created_at = message.created_at};
    return keep_and_call(tx, event);
}

Task<Result<void>> fan_out(Step& step, Mailroom& room, const outbox::Message& message) {
    const auto body = [&message](db::Tx& tx) { return fan_out_in(tx, message); };
    co_return co_await room.db.transact(step, body);
}

Task<Result<Endpoint>> register_endpoint(Step& step, Mailroom& room,
                                         const RegisterEndpoint& command) {
    if (!is_safe(command.url))
        co_return std::unexpected(
            Error{.code = ErrorCode::invalid_request,
                  .detail = "",
                  .fields = {{"/url", "invalid", "must be an https address"}}});
    const Instant now = room.clock.now();
    const Endpoint endpoint{.id = EndpointId::make(now),
                            .account = command.account,
                            .url = command.url,
                            .secret = make_webhook_secret(),
                            .active = true,
                            .created_at = now};
    const auto body = [&](db::Tx& tx) { return insert_endpoint(tx, endpoint); };
    CO_TRY_VOID(co_await room.db.transact(step, body));
    co_return endpoint;
}

Task<Result<std::vector<Endpoint>>> list_endpoints(Step& step, Mailroom& room,
                                                   const AccountId& account) {
    const auto body = [&](db::Tx& tx) { return endpoints_of(tx, account); };
    co_return co_await room.db.read(step, body);
}

Task<Result<void>> remove_endpoint(Step& step, Mailroom& room, const RemoveEndpoint& command) {
    const auto body = [&](db::Tx& tx) -> Result<void> {
        TRY(const bool removed, remove_endpoint(tx, command.endpoint, command.account));
        return removed ? Result<void>{} : fail(ErrorCode::not_found);
    };
    co_return co_await room.db.transact(step, body);
}

Task<Result<std::vector<PartnerEvent>>> read_events(Step& step, Mailroom& room,
                                                    const ReadEvents& query) {
    const auto body = [&](db::Tx& tx) {
        return events_after(tx, query.account, query.after, query.limit);
    };
    co_return co_await room.db.read(step, body);
}

Task<Result<int>> replay_events(Step& step, Mailroom& room, const ReplayEvents& command) {
    const std::string round = MessageId::make(room.clock.now()).text();
    const auto body = [&](db::Tx& tx) -> Result<int> {
        TRY(const auto endpoint, find_endpoint(tx, command.endpoint));
        if (!endpoint || endpoint->account != command.account) return fail(ErrorCode::not_found);
        TRY(const auto events, events_after(tx, command.account, command.after, command.limit));
        for (const PartnerEvent& event : events)
            TRY_VOID(enqueue_call(tx, command.endpoint, event, round));
        return static_cast<int>(events.size());
    };
    co_return co_await room.db.transact(step, body);
}

}  // namespace vacancy::notices
