#pragma once
// KeyEncoder: the port to whatever makes and erases room keys. `upstream_unavailable`: it was never
// reached, nothing happened; `timeout` or `outcome_unknown`: keys may have been made. Making keys
// for a room makes earlier ones of another stay useless, so both verbs may be repeated; erasing the
// keys of a stay whose room has other ones by now does nothing.

#include "base/guarded.hpp"
#include "base/id.hpp"
#include "trace/step.hpp"
#include "trace/task.hpp"

#include <string>

namespace vacancy::hotel {

struct KeyRequest {
    PropertyId property;
    ReservationId reservation;
    std::string room_number;
    Private<std::string> guest_name;
    int count = 2;
    Instant valid_from;
    Instant valid_until;
    std::string workstation{};  ///< where the agent stands; empty: the first encoder
    bool duplicate = false;     ///< one more for the same guests: the earlier ones stay good
};

struct KeysMade {
    int count = 0;
    std::string system;  ///< "fias", "mechanical"
};

struct KeyErasure {
    PropertyId property;
    ReservationId reservation;
    std::string room_number;
    /// When the encoder cannot be reached: write it down, answer well and do it as soon as it can.
    bool later = false;
};

class KeyEncoder {
public:
    virtual ~KeyEncoder() = default;
    virtual Task<Result<KeysMade>> encode(Step& step, const KeyRequest& request) = 0;
    virtual Task<Result<void>> erase(Step& step, const KeyErasure& erasure) = 0;
};

}  // namespace vacancy::hotel
