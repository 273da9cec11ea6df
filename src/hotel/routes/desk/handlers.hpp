#pragma once
// The handlers behind the rows of routes.cpp: read the command, call the verb, show the answer.

#include "hotel/desk/folios.hpp"
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
