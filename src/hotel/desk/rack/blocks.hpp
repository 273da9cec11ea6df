#pragma once
// Rooms that nobody is given for a while. Out of order takes the room from sale for these nights;
// out of service and maintenance only keep guests out of it.

#include "hotel/desk/front_desk.hpp"
#include "hotel/model/inventory.hpp"
#include "hotel/model/rack/rack.hpp"
#include "trace/step.hpp"
#include "trace/task.hpp"

namespace vacancy::hotel {

struct BlockCommand {
    PropertyId property;
    std::string room_number;
    BlockKind kind = BlockKind::out_of_order;
    StayDates nights;  ///< [from, until), not before the business date
    std::string reason;
    bool preview = false;         ///< say what it would do, change nothing
    bool allow_oversold = false;  ///< what is sold beyond the rooms left stays as overbooking
    Actor actor;
};
struct BlockImpact {
    bool applied = false;
    RoomBlock block;
    std::vector<InventoryNight> oversold{};  ///< as they are, with less than one room left
    std::vector<Reservation> assigned{};     ///< who has the room on one of the nights
};
/// room_taken when somebody has the room (move or release them first), inventory_oversold when that
/// was not allowed, room_not_found. A preview tells all of it instead.
Task<Result<BlockImpact>> block_room(Step& step, FrontDesk& front, const BlockCommand& command);

struct LiftCommand {
    PropertyId property;
    BlockId block;
    Actor actor;
};
/// From the business date on the room is free again, dirty until housekeeping has seen it.
/// not_found; lifting twice is not_found too.
Task<Result<void>> lift_block(Step& step, FrontDesk& front, const LiftCommand& command);

struct BlocksQuery {
    PropertyId property;
    StayDates nights;
};
/// By room and beginning.
Task<Result<std::vector<RoomBlock>>> room_blocks(Step& step, FrontDesk& front,
                                                 const BlocksQuery& query);

/// When the hotel's day begins: vacant rooms whose block has begun show it, those whose block is
/// over are dirty. Inside the caller's transaction; harmless to repeat.
Result<void> follow_blocks(db::Tx& tx, const PropertyId& property, LocalDate business_date);

}  // namespace vacancy::hotel
