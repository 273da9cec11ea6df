#include "booking/api.hpp"
#include "booking/routes/reading.hpp"
#include "booking/routes/routes.hpp"
#include "web/body.hpp"

#include <array>

namespace vacancy::booking {
namespace {

using web::Reply;
using web::Request;

constexpr web::Limits guest_count{.min = 1, .max = 30};

SearchAvailability read_search(web::Query& query) {
    SearchAvailability search;
    search.stay.property = query.id<PropertyId>("property_id");
    search.stay.stay = {.arrival = query.date("check_in"), .departure = query.date("check_out")};
    search.stay.guests = static_cast<int>(query.integer("guests", guest_count));
    search.stay.children = static_cast<int>(
        query.optional_integer("children", {.min = 0, .max = search.stay.guests}).value_or(0));
    search.explain = query.boolean("explain", false);
    if (!query.error()) check_stay(query, search.stay.stay, "check_out");
    return search;
}

void show_offer(web::Json& json, const Offer& offer) {
    json.open()
        .field("room_type_id", offer.room_type)
        .field("room_type_name", offer.room_type_name)
        .field("rate_plan_id", offer.rate_plan)
        .field("rate_plan_name", offer.rate_plan_name)
        .field("meal_plan", offer.meal_plan)
        .field("rooms_left", offer.rooms_left)
        .field("total_price", offer.total)
        .field("due_at_booking", offer.due_at_booking.value_or(offer.total));
    json.open_array("nights");
    for (const NightPrice& night : offer.nights)
        json.open().field("date", night.date).field("price", night.price).close();
    json.close_array().close();
}

void show_refusals(web::Json& json, const std::vector<Refusal>& refusals) {
    json.open_array("not_offered");
    for (const Refusal& refusal : refusals)
        json.open()
            .field("room_type_id", refusal.room_type)
            .field("rate_plan_id", refusal.rate_plan)
            .field("reason", refusal.reason)
            .field("night", refusal.night)
            .close();
    json.close_array();
}

void read_guest(web::Body& body, const Request& request, CreateBooking& command) {
    command.guest.name = Private(body.text("/guest/name", 200));
    const std::string email = body.text("/guest/email", 254);
    const auto at = email.find('@');
    const bool plausible = at != std::string::npos && at > 0 && at + 1 < email.size() &&
                           email.find_first_of(" <>,;\"") == std::string::npos;
    if (!email.empty() && !plausible) body.note("/guest/email", "invalid", "not an address");
    command.guest.email = Private(email);
    if (auto phone = body.optional_text("/guest/phone", 40))
        command.guest.phone = Private(std::move(*phone));
    command.guest.language = language_of(request, body.optional_text("/guest/language", 2));
    if (auto wishes = body.optional_paragraph("/special_requests", 2000))
        command.special_requests = Private(std::move(*wishes));
}

CreateBooking read_booking(web::Body& body, const Request& request) {
    constexpr std::array<std::string_view, 3> sources{"web", "mobile", "api"};
    CreateBooking command;
    command.user_id = Private(body.text("/user_id", 128));
    command.source = static_cast<Source>(body.one_of("/source", sources));
    StayRequest& search = command.search;
    search.property = body.id<PropertyId>("/search/property_id");
    search.stay = {.arrival = body.date("/search/check_in"),
                   .departure = body.date("/search/check_out")};
    search.guests = static_cast<int>(body.integer("/search/guests", guest_count));
    search.children = static_cast<int>(
        body.optional_integer("/search/children", {.min = 0, .max = search.guests}).value_or(0));
    search.room_type = body.optional_id<RoomTypeId>("/search/room_type_id");
    search.rate_plan = body.optional_id<RatePlanId>("/search/rate_plan_id");
    read_guest(body, request, command);
    command.payment = read_payment(body);
    command.request_key = request.idempotency_key;
    if (!body.error()) check_stay(body, search.stay, "/search/check_out");
    return command;
}

Reply show_confirmed(const Confirmed& confirmed) {
    const Booking& b = confirmed.booking;
    web::Json json;
    json.open()
        .field("booking_id", b.id)
        .field("reservation_id", b.reservation)
        .field("confirmation_code", b.confirmation_code)
        .field("status", name_of(b.state))
        .field("property_id", b.property)
        .field("room_type_id", b.room_type)
        .field("rate_plan_id", b.rate_plan)
        .field("check_in", b.stay.arrival)
        .field("check_out", b.stay.departure)
        .field("guests", b.guests)
        .field("total_price", b.total)
        .field("due_at_property", confirmed.due_at_property);
    json.open("payment")
        .field("transaction_id", confirmed.payment.transaction_id)
        .field("status", confirmed.payment.status)
        .field("amount", confirmed.payment.amount)
        .close();
    json.field("version", b.version).field("trace_id", b.trace_id).close();
    Reply reply = web::json_reply(json, 201);
    reply.headers.emplace_back("Location", "/v1/bookings/" + b.confirmation_code);
    return reply;
}

}  // namespace

Task<Reply> get_availability(Step& step, Shop& shop, const Request& request) {
    web::Query query(request);
    const SearchAvailability search = read_search(query);
    if (const auto error = query.error()) co_return web::problem(step, *error);
    const auto found = co_await search_availability(step, shop, search);
    if (!found) co_return web::problem(step, found.error());
    web::Json json;
    json.open().open_array("items");
    for (const Offer& offer : found->offers) show_offer(json, offer);
    json.close_array();
    if (search.explain) show_refusals(json, found->refusals);
    json.null("next_cursor").close();
    co_return web::json_reply(json);
}

Task<Reply> post_booking(Step& step, Shop& shop, const Request& request) {
    web::Body body(request.body);
    const CreateBooking command = read_booking(body, request);
    if (const auto error = body.error()) co_return web::problem(step, *error);
    const auto confirmed = co_await create_booking(step, shop, command);
    if (!confirmed) co_return web::problem(step, confirmed.error());
    co_return show_confirmed(*confirmed);
}

}  // namespace vacancy::booking
