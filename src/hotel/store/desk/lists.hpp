#pragma once
// What staff looks at, read across reservation, stay, room and folio; and rows of desk_ticket.

#include "db/database.hpp"
#include "hotel/model/desk/lists.hpp"

namespace vacancy::hotel::store {

/// At most `query.limit` + 1 lines, by reservation id. A query by text reads all live and recent
/// ones of the property instead; the caller chooses.
Result<std::vector<GuestLine>> guest_lines(db::Tx& tx, const GuestQuery& query);

struct DueRooms {
    std::vector<RoomId> arrivals{};
    std::vector<RoomId> departures{};
};
/// Rooms that somebody comes into, or leaves, on that day.
Result<DueRooms> due_rooms(db::Tx& tx, const PropertyId& property, LocalDate day);

Result<void> add_ticket(db::Tx& tx, const Ticket& ticket);
/// False: the property has no such ticket.
Result<bool> end_ticket(db::Tx& tx, const PropertyId& property, const TicketId& ticket);
Result<std::vector<Ticket>> tickets(db::Tx& tx, const PropertyId& property);
Result<std::vector<QueueLength>> queue_lengths(db::Tx& tx);

}  // namespace vacancy::hotel::store
