#pragma once
// The saga behind POST /v1/bookings: lock → pay → confirm (the pivot) → capture → settle, each with
// what undoes it. The table is what tests enumerate and what recovery goes on with.

#include "booking/flows/sagas/saga_state.hpp"
#include "saga/saga.hpp"

namespace vacancy::saga {
template <class Place, class State>
struct Table;
}

namespace vacancy::booking {

/// State of one attempt; owned by the coroutine that runs it.
struct Attempt {
    saga::Journal journal;
    Booking booking;
    payments::Payment payment;
    StayRequest stay{};   ///< as asked, room type and rate plan chosen; the lock alone needs it
    bool loaded = true;   ///< false: recovery knows the ids only
    bool turned = false;  ///< it goes back
    bool nothing_sent = false;  ///< the gateway was never reached, or refused the request itself
    Error why{.code = ErrorCode::confirmation_failed, .detail = {}};  ///< it turned back
    std::optional<payments::GatewayAnswer> captured{};
    std::optional<payments::GatewayAnswer> given_up{};
    int undo_spans = 0;
};

[[nodiscard]] const saga::Table<Shop, Attempt>& create_table();

/// After recovery took the entry: reads booking and payment.
Task<Result<void>> ensure_loaded(Step& step, Shop& shop, Attempt& attempt);

// The rows. Each opens its own spans, so that the error can be put on booking.create before the
// rollback begins.
Task<Result<void>> lock(Step& step, Shop& shop, Attempt& attempt);
Task<Result<void>> pay(Step& step, Shop& shop, Attempt& attempt);
Task<Result<void>> confirm(Step& step, Shop& shop, Attempt& attempt);
Task<Result<void>> capture(Step& step, Shop& shop, Attempt& attempt);
Task<Result<void>> settle_up(Step& step, Shop& shop, Attempt& attempt);
// Their undoing.
Task<Result<void>> give_back(Step& step, Shop& shop, Attempt& attempt);
Task<Result<void>> unlock(Step& step, Shop& shop, Attempt& attempt);
void describe_rollback(Step& step, const Attempt& attempt, const Error& why,
                       const saga::Outcome& outcome);

/// Authorizes inside booking.process_payment; a decline is an answer.
Task<Result<payments::GatewayAnswer>> process_payment(Step& step, Shop& shop,
                                                      const payments::Charge& charge);
/// The same inside booking.charge_difference.
Task<Result<payments::GatewayAnswer>> charge_difference(Step& step, Shop& shop,
                                                        const payments::Charge& charge);
/// Captures inside booking.capture_payment.
Task<Result<payments::GatewayAnswer>> capture_payment(Step& step, Shop& shop,
                                                      const payments::Payment& payment);

}  // namespace vacancy::booking
