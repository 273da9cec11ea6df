#pragma once
// The handlers behind the rows of routes.cpp: read the command, call the verb, show the answer.

#include "hotel/desk/rack/rooms.hpp"
#include "hotel/routes/desk/handlers.hpp"

namespace vacancy::hotel {

using web::Reply;
using web::Request;

/// The reservation in the path.
[[nodiscard]] StayName stay_in(const Property& property, const Request& request);
void show_keys(web::Json& json, const std::optional<KeysMade>& keys);

Task<Reply> get_rack(Step& step, FrontDesk& front, const Request& request);
Task<Reply> put_room(Step& step, FrontDesk& front, const Request& request);
Task<Reply> delete_room(Step& step, FrontDesk& front, const Request& request);
Task<Reply> post_move(Step& step, FrontDesk& front, const Request& request);
Task<Reply> post_swap(Step& step, FrontDesk& front, const Request& request);
Task<Reply> post_keys(Step& step, FrontDesk& front, const Request& request);

Task<Reply> post_stay(Step& step, FrontDesk& front, const Request& request);
Task<Reply> get_facts(Step& step, FrontDesk& front, const Request& request);
Task<Reply> patch_facts(Step& step, FrontDesk& front, const Request& request);
Task<Reply> post_check_out_of_guest(Step& step, FrontDesk& front, const Request& request);
Task<Reply> post_revert(Step& step, FrontDesk& front, const Request& request);
Task<Reply> post_reinstate(Step& step, FrontDesk& front, const Request& request);
Task<Reply> post_sharer(Step& step, FrontDesk& front, const Request& request);
Task<Reply> post_walk_in(Step& step, FrontDesk& front, const Request& request);

Task<Reply> get_rules(Step& step, FrontDesk& front, const Request& request);
Task<Reply> put_rules(Step& step, FrontDesk& front, const Request& request);
Task<Reply> get_blocks(Step& step, FrontDesk& front, const Request& request);
Task<Reply> post_block(Step& step, FrontDesk& front, const Request& request);
Task<Reply> delete_block(Step& step, FrontDesk& front, const Request& request);

Task<Reply> get_sheets(Step& step, FrontDesk& front, const Request& request);
Task<Reply> post_sheets(Step& step, FrontDesk& front, const Request& request);
Task<Reply> patch_task(Step& step, FrontDesk& front, const Request& request);
Task<Reply> post_report(Step& step, FrontDesk& front, const Request& request);

}  // namespace vacancy::hotel
