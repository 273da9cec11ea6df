#pragma once
// Going on with the shop's sagas that a crash or an outage left unfinished. Main runs the loop.

#include "booking/shop.hpp"
#include "saga/recovery.hpp"

namespace vacancy::booking {

/// One round over bookings, cancellations and changes. An error means the store does not answer.
Task<Result<saga::RecoverReport>> recover(trace::Recorder& recorder, Shop& shop);
/// A round at once, then one each second or ring, until `bell.stop()`.
Task<void> keep_recovering(trace::Recorder& recorder, Shop& shop, saga::Bell& bell);

}  // namespace vacancy::booking
