#include "booking/api.hpp"
#include "booking/routes/reading.hpp"
#include "booking/routes/routes.hpp"
#include "web/body.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace vacancy::booking {
namespace {

using web::Reply;
using web::Request;

std::optional<std::string> revealed(const std::optional<Private<std::string>>& text) {
    if (!text) return std::nullopt;
    return text->reveal();
}

void show_booking(web::Json& json, const Booking& b) {
    json.field("booking_id", b.id)
        .field("reservation_id", b.reservation)
        .field("confirmation_code", b.confirmation_code)
        .field("status", name_of(b.state))
        .field("version", b.version)
        .field("property_id", b.property)
        .field("room_type_id", b.room_type)
        .field("room_type_name", b.room_type_name)
        .field("rate_plan_id", b.rate_plan)
        .field("rate_plan_name", b.rate_plan_name)
        .field("meal_plan", b.meal_plan)
        .field("check_in", b.stay.arrival)
        .field("check_out", b.stay.departure)
        .field("guests", b.guests)
        .field("children", b.children)
        .field("total_price", b.total)
        .field("deposit", b.deposit)
        .field("source", name_of(b.source));
    json.open("guest")
        .field("name", b.guest_name.reveal())
        .field("email", b.guest_email.reveal())
        .field("phone", revealed(b.guest_phone))
        .field("language", b.language)
        .close();
    json.field("special_requests", revealed(b.special_requests))
        .field("created_at", b.created_at)
        .field("updated_at", b.updated_at)
        .field("trace_id", b.trace_id);
    if (!b.failure.empty()) json.field("failure", b.failure);
}

void show_history(web::Json& json, const BookingView& view) {
    std::vector<std::string_view> traces{view.booking.trace_id};
    json.open_array("history");
    for (const BookingEvent& event : view.history) {
        json.open()
            .field("seq", event.seq)
            .field("what", event.what)
            .field("detail", event.detail)
            .field("at", event.at)
            .field("trace_id", event.trace_id)
            .close();
        if (std::ranges::find(traces, event.trace_id) == traces.end())
            traces.push_back(event.trace_id);
    }
    json.close_array().open_array("trace_ids");
    for (const std::string_view trace : traces) json.item(trace);
    json.close_array();
}

Reply with_tag(Reply reply, const Booking& booking) {
    reply.headers.emplace_back("ETag", fmt::format("\"{}\"", booking.version));
    return reply;
}

Reply show_cancellation(const Cancellation& canceled) {
    web::Json json;
    json.open()
        .field("confirmation_code", canceled.booking.confirmation_code)
        .field("status", name_of(canceled.booking.state))
        .field("version", canceled.booking.version)
        .field("fee", canceled.fee)
        .field("refund", canceled.refund)
        .field("due", canceled.due)
        .field("waived", canceled.waived)
        .field("refund_status", canceled.refund_status)
        .field("policy", canceled.policy)
        .field("free_until", canceled.free_until)
        .close();
    return with_tag(web::json_reply(json), canceled.booking);
}

Reply show_modification(const Modification& change) {
    const Booking& b = change.booking;
    web::Json json;
    json.open()
        .field("confirmation_code", b.confirmation_code)
        .field("status", name_of(b.state))
        .field("version", b.version)
        .field("room_type_id", b.room_type)
        .field("rate_plan_id", b.rate_plan)
        .field("check_in", b.stay.arrival)
        .field("check_out", b.stay.departure)
        .field("guests", b.guests)
        .field("total_price", b.total)
        .field("previous_total", change.old_total)
        .field("difference", change.difference)
        .field("due_now", change.due_now)
        .field("refund", change.refund)
        .field("due_at_property", change.due_at_property)
        .field("payment_status", change.payment_status);
    json.open_array("nights");
    for (const NightPrice& night : change.offer.nights)
        json.open().field("date", night.date).field("price", night.price).close();
    json.close_array().close();
    return with_tag(web::json_reply(json), b);
}

ListBookings read_list(web::Query& query, const Request& request) {
    ListBookings list{.asker = asker_of(request)};
    if (query.optional_text("property_id", 64)) list.property = query.id<PropertyId>("property_id");
    if (const auto status = query.optional_text("status", 16)) {
        list.state = parse_state(*status);
        if (!list.state) query.note("status", "invalid", "not a status");
    }
    list.arriving_from = query.optional_date("arriving_from");
    list.arriving_until = query.optional_date("arriving_until");
    list.after = query.optional_text("cursor", 64).value_or("");
    list.limit = static_cast<int>(query.optional_integer("limit", {1, 200}).value_or(50));
    return list;
}

ModifyBooking read_change(web::Body& body, const Request& request) {
    ModifyBooking change{
        .confirmation_code = std::string(request.path_parameter("confirmation_code")),
        .asker = asker_of(request)};
    change.quote_only = body.boolean("/quote_only", false);
    change.check_in = body.optional_date("/check_in");
    change.check_out = body.optional_date("/check_out");
    if (const auto guests = body.optional_integer("/guests", {1, 30}))
        change.guests = static_cast<int>(*guests);
    if (const auto children = body.optional_integer("/children", {0, 30}))
        change.children = static_cast<int>(*children);
    change.room_type = body.optional_id<RoomTypeId>("/room_type_id");
    if (body.has("/payment")) change.payment = read_payment(body);
    change.request_key = request.idempotency_key;
    return change;
}

}  // namespace

