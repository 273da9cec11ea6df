#include "hotel/desk/rack/stays.hpp"

#include "hotel/routes/rack/handlers.hpp"

#include <array>

namespace vacancy::hotel {
namespace {

constexpr int most_guests_a_room = 20;

GuestDetails read_guest(web::Body& body) {
    GuestDetails guest{.name = Private(body.text("/guest/name", 200)),
                       .email = Private(body.optional_text("/guest/email", 254).value_or(""))};
    if (auto phone = body.optional_text("/guest/phone", 40)) guest.phone = Private(*phone);
    guest.language = body.optional_text("/guest/language", 2).value_or(guest.language);
    return guest;
}

Reply facts_reply(const Stay& stay, const StayName& query) {
    web::Json json;
    json.open()
        .field("confirmation_code", query.confirmation_code)
        .field("vip_level", stay.vip_level)
        .field("notes", stay.notes)
        .field("preferences", stay.preferences)
        .field("company", stay.company)
        .field("outside_reference", stay.outside_reference)
        .field("day_use", stay.day_use)
        .field("keys_made", stay.keys_made)
        .field("version", stay.version)
        .close();
    return versioned(json, stay.version);
}

UndoCommand read_undo(web::Body& body, const Property& property, const Request& request) {
    return {.stay = stay_in(property, request),
            .reason = body.text("/reason", 200),
            .workstation = body.optional_text("/workstation", 16).value_or(""),
            .actor = actor_of(request)};
}

WalkInCommand read_walk_in(web::Body& body, const Property& property, const Request& request) {
    WalkInCommand command{
        .property = property.id,
        .guest = read_guest(body),
        .guests =
            static_cast<int>(body.optional_integer("/guests", {1, most_guests_a_room}).value_or(1)),
        .children = static_cast<int>(
            body.optional_integer("/children", {0, most_guests_a_room}).value_or(0)),
        .room_type = body.id<RoomTypeId>("/room_type_id"),
        .rate_plan = body.id<RatePlanId>("/rate_plan_id"),
        .rate = body.optional_money("/rate"),
        .day_use = body.boolean("/day_use", false),
        .check_in = read_check_in(body, request)};
    if (!command.day_use) command.check_out = body.date("/check_out");
    if (command.rate && command.rate->currency != property.currency)
        body.note("/rate", "invalid", "the property sells in another currency");
    return command;
}

}  // namespace

Task<Reply> post_stay(Step& step, FrontDesk& front, const Request& request) {
    const auto property = touchable(front.desk, request);
    if (!property) co_return web::problem(step, property.error());
    web::Body body(request.body);
    const StayChange change{.stay = stay_in(*property, request),
                            .check_out = body.date("/check_out"),
                            .quote_only = body.boolean("/quote_only", false),
                            .workstation = body.optional_text("/workstation", 16).value_or(""),
                            .actor = actor_of(request)};
    if (const auto error = body.error()) co_return web::problem(step, *error);
    const auto quote = co_await change_stay(step, front, change);
    if (!quote) co_return web::problem(step, quote.error());
    web::Json json;
    json.open()
        .field("status", quote->applied ? "changed" : "quoted")
        .field("check_in", quote->stay.arrival)
        .field("check_out", quote->stay.departure)
        .field("total_price", quote->total)
        .field("difference", quote->difference)
        .field("kept", quote->kept);
    json.open("authorization")
        .field("amount", quote->authorized)
        .field("raised", quote->raises_authorization)
        .close();
    show_keys(json, quote->keys);
    json.field("trace_id", step.context().trace_id.text()).close();
    co_return web::json_reply(json);
}

Task<Reply> get_facts(Step& step, FrontDesk& front, const Request& request) {
    const auto property = touchable(front.desk, request);
    if (!property) co_return web::problem(step, property.error());
    const StayName query = stay_in(*property, request);
    const auto stay = co_await stay_facts(step, front, query);
    if (!stay) co_return web::problem(step, stay.error());
    co_return facts_reply(*stay, query);
}

Task<Reply> patch_facts(Step& step, FrontDesk& front, const Request& request) {
    const auto property = touchable(front.desk, request);
    if (!property) co_return web::problem(step, property.error());
    const auto version = expected_version(request);
    if (!version) co_return web::problem(step, version.error());
    web::Body body(request.body);
    FactsChange change{.stay = stay_in(*property, request),
                       .notes = body.optional_paragraph("/notes", 2'000),
                       .preferences = body.optional_paragraph("/preferences", 2'000),
                       .company = body.optional_text("/company", 200),
                       .outside_reference = body.optional_text("/outside_reference", 100),
                       .expected_version = *version,
                       .actor = actor_of(request)};
    if (const auto level = body.optional_integer("/vip_level", {0, 9}))
        change.vip_level = static_cast<int>(*level);
    if (const auto error = body.error()) co_return web::problem(step, *error);
    const auto stay = co_await change_facts(step, front, change);
    if (!stay) co_return web::problem(step, stay.error());
    co_return facts_reply(*stay, change.stay);
}

Task<Reply> post_check_out_of_guest(Step& step, FrontDesk& front, const Request& request) {
    name_operation(step, request, "check_out");
    const auto property = touchable(front.desk, request);
    if (!property) co_return web::problem(step, property.error());
    web::Body body(request.body);
    CheckOutCommand command{.property = property->id, .room_number = {}};
    command.confirmation_code = request.path_parameter("confirmation_code");
    command.is_express = body.boolean("/express", false);
    read_departure(body, command);
    if (command.is_express && command.means)
        body.note("/payment", "invalid", "who leaves by express pays with the card on file");
    command.actor = actor_of(request);
    if (const auto error = body.error()) co_return web::problem(step, *error);
    co_return co_await answer_check_out(step, front, command);
}

Task<Reply> post_revert(Step& step, FrontDesk& front, const Request& request) {
    const auto property = touchable(front.desk, request);
    if (!property) co_return web::problem(step, property.error());
    web::Body body(request.body);
    const UndoCommand command = read_undo(body, *property, request);
    if (const auto error = body.error()) co_return web::problem(step, *error);
    const auto reverted = co_await revert_check_in(step, front, command);
    if (!reverted) co_return web::problem(step, reverted.error());
    web::Json json;
    json.open()
        .field("status", "confirmed")
        .field("confirmation_code", command.stay.confirmation_code)
        .field("trace_id", step.context().trace_id.text())
        .close();
    co_return web::json_reply(json);
}

Task<Reply> post_reinstate(Step& step, FrontDesk& front, const Request& request) {
    const auto property = touchable(front.desk, request);
    if (!property) co_return web::problem(step, property.error());
    web::Body body(request.body);
    const UndoCommand command = read_undo(body, *property, request);
    if (const auto error = body.error()) co_return web::problem(step, *error);
    const auto back = co_await reinstate(step, front, command);
    if (!back) co_return web::problem(step, back.error());
    web::Json json;
    json.open()
        .field("status", "in_house")
        .field("confirmation_code", command.stay.confirmation_code)
        .field("room", back->room.number)
        .field("folio_id", back->folio);
    show_keys(json, back->keys);
    json.field("trace_id", step.context().trace_id.text()).close();
    co_return web::json_reply(json);
}

Task<Reply> post_sharer(Step& step, FrontDesk& front, const Request& request) {
    const auto property = touchable(front.desk, request);
    if (!property) co_return web::problem(step, property.error());
    web::Body body(request.body);
    const ShareCommand command{.stay = stay_in(*property, request),
                               .guest = read_guest(body),
                               .identity = read_identity(body),
                               .actor = actor_of(request)};
    if (const auto error = body.error()) co_return web::problem(step, *error);
    const auto sharing = co_await share_room(step, front, command);
    if (!sharing) co_return web::problem(step, sharing.error());
    web::Json json;
    json.open()
        .field("status", "in_house")
        .field("confirmation_code", sharing->reservation.confirmation_code)
        .field("reservation_id", sharing->reservation.id)
        .field("room", sharing->room.number)
        .field("folio_id", sharing->folio)
        .field("shares_with", command.stay.confirmation_code)
        .close();
    co_return web::json_reply(json, 201);
}

Task<Reply> post_walk_in(Step& step, FrontDesk& front, const Request& request) {
    name_operation(step, request, "check_in");
    const auto property = touchable(front.desk, request);
    if (!property) co_return web::problem(step, property.error());
    web::Body body(request.body);
    const WalkInCommand command = read_walk_in(body, *property, request);
    if (const auto error = body.error()) co_return web::problem(step, *error);
    const auto done = co_await walk_in(step, front, command);
    if (!done) co_return web::problem(step, done.error());
    web::Json json;
    json.open()
        .field("confirmation_code", done->confirmation_code)
        .field("reservation_id", done->reservation)
        .field("total_price", done->total);
    show_checked_in(json, done->checked_in);
    json.field("trace_id", step.context().trace_id.text()).close();
    co_return web::json_reply(json, 201);
}

}  // namespace vacancy::hotel
