#include "hotel/desk/lists.hpp"

#include "hotel/desk/rack/cleaning.hpp"
#include "hotel/routes/desk/handlers.hpp"
#include "hotel/routes/wire.hpp"
#include "web/listing.hpp"

#include <array>

namespace vacancy::hotel {
namespace {

constexpr std::array<std::string_view, 2> operations{"check_in", "check_out"};

void show_guest(web::Json& json, const GuestLine& line) {
    const Reservation& r = line.reservation;
    json.open()
        .field("reservation_id", r.id)
        .field("confirmation_code", r.confirmation_code)
        .field("status", name_of(r.status))
        .field("check_in", r.stay.arrival)
        .field("check_out", r.stay.departure)
        .field("guests", r.guests)
        .field("room_type_id", r.room_type)
        .field("rate_plan_id", r.rate_plan)
        .field("total_price", r.total);
    json.open("guest").field("name", r.guest.name.reveal()).field("email", r.guest.email.reveal());
    if (r.guest.phone)
        json.field("phone", r.guest.phone->reveal());
    else
        json.null("phone");
    json.field("language", r.guest.language).close();
    json.field("vip_level", line.stay.vip_level)
        .field("company", line.stay.company)
        .field("notes", line.stay.notes);
    if (line.room_number.empty())
        json.null("room_number");
    else
        json.field("room_number", line.room_number);
    json.field("folio_id", line.folio).close();
}

GuestQuery read_query(web::Query& query, const web::Page& page) {
    GuestQuery asked{.arriving = query.optional_date("arriving"),
                     .departing = query.optional_date("departing"),
                     .in_house = query.boolean("in_house", false),
                     .text = query.optional_text("q", 100).value_or(""),
                     .limit = page.limit};
    if (!page.after.empty()) {
        const auto after = ReservationId::parse(page.after.front());
        if (!after) query.note("cursor", "invalid", "not a cursor of this list");
        asked.after = after.value_or(ReservationId{});
    }
    const int given = (asked.arriving ? 1 : 0) + (asked.departing ? 1 : 0) +
                      (asked.in_house ? 1 : 0) + (asked.text.empty() ? 0 : 1);
    if (given != 1)
        query.note("arriving", "invalid", "give one of arriving, departing, in_house=true and q");
    return asked;
}

void show_ticket(web::Json& json, const Ticket& ticket) {
    json.field("ticket", ticket.id)
        .field("operation", ticket.operation)
        .field("name", ticket.name.reveal())
        .field("since", ticket.created_at);
}

}  // namespace

Task<web::Reply> get_guests(Step& step, FrontDesk& front, const web::Request& request) {
    const auto property = touchable(front.desk, request);
    if (!property) co_return web::problem(step, property.error());
    web::Query query(request);
    const web::Page page = web::page_of(query);
    GuestQuery asked = read_query(query, page);
    if (const auto error = query.error()) co_return web::problem(step, *error);
    asked.property = property->id;
    const auto list = co_await guests(step, front, asked);
    if (!list) co_return web::problem(step, list.error());
    web::Json json;
    json.open().open_array("items");
    for (const GuestLine& line : list->items) show_guest(json, line);
    json.close_array();
    // The best answers to a search are one page; a longer word finds less.
    if (list->more && asked.text.empty())
        json.field("next_cursor", web::make_cursor({list->items.back().reservation.id.text()}));
    else
        json.null("next_cursor");
    json.close();
    co_return web::json_reply(json);
}

void show_board_line(web::Json& json, const BoardLine& line) {
    show_room(json, line.room);
    json.field("arrival_due", line.arrival_due).field("departure_due", line.departure_due);
    if (line.task) {
        json.open("task")
            .field("task_id", line.task->id)
            .field("kind", name_of(line.task->kind))
            .field("state", name_of(line.task->state))
            .field("attendant", line.task->attendant)
            .field("priority", line.task->priority)
            .field("note", line.task->note)
            .close();
    } else {
        json.null("task");
    }
}

/// Only the rooms that housekeeping found other than the desk believes.
Task<web::Reply> show_discrepancies(Step& step, FrontDesk& front, const PropertyId& property) {
    const auto found = co_await discrepancies(step, front, property);
    if (!found) co_return web::problem(step, found.error());
    web::Json json;
    json.open().open_array("items");
    for (const Discrepant& one : *found) {
        json.open();
        show_board_line(json, one.line);
        json.field("discrepancy", name_of(one.what)).close();
    }
    json.close_array().null("next_cursor").close();
    co_return web::json_reply(json);
}

Task<web::Reply> get_housekeeping(Step& step, FrontDesk& front, const web::Request& request) {
    const auto property = touchable(front.desk, request);
    if (!property) co_return web::problem(step, property.error());
    web::Query query(request);
    const bool wrong_ones = query.boolean("discrepancies", false);
    if (const auto error = query.error()) co_return web::problem(step, *error);
    if (wrong_ones) co_return co_await show_discrepancies(step, front, property->id);
    const auto lines = co_await housekeeping_board(step, front, property->id);
    if (!lines) co_return web::problem(step, lines.error());
    web::Json json;
    json.open().open_array("items");
    for (const BoardLine& line : *lines) {
        json.open();
        show_board_line(json, line);
        json.close();
    }
    json.close_array().null("next_cursor").close();
    co_return web::json_reply(json);
}

Task<web::Reply> post_queue(Step& step, FrontDesk& front, const web::Request& request) {
    const auto property = touchable(front.desk, request);
    if (!property) co_return web::problem(step, property.error());
    web::Body body(request.body);
    const std::size_t operation = body.one_of("/operation", operations);
    const JoinQueue command{.property = property->id,
                            .operation = std::string(operations.at(operation % 2)),
                            .name = Private(body.optional_text("/name", 100).value_or(""))};
    if (const auto error = body.error()) co_return web::problem(step, *error);
    const auto joined = co_await join_queue(step, front, command);
    if (!joined) co_return web::problem(step, joined.error());
    web::Json json;
    json.open();
    show_ticket(json, joined->ticket);
    json.field("ahead", joined->ahead).close();
    co_return web::json_reply(json, 201);
}

Task<web::Reply> delete_ticket(Step& step, FrontDesk& front, const web::Request& request) {
    const auto property = touchable(front.desk, request);
    if (!property) co_return web::problem(step, property.error());
    const auto ticket = TicketId::parse(request.path_parameter("ticket"));
    if (!ticket) co_return web::problem(step, Error{.code = ErrorCode::not_found});
    const LeaveQueue command{property->id, *ticket};
    const auto left = co_await leave_queue(step, front, command);
    if (!left) co_return web::problem(step, left.error());
    co_return web::Reply{.status = 204};
}

Task<web::Reply> get_queue(Step& step, FrontDesk& front, const web::Request& request) {
    const auto property = touchable(front.desk, request);
    if (!property) co_return web::problem(step, property.error());
    const auto waiting = co_await queue_of(step, front, property->id);
    if (!waiting) co_return web::problem(step, waiting.error());
    web::Json json;
    json.open().open_array("items");
    for (const Ticket& ticket : *waiting) {
        json.open();
        show_ticket(json, ticket);
        json.close();
    }
    json.close_array().null("next_cursor").close();
    co_return web::json_reply(json);
}

}  // namespace vacancy::hotel
