#pragma once
// The door of the notices room: what the outbox delivers (mail, partner webhooks) and what partners
// may ask about it.

#include "notices/mailroom.hpp"
#include "notices/store/endpoints.hpp"
#include "saga/outbox.hpp"

#include <string>
#include <vector>

namespace vacancy::notices {

/// Channels of the outbox. A message for partners is first told to `webhook`, which makes one
/// `webhook_call` for each endpoint, so that a partner who is down delays nobody else.
inline constexpr std::string_view mail_channel = "mail";
inline constexpr std::string_view webhook_channel = "webhook";
inline constexpr std::string_view webhook_call_channel = "webhook_call";

/// Renders and posts one mail; the Message-ID is made from the row's id, so it is the same at every
/// delivery. A payload that cannot be read is invalid_request: a dead letter, not a crash.
Task<Result<void>> deliver_mail(Step& step, Mailroom& room, const outbox::Message& message);
/// Keeps the event and makes a call for each active endpoint of its account.
Task<Result<void>> fan_out(Step& step, Mailroom& room, const outbox::Message& message);
/// Signs and posts one event to one endpoint. 2xx is delivered; 410 closes the endpoint.
Task<Result<void>> hand_over(Step& step, Mailroom& room, const outbox::Message& message);

struct RegisterEndpoint {
    AccountId account;
    std::string url;  ///< https, or http to loopback
};
/// The endpoint with its secret, which is never shown again.
Task<Result<Endpoint>> register_endpoint(Step& step, Mailroom& room,
                                         const RegisterEndpoint& command);
Task<Result<std::vector<Endpoint>>> list_endpoints(Step& step, Mailroom& room,
                                                   const AccountId& account);

struct RemoveEndpoint {
    AccountId account;
    EndpointId endpoint;
};
Task<Result<void>> remove_endpoint(Step& step, Mailroom& room, const RemoveEndpoint& command);

struct ReadEvents {
    AccountId account;
    std::string after{};  ///< cursor: the id of the last event seen
    int limit = 100;
};
Task<Result<std::vector<PartnerEvent>>> read_events(Step& step, Mailroom& room,
                                                    const ReadEvents& query);

struct ReplayEvents {
    AccountId account;
    EndpointId endpoint;
    std::string after{};
    int limit = 1000;
};
/// Sends the events after the cursor to the endpoint again, with their first webhook-id; answers
/// how many.
Task<Result<int>> replay_events(Step& step, Mailroom& room, const ReplayEvents& command);

}  // namespace vacancy::notices
