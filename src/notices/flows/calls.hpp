#pragma once
// A webhook call in the outbox: which endpoint is told which event.

#include "notices/store/endpoints.hpp"
#include "saga/outbox.hpp"

#include <string>

namespace vacancy::notices {

/// `round` is empty for the first delivery and names a replay otherwise. The calls of one round to
/// one endpoint about one booking go out in order.
Result<void> enqueue_call(db::Tx& tx, const EndpointId& endpoint, const PartnerEvent& event,
                          const std::string& round);

/// Which endpoint and event a call is about.
struct CallTarget {
    EndpointId endpoint;
    MessageId event;
};
Result<CallTarget> target_of(const outbox::Message& message);

}  // namespace vacancy::notices
