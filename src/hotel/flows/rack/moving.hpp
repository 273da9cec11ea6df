#pragma once
// The sagas of the rack. A move: claim the new room, make its keys, move in, old keys off. A swap:
// reserve what either stay needs of the other's room, make both rooms' keys, exchange. Until
// somebody has moved every failure leaves both rooms as they were.

#include "hotel/flows/rack/assigning.hpp"
#include "saga/runner.hpp"

namespace vacancy::hotel {

struct Moving {
    saga::Journal journal;
    Reservation reservation;
    Property property;
    Room from{};
    Room to{};
    std::string reason{};
    Money charged{};
    bool upgraded = false;
    std::optional<int> keys{};
    std::string workstation{};
    Actor actor{};
    KeysMade made{};
    bool moved = false;
    bool old_keys_off = false;
    bool loaded = true;  ///< false: recovery knows the ids only
};
[[nodiscard]] const saga::Table<FrontDesk, Moving>& moving_table();

struct Swapping {
    saga::Journal journal;
    struct Side {
        Reservation reservation;
        Room room{};  ///< the one that is left
        int keys = 2;
        KeysMade made{};  ///< of the other room
    };
    Side first{};
    Side second{};
    Property property;
    std::string reason{};
    std::string workstation{};
    Actor actor{};
    bool loaded = true;
};
[[nodiscard]] const saga::Table<FrontDesk, Swapping>& swapping_table();

}  // namespace vacancy::hotel
