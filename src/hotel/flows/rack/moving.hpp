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
        Room room{};        ///< the one that is left
        RoomTypeId used{};  ///< whose nights the stay uses
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

    /// `side` is one of the two.
    [[nodiscard]] const Side& other_of(const Side& side) const {
        return &side == &first ? second : first;
    }
};
[[nodiscard]] const saga::Table<FrontDesk, Swapping>& swapping_table();

// What a swap of rooms of different types needs beside the rooms, in swap_types.cpp.

/// Nobody gets a lesser room than the one booked: room_not_ready.
Result<void> check_types(const Book& book, const Swapping& s);
/// The nights that only this stay has, of the type that the other one uses;
/// room_no_longer_available.
Result<void> take_other_type(db::Tx& tx, Desk& desk, const Swapping& s, const Swapping::Side& side);
struct Lost {
    const Swapping::Side& side;
    RoomTypeId type;
};
/// The same nights back.
Result<void> give_type_back(db::Tx& tx, Desk& desk, const Swapping& s, const Lost& lost);

}  // namespace vacancy::hotel
