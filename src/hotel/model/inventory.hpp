#pragma once
// Nights as they are counted: what is left of a room type's night, and who has set some aside.

#include "base/id.hpp"
#include "base/time.hpp"

#include <optional>

namespace vacancy::hotel {

/// A row of inventory_night after a change.
struct NightLeft {
    LocalDate night;
    int left = 0;
    std::int64_t version = 0;
};

struct TypeNight {
    RoomTypeId room_type;
    NightLeft night;
    ReservationId taken_by{};  ///< the latest; nil: nobody yet
};

struct LiveHold {
    ReservationId reservation;
    RoomTypeId room_type;
    StayDates stay;
    Instant expires_at;
};

/// Nights that a reservation has already: they count as free for its own change.
struct OwnNights {
    RoomTypeId room_type;
    StayDates stay;
};

/// The counts of one night, for people. Never more sold and held than `limit()`.
struct InventoryNight {
    RoomTypeId room_type;
    LocalDate night;
    int capacity = 0;
    int overbooking = 0;
    std::optional<int> sell_limit{};
    int sold = 0;
    int held = 0;

    [[nodiscard]] int limit() const {
        const int rooms = capacity + overbooking;
        return sell_limit && *sell_limit < rooms ? *sell_limit : rooms;
    }
    [[nodiscard]] int left() const { return limit() - sold - held; }
};

}  // namespace vacancy::hotel
