#pragma once
// The door of the notices room: what partners may ask about their webhooks. What the outbox
// delivers is in flows/deliveries.hpp.

#include "notices/mailroom.hpp"
#include "notices/model/endpoint.hpp"

#include <string>
#include <vector>

namespace vacancy::notices {

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

/// The address of a booking's manage page for a paper: always the same, and open until a month
/// after the departure.
[[nodiscard]] std::string printed_manage_link(const Mailroom& room,
                                              std::string_view confirmation_code,
                                              LocalDate departure);

}  // namespace vacancy::notices
