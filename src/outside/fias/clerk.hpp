#pragma once
// What is done for one line again and again: take what came in, tell what there is to tell, erase
// keys that wait for it. On the line's thread, one at a time.

#include "hotel/desk/interfaces.hpp"
#include "outside/fias/house_keys.hpp"
#include "trace/recorder.hpp"

namespace vacancy::outside::fias {

struct Clerk {
    trace::Recorder& recorder;
    hotel::FrontDesk& front;
    HouseKeys& keys;
    const Clock& clock;
};

/// One round. False: the store does not answer, or the encoder; ask again in a while.
Task<bool> attend(Clerk& clerk, const std::shared_ptr<Line>& line);

}  // namespace vacancy::outside::fias
