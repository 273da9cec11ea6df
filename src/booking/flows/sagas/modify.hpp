#pragma once
// The saga behind …/modify: journal the extra charge → authorize it → swap the stay (the pivot) →
// move the money (capture the difference, or refund it) → settle. Nothing changes before the swap.

#include "booking/flows/sagas/returning.hpp"
#include "saga/saga.hpp"

namespace vacancy::saga {
template <class Place, class State>
struct Table;
}

namespace vacancy::booking {

struct Changing {
    saga::Journal journal;
    Booking before;
    Booking after;
    std::optional<payments::Payment> extra{};         ///< a dearer stay: what is charged more
    Returning back;                                   ///< a cheaper one: what goes back
    std::optional<payments::GatewayAnswer> answer{};  ///< the gateway's last word about `extra`
    bool moved = false;
    bool loaded = true;
    bool nothing_sent = false;
    Error why{.code = ErrorCode::canceled, .detail = {}};
};

/// The purpose of the refunds of a change: "v3" made version 3.
[[nodiscard]] std::string purpose_of(int new_version);
[[nodiscard]] const saga::Table<Shop, Changing>& modify_table();

}  // namespace vacancy::booking
