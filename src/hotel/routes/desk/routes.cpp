#include "hotel/routes/desk/routes.hpp"

#include "hotel/routes/desk/handlers.hpp"

#include <array>

namespace vacancy::hotel {
namespace {

using enum web::Method;
using enum web::Role;

constexpr web::Access desk = web::only({agent, manager, admin});
constexpr web::Access house_staff = web::only({agent, housekeeper, manager, admin, integration});
constexpr web::Access desk_and_partners = web::only({agent, manager, admin, integration});

#define PROPERTY "/v1/properties/{property_id}"
#define FOLIO PROPERTY "/folios/{folio_id}"

using Row = web::Route<FrontDesk>;
constexpr auto rows = std::to_array<Row>({
    {post, PROPERTY "/reservations/{confirmation_code}/check-in", desk, post_check_in,
     "Checks a guest in: identity, room, authorization, keys.", web::Urgency::finish,
     &span::pms_check_in, true, "HotelCheckIn", "HotelCheckedIn"},
    {post, PROPERTY "/rooms/{room_number}/check-out", desk, post_check_out,
     "Checks the guest of a room out: folio, payment, room, keys, receipt.", web::Urgency::finish,
     &span::pms_check_out, true, "HotelCheckOut", "HotelCheckedOut"},
    {get,
     PROPERTY "/reservations",
     desk_and_partners,
     get_guests,
     "Lists who arrives, leaves or is in the house, or finds guests.",
     web::Urgency::change,
     nullptr,
     false,
     {},
     "HotelGuestPage"},
    {get,
     PROPERTY "/housekeeping",
     house_staff,
     get_housekeeping,
     "Shows every room, what has to be done with it, and who comes and goes today.",
     web::Urgency::change,
     nullptr,
     false,
     {},
     "HotelBoard"},
    {get,
     PROPERTY "/queue",
     desk,
     get_queue,
     "Lists who waits at the desk.",
     web::Urgency::change,
     nullptr,
     false,
     {},
     "HotelTicketPage"},
    {post, PROPERTY "/queue", desk_and_partners, post_queue, "A guest begins to wait at the desk.",
     web::Urgency::change, nullptr, true, "HotelQueueJoin", "HotelTicket"},
    {del, PROPERTY "/queue/{ticket}", desk_and_partners, delete_ticket, "A guest waits no longer.",
     web::Urgency::change},
    {get,
     FOLIO,
     desk_and_partners,
     get_folio,
     "Shows a guest's account.",
     web::Urgency::change,
     nullptr,
     false,
     {},
     "HotelFolio"},
    {post, FOLIO "/postings", desk_and_partners, post_posting,
     "Posts a charge, a payment or an allowance.", web::Urgency::change, nullptr, true,
     "HotelPostingInput", "HotelFolioItem"},
    {post, FOLIO "/postings/{posting_id}/void", desk, post_void,
     "Takes a posting back by a correcting one.", web::Urgency::change, nullptr, true, "HotelVoid",
     "HotelFolioItem"},
    {post, FOLIO "/split", desk, post_split,
     "Moves a part of what is owed to another window of the folio.", web::Urgency::change, nullptr,
     true, "HotelFolioSplit", "HotelFolio"},
    {post, FOLIO "/transfer", desk, post_transfer,
     "Moves a part of what is owed to another guest's folio.", web::Urgency::change, nullptr, true,
     "HotelFolioTransfer", "HotelFolio"},
});

#undef FOLIO
#undef PROPERTY

}  // namespace

std::span<const web::Route<FrontDesk>> front_desk_routes() { return rows; }

}  // namespace vacancy::hotel