Task<Reply> get_booking(Step& step, Shop& shop, const Request& request) {
    const std::string code(request.path_parameter("confirmation_code"));
    const Asker asker = asker_of(request);
    const auto view = co_await look_up_booking(step, shop, code, asker);
    if (!view) co_return web::problem(step, view.error());
    web::Json json;
    json.open();
    show_booking(json, view->booking);
    json.open("payment")
        .field("transaction_id", view->payment.transaction_id)
        .field("status", view->payment.status)
        .field("amount", view->payment.amount)
        .field("paid", view->paid)
        .close();
    json.field("due_at_property", view->due_at_property);
    json.open("cancellation")
        .field("policy", view->booking.cancellation_policy)
        .field("free_until", view->booking.free_cancellation_until)
        .field("fee", view->booking.cancel_fee)
        .close();
    show_history(json, *view);
    json.close();
    co_return with_tag(web::json_reply(json), view->booking);
}

Task<Reply> get_bookings(Step& step, Shop& shop, const Request& request) {
    web::Query query(request);
    const ListBookings list = read_list(query, request);
    if (const auto error = query.error()) co_return web::problem(step, *error);
    const auto page = co_await list_bookings(step, shop, list);
    if (!page) co_return web::problem(step, page.error());
    web::Json json;
    json.open().open_array("items");
    for (const Booking& booking : page->items) {
        json.open();
        show_booking(json, booking);
        json.close();
    }
    json.close_array();
    if (page->next.empty())
        json.null("next_cursor");
    else
        json.field("next_cursor", page->next);
    json.close();
    co_return web::json_reply(json);
}

/// The desk may give a fee up; guests and partners may not.
bool may_waive(web::Role role) {
    return role == web::Role::agent || role == web::Role::manager || role == web::Role::admin;
}

Task<Reply> post_cancel(Step& step, Shop& shop, const Request& request) {
    web::Body body(request.body);
    CancelBooking command{
        .confirmation_code = std::string(request.path_parameter("confirmation_code")),
        .asker = asker_of(request),
        .quote_only = body.boolean("/quote_only", false),
        .waives_fee = body.boolean("/waive_fee", false),
        .reason = body.optional_text("/reason", 200).value_or("")};
    if (const auto error = body.error()) co_return web::problem(step, *error);
    if (command.waives_fee && !may_waive(request.principal.role))
        co_return web::problem(step, Error{.code = ErrorCode::forbidden});
    const auto version = expected_version(request);
    if (!version) co_return web::problem(step, version.error());
    command.expected_version = *version;
    const auto canceled = co_await cancel_booking(step, shop, command);
    if (!canceled) co_return web::problem(step, canceled.error());
    co_return show_cancellation(*canceled);
}

Task<Reply> post_modify(Step& step, Shop& shop, const Request& request) {
    web::Body body(request.body);
    ModifyBooking command = read_change(body, request);
    if (const auto error = body.error()) co_return web::problem(step, *error);
    const auto version = expected_version(request);
    if (!version) co_return web::problem(step, version.error());
    command.expected_version = *version;
    const auto changed = co_await modify_booking(step, shop, command);
    if (!changed) co_return web::problem(step, changed.error());
    co_return show_modification(*changed);
}

}  // namespace vacancy::booking
