#pragma once
// The end of a server, within ten seconds of SIGTERM: requests first, then workers, then telemetry.

#include "main/house/doors.hpp"
#include "main/house/workers.hpp"

namespace vacancy {

inline void close_house(Doors& doors, Workers& workers, House& house) {
    doors.close(std::chrono::milliseconds{4000});
    workers.stop(std::chrono::milliseconds{2000});
    house.telemetry().stop(std::chrono::milliseconds{3500});
}

}  // namespace vacancy
