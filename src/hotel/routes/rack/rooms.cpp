#include "hotel/desk/rack/rooms.hpp"

#include "hotel/routes/rack/handlers.hpp"
#include "hotel/routes/wire.hpp"

#include <array>

namespace vacancy::hotel {
namespace {

constexpr std::array<std::string_view, 2> differences{"complimentary", "charge"};

void show_bar(web::Json& json, const RackBar& bar) {
    json.open()
        .field("from", bar.nights.arrival)
        .field("until", bar.nights.departure)
        .field("reservation_id", bar.reservation)
        .field("confirmation_code", bar.confirmation_code)
        .field("guest_name", bar.guest.reveal())
        .field("status", name_of(bar.status))
        .close();
}

void show_rack_room(web::Json& json, const RackRoom& line) {
    json.open();
    show_room(json, line.room);
    json.open_array("stays");
    for (const RackBar& bar : line.stays) show_bar(json, bar);
    json.close_array().open_array("blocks");
    for (const RoomBlock& block : line.blocks)
        json.open()
            .field("block_id", block.id)
            .field("kind", name_of(block.kind))
            .field("from", block.nights.arrival)
            .field("until", block.nights.departure)
            .field("reason", block.reason)
            .close();
    json.close_array().close();
}

void show_unassigned(web::Json& json, const Reservation& r) {
    json.open()
        .field("reservation_id", r.id)
        .field("confirmation_code", r.confirmation_code)
        .field("guest_name", r.guest.name.reveal())
        .field("room_type_id", r.room_type)
        .field("guests", r.guests)
        .field("check_in", r.stay.arrival)
        .field("check_out", r.stay.departure)
        .close();
}

Upgrade read_upgrade(web::Body& body) {
    if (!body.has("/upgrade")) return Upgrade::if_needed;
    return body.boolean("/upgrade", false) ? Upgrade::wanted : Upgrade::forbidden;
}

std::optional<int> read_key_count(web::Body& body, std::string_view pointer) {
    const auto count = body.optional_integer(pointer, {1, 9});
    return count ? std::optional(static_cast<int>(*count)) : std::nullopt;
}

}  // namespace

StayName stay_in(const Property& property, const Request& request) {
    return {property.id, std::string(request.path_parameter("confirmation_code"))};
}

void show_keys(web::Json& json, const std::optional<KeysMade>& keys) {
    json.open("keys")
        .field("status", keys ? "made" : "pending")
        .field("count", keys ? keys->count : 0)
        .field("system", keys ? std::string_view(keys->system) : std::string_view{})
        .close();
}

Task<Reply> get_rack(Step& step, FrontDesk& front, const Request& request) {
    const auto property = touchable(front.desk, request);
    if (!property) co_return web::problem(step, property.error());
    web::Query query(request);
    const LocalDate from = query.date("from");
    const LocalDate until = query.date("until");
    const RackQuery asked{property->id, {from, until}};
    if (asked.nights.nights() < 1 || asked.nights.nights() > longest_rack)
        query.note("until", "invalid", "must be 1 to 62 days after from");
    if (const auto error = query.error()) co_return web::problem(step, *error);
    const auto rack = co_await room_rack(step, front, asked);
    if (!rack) co_return web::problem(step, rack.error());
    web::Json json;
    json.open().field("from", from).field("until", until);
    json.field("business_date", property->business_date).open_array("items");
    for (const RackRoom& line : rack->rooms) show_rack_room(json, line);
    json.close_array().open_array("unassigned");
    for (const Reservation& r : rack->unassigned) show_unassigned(json, r);
    json.close_array().field("more_unassigned", rack->more_unassigned);
    json.null("next_cursor").close();
    co_return web::json_reply(json);
}

Task<Reply> put_room(Step& step, FrontDesk& front, const Request& request) {
    const auto property = touchable(front.desk, request);
    if (!property) co_return web::problem(step, property.error());
    web::Body body(request.body);
    const AssignCommand command{.stay = stay_in(*property, request),
                                .room_number = body.optional_text("/room_number", 20).value_or(""),
                                .upgrade = read_upgrade(body),
                                .actor = actor_of(request)};
    if (const auto error = body.error()) co_return web::problem(step, *error);
    const auto assigned = co_await assign_ahead(step, front, command);
    if (!assigned) co_return web::problem(step, assigned.error());
    web::Json json;
    json.open()
        .field("confirmation_code", command.stay.confirmation_code)
        .field("room_number", assigned->room.number)
        .field("room_type_id", assigned->room.room_type)
        .field("upgraded", assigned->upgraded)
        .field("why", assigned->why)
        .close();
    co_return web::json_reply(json);
}

Task<Reply> delete_room(Step& step, FrontDesk& front, const Request& request) {
    const auto property = touchable(front.desk, request);
    if (!property) co_return web::problem(step, property.error());
    const UnassignCommand command{stay_in(*property, request), actor_of(request)};
    const auto released = co_await unassign(step, front, command);
    if (!released) co_return web::problem(step, released.error());
    co_return Reply{.status = 204};
}

Task<Reply> post_move(Step& step, FrontDesk& front, const Request& request) {
    const auto property = touchable(front.desk, request);
    if (!property) co_return web::problem(step, property.error());
    web::Body body(request.body);
    MoveCommand command{.stay = stay_in(*property, request),
                        .room_number = body.text("/room_number", 20),
                        .reason = body.text("/reason", 200),
                        .upgrade = body.boolean("/upgrade", false),
                        .keys = read_key_count(body, "/keys"),
                        .workstation = body.optional_text("/workstation", 16).value_or(""),
                        .actor = actor_of(request)};
    if (body.has("/rate_difference"))
        command.charges = body.one_of("/rate_difference", differences) == 1;
    if (const auto error = body.error()) co_return web::problem(step, *error);
    const auto moved = co_await move_guest(step, front, command);
    if (!moved) co_return web::problem(step, moved.error());
    web::Json json;
    json.open()
        .field("status", "moved")
        .field("from_room", moved->from.number)
        .field("room", moved->to.number)
        .field("room_type_id", moved->to.room_type)
        .field("upgraded", moved->upgraded)
        .field("charged", moved->charged);
    show_keys(json, moved->keys);
    json.field("old_keys", moved->old_keys_off ? "off" : "pending")
        .field("trace_id", step.context().trace_id.text())
        .close();
    co_return web::json_reply(json);
}

Task<Reply> post_swap(Step& step, FrontDesk& front, const Request& request) {
    const auto property = touchable(front.desk, request);
    if (!property) co_return web::problem(step, property.error());
    web::Body body(request.body);
    const SwapRoomsCommand command{
        .property = property->id,
        .first = body.text("/room_numbers/0", 20),
        .second = body.text("/room_numbers/1", 20),
        .reason = body.text("/reason", 200),
        .workstation = body.optional_text("/workstation", 16).value_or(""),
        .actor = actor_of(request)};
    if (const auto error = body.error()) co_return web::problem(step, *error);
    const auto swapped = co_await swap_rooms(step, front, command);
    if (!swapped) co_return web::problem(step, swapped.error());
    web::Json json;
    json.open().field("status", "swapped").open_array("items");
    json.open()
        .field("room_number", command.first)
        .field("confirmation_code", swapped->first_code)
        .field("keys", swapped->first_keys.count)
        .close();
    json.open()
        .field("room_number", command.second)
        .field("confirmation_code", swapped->second_code)
        .field("keys", swapped->second_keys.count)
        .close();
    json.close_array().field("trace_id", step.context().trace_id.text()).close();
    co_return web::json_reply(json);
}

Task<Reply> post_keys(Step& step, FrontDesk& front, const Request& request) {
    const auto property = touchable(front.desk, request);
    if (!property) co_return web::problem(step, property.error());
    web::Body body(request.body);
    const NewKeys command{.stay = stay_in(*property, request),
                          .count = read_key_count(body, "/count"),
                          .workstation = body.optional_text("/workstation", 16).value_or(""),
                          .actor = actor_of(request)};
    if (const auto error = body.error()) co_return web::problem(step, *error);
    const auto keys = co_await make_new_keys(step, front, command);
    if (!keys) co_return web::problem(step, keys.error());
    web::Json json;
    json.open();
    show_keys(json, *keys);
    json.field("trace_id", step.context().trace_id.text()).close();
    co_return web::json_reply(json);
}

}  // namespace vacancy::hotel
