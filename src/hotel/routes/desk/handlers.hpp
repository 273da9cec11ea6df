#pragma once
// The handlers behind the rows of routes.cpp: read the command, call the verb, show the answer.

#include "hotel/desk/folios.hpp"
#include "hotel/desk/lists.hpp"
#include "hotel/desk/staying.hpp"
#include "hotel/routes/handlers.hpp"

namespace vacancy::hotel {

[[nodiscard]] Actor actor_of(const web::Request& request);
/// {method, token, card_last_four?} below `pointer`; nothing when it is not there.
[[nodiscard]] std::optional<payments::Means> read_means(web::Body& body, std::string_view pointer);

/// The folio in the path, of a property that the caller may act on.
[[nodiscard]] Result<FolioQuery> folio_in(FrontDesk& front, const web::Request& request);
/// Its fields, items and sums.
void show_folio(web::Json& json, const FolioView& view);

[[nodiscard]] IdentityCheck read_identity(web::Body& body);
/// Without property and code.
[[nodiscard]] CheckInCommand read_check_in(web::Body& body, const web::Request& request);
/// The fields of the answer to a check-in, but for the trace.
void show_checked_in(web::Json& json, const CheckedIn& done);
/// What the bodies of both check-outs have: payment, receipt_email, city_ledger, waive_fee.
void read_departure(web::Body& body, CheckOutCommand& command);
Task<web::Reply> answer_check_out(Step& step, FrontDesk& front, const CheckOutCommand& command);
/// What the entry span says from the start, also when the body turns out to be wrong.
void name_operation(Step& step, const web::Request& request, std::string_view operation);
void show_board_line(web::Json& json, const BoardLine& line);

Task<web::Reply> post_check_in(Step& step, FrontDesk& front, const web::Request& request);
Task<web::Reply> post_check_out(Step& step, FrontDesk& front, const web::Request& request);

Task<web::Reply> get_folio(Step& step, FrontDesk& front, const web::Request& request);
Task<web::Reply> post_posting(Step& step, FrontDesk& front, const web::Request& request);
Task<web::Reply> post_void(Step& step, FrontDesk& front, const web::Request& request);
Task<web::Reply> post_split(Step& step, FrontDesk& front, const web::Request& request);
Task<web::Reply> post_transfer(Step& step, FrontDesk& front, const web::Request& request);

Task<web::Reply> get_guests(Step& step, FrontDesk& front, const web::Request& request);
Task<web::Reply> get_housekeeping(Step& step, FrontDesk& front, const web::Request& request);
Task<web::Reply> post_queue(Step& step, FrontDesk& front, const web::Request& request);
Task<web::Reply> delete_ticket(Step& step, FrontDesk& front, const web::Request& request);
Task<web::Reply> get_queue(Step& step, FrontDesk& front, const web::Request& request);

}  // namespace vacancy::hotel
