#pragma once
// The rack: rooms by nights, with who sleeps in them and what keeps them closed. Plain values.

#include "hotel/model/property.hpp"
#include "hotel/model/reservation.hpp"

#include <string_view>
#include <vector>

namespace vacancy::hotel {

using BlockId = Id<struct room_block_tag>;

/// Why nobody is given the room. Out of order: it cannot be sold either; the others only keep
/// guests out of it.
enum class BlockKind : std::uint8_t { out_of_order, out_of_service, maintenance };
[[nodiscard]] std::string_view name_of(BlockKind kind);
[[nodiscard]] std::optional<BlockKind> block_kind_named(std::string_view word);
/// What housekeeping sees of a room while it is closed.
[[nodiscard]] Housekeeping state_under(BlockKind kind);

struct RoomBlock {
    BlockId id;
    PropertyId property;
    RoomId room;
    std::string room_number{};
    BlockKind kind = BlockKind::out_of_order;
    StayDates nights;  ///< [from, until)
    std::string reason{};
    Instant created_at{};
};

/// Nights in a row of one room that belong to one stay.
struct RackBar {
    StayDates nights;
    ReservationId reservation;
    std::string confirmation_code{};
    Private<std::string> guest{};
    Status status = Status::confirmed;
};

struct RackRoom {
    Room room;
    std::vector<RackBar> stays{};
    std::vector<RoomBlock> blocks{};
};

struct Rack {
    std::vector<RackRoom> rooms{};          ///< by number
    std::vector<Reservation> unassigned{};  ///< confirmed, by arrival, without a room yet
    bool more_unassigned = false;
};

struct ClaimedNight {
    RoomId room;
    LocalDate night;
    RackBar bar;  ///< of this one night
};
/// Nights in a row of the same room and stay become one bar; `nights` are by room and night.
void add_bars(std::vector<RackRoom>& rooms, const std::vector<ClaimedNight>& nights);

}  // namespace vacancy::hotel
