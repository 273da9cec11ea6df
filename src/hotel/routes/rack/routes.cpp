#include "hotel/routes/rack/routes.hpp"

#include "hotel/routes/rack/handlers.hpp"

#include <array>

namespace vacancy::hotel {
namespace {

using enum web::Method;
using enum web::Role;

constexpr web::Access desk = web::only({agent, manager, admin});
constexpr web::Access managers = web::only({manager, admin});
constexpr web::Access house_staff = web::only({agent, housekeeper, manager, admin});

#define PROPERTY "/v1/properties/{property_id}"
#define STAY PROPERTY "/reservations/{confirmation_code}"

using Row = web::Route<FrontDesk>;

constexpr Row reads(std::string_view pattern, web::Access access, Row::Handler handler,
                    std::pair<std::string_view, std::string_view> says) {
    return {get,     pattern, access, handler,    says.first, web::Urgency::change,
            nullptr, false,   {},     says.second};
}

constexpr auto rows = std::to_array<Row>({
    reads(PROPERTY "/rack", desk, get_rack,
          {"Shows rooms by nights: who has them, what keeps them closed, and who has none yet.",
           "HotelRack"}),
    {put, STAY "/room", desk, put_room, "Gives a guest who is expected a room in advance.",
     web::Urgency::change, nullptr, false, "HotelRoomWish", "HotelRoomAssigned"},
    {del, STAY "/room", desk, delete_room, "Takes a room that was given in advance back.",
     web::Urgency::change},
    {post, STAY "/move", desk, post_move, "Moves a guest in the house to another room.",
     web::Urgency::finish, nullptr, true, "HotelMove", "HotelMoved"},
    {post, PROPERTY "/rooms/swap", desk, post_swap, "Two guests take each other's room.",
     web::Urgency::finish, nullptr, true, "HotelSwap", "HotelSwapped"},
    {post, STAY "/keys", desk, post_keys, "Makes the keys of a guest in the house anew.",
     web::Urgency::finish, nullptr, true, "HotelKeysWish", "HotelKeys"},
    {post, STAY "/stay", desk, post_stay, "Lengthens or shortens the stay of a guest in the house.",
     web::Urgency::finish, nullptr, true, "HotelStayChange", "HotelStayChanged"},
    reads(STAY "/stay-facts", desk, get_facts,
          {"Shows what the desk knows of a stay.", "HotelStayFacts"}),
    {patch, STAY "/stay-facts", desk, patch_facts, "Changes what the desk knows of a stay.",
     web::Urgency::change, nullptr, false, "HotelStayFactsPatch", "HotelStayFacts"},
    {post, STAY "/check-out", desk, post_check_out_of_guest,
     "Checks a guest out by name; express: the card on file pays.", web::Urgency::finish,
     &span::pms_check_out, true, "HotelGuestCheckOut", "HotelCheckedOut"},
    {post, STAY "/revert-check-in", desk, post_revert, "Takes a check-in of the same day back.",
     web::Urgency::finish, nullptr, true, "HotelUndo", "HotelUndone"},
    {post, STAY "/reinstate", desk, post_reinstate, "Takes a check-out of the same day back.",
     web::Urgency::finish, nullptr, true, "HotelUndo", "HotelReinstated"},
    {post, STAY "/sharers", desk, post_sharer,
     "A further guest moves into the room, with a folio of their own.", web::Urgency::finish,
     nullptr, true, "HotelSharer", "HotelSharing"},
    {post, PROPERTY "/walk-ins", desk, post_walk_in,
     "Sells a stay to a guest at the desk and checks them in.", web::Urgency::finish,
     &span::pms_check_in, true, "HotelWalkIn", "HotelWalkedIn"},
    reads(PROPERTY "/desk-rules", desk, get_rules,
          {"Shows what the house asks of its desk.", "HotelDeskRules"}),
    {put, PROPERTY "/desk-rules", managers, put_rules, "Sets what the house asks of its desk.",
     web::Urgency::change, nullptr, false, "HotelDeskRulesInput", "HotelDeskRules"},
    reads(
        PROPERTY "/room-blocks", house_staff, get_blocks,
        {"Lists rooms that are out of order, out of service or in maintenance.", "HotelBlockList"}),
    {post, PROPERTY "/room-blocks", desk, post_block,
     "Closes a room for some nights, or says what that would do.", web::Urgency::change, nullptr,
     true, "HotelBlockInput", "HotelBlockImpact"},
    {del, PROPERTY "/room-blocks/{block_id}", desk, delete_block, "Opens a closed room again.",
     web::Urgency::change},
    reads(PROPERTY "/housekeeping/sheets", house_staff, get_sheets,
          {"Shows who has to clean what, in order.", "HotelSheets"}),
    {post, PROPERTY "/housekeeping/sheets", house_staff, post_sheets,
     "Makes today's tasks and deals them out to the attendants on duty.", web::Urgency::change,
     nullptr, true, "HotelSheetsInput", "HotelSheets"},
    {patch, PROPERTY "/housekeeping/tasks/{task_id}", house_staff, patch_task,
     "Starts, finishes or hands over a task.", web::Urgency::change, nullptr, false,
     "HotelTaskPatch", "HotelTaskChanged"},
    {post, PROPERTY "/rooms/{room_number}/report", house_staff, post_report,
     "Says whether housekeeping found somebody in the room.", web::Urgency::change, nullptr, true,
     "HotelRoomReport", "HotelRoomReported"},
});

#undef STAY
#undef PROPERTY

}  // namespace

std::span<const web::Route<FrontDesk>> rack_routes() { return rows; }

}  // namespace vacancy::hotel
