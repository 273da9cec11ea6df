#pragma once
// What happens to the outbox's messages when they are due.

#include "notices/mailroom.hpp"
#include "saga/outbox.hpp"

#include <string_view>

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
/// The same in a transaction of the caller's; twice does nothing the second time.
Result<void> fan_out_in(db::Tx& tx, const outbox::Message& message);
/// Signs and posts one event to one endpoint. 2xx is delivered; 410 closes the endpoint.
Task<Result<void>> hand_over(Step& step, Mailroom& room, const outbox::Message& message);

}  // namespace vacancy::notices
