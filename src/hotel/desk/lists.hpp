#pragma once
// What staff looks at and who waits: verbs. The values are in model/desk/lists.hpp.

#include "hotel/desk/front_desk.hpp"
#include "hotel/model/desk/lists.hpp"
#include "trace/step.hpp"
#include "trace/task.hpp"

namespace vacancy::hotel {

/// By reservation, the oldest first; of a search by text the best answers, at most `limit`.
Task<Result<GuestList>> guests(Step& step, FrontDesk& front, const GuestQuery& query);

/// Every room of the property, by number.
Task<Result<std::vector<BoardLine>>> housekeeping_board(Step& step, FrontDesk& front,
                                                        const PropertyId& property);

struct JoinQueue {
    PropertyId property;
    std::string operation;  ///< check_in, check_out
    Private<std::string> name{};
};
struct Joined {
    Ticket ticket;
    int ahead = 0;
};
Task<Result<Joined>> join_queue(Step& step, FrontDesk& front, const JoinQueue& command);
struct LeaveQueue {
    PropertyId property;
    TicketId ticket;
};
/// not_found when there is no such ticket; leaving twice is harmless.
Task<Result<void>> leave_queue(Step& step, FrontDesk& front, const LeaveQueue& command);
/// Who waits, in order.
Task<Result<std::vector<Ticket>>> queue_of(Step& step, FrontDesk& front,
                                           const PropertyId& property);
/// Of every property where somebody waits now, for the gauge; inside the caller's transaction.
Result<std::vector<QueueLength>> queue_lengths(db::Tx& tx);

}  // namespace vacancy::hotel
