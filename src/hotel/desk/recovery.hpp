#pragma once
// Going on with check-ins and check-outs that a crash or an outage left unfinished. Main runs the
// loop.

#include "hotel/desk/front_desk.hpp"
#include "saga/recovery.hpp"

namespace vacancy::hotel {

/// One round. An error means the store does not answer.
Task<Result<saga::RecoverReport>> recover(trace::Recorder& recorder, FrontDesk& front);
/// A round at once, then one each second or ring, until `bell.stop()`.
Task<void> keep_recovering(trace::Recorder& recorder, FrontDesk& front, saga::Bell& bell);

}  // namespace vacancy::hotel
