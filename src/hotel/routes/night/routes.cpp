#include "hotel/routes/night/routes.hpp"

#include "hotel/desk/night.hpp"
#include "hotel/routes/desk/handlers.hpp"
#include "hotel/routes/night/handlers.hpp"
#include "hotel/routes/wire.hpp"
#include "web/listing.hpp"

#include <array>

namespace vacancy::hotel {
namespace {

using enum web::Method;
using enum web::Role;

void show_night(web::Json& json, const ClosedNight& night) {
    json.open()
        .field("status", "closed")
        .field("business_date", night.business_date)
        .field("next_business_date", night.next_business_date)
        .raw("report", night.report)
        .close();
}

web::Reply night_reply(const ClosedNight& night) {
    web::Json json;
    show_night(json, night);
    return web::json_reply(json);
}

Task<web::Reply> post_night_audit(Step& step, FrontDesk& front, const web::Request& request) {
    const auto property = touchable(front.desk, request);
    if (!property) co_return web::problem(step, property.error());
    web::Body body(request.body);
    const CloseNight command{.property = property->id,
                             .business_date = body.optional_date("/business_date"),
                             .actor = actor_of(request)};
    if (const auto error = body.error()) co_return web::problem(step, *error);
    const auto night = co_await close_night(step, front, command);
    if (!night) co_return web::problem(step, night.error());
    co_return night_reply(*night);
}

Task<web::Reply> get_night_audit(Step& step, FrontDesk& front, const web::Request& request) {
    const auto property = touchable(front.desk, request);
    if (!property) co_return web::problem(step, property.error());
    const auto day = LocalDate::parse(request.path_parameter("business_date"));
    if (!day) co_return web::problem(step, Error{.code = ErrorCode::not_found});
    const NightQuery query{property->id, *day};
    const auto night = co_await find_night(step, front, query);
    if (!night) co_return web::problem(step, night.error());
    co_return night_reply(*night);
}

Task<web::Reply> get_night_audits(Step& step, FrontDesk& front, const web::Request& request) {
    const auto property = touchable(front.desk, request);
    if (!property) co_return web::problem(step, property.error());
    web::Query query(request);
    const web::Page page = web::page_of(query, {.usual = 30, .most = 200});
    ClosedNightsQuery asked{.property = property->id, .limit = page.limit};
    if (!page.after.empty()) {
        const auto before = LocalDate::parse(page.after.front());
        if (!before) query.note("cursor", "invalid", "not a cursor of this list");
        if (before) asked.before = *before;
    }
    if (const auto error = query.error()) co_return web::problem(step, *error);
    const auto list = co_await closed_nights(step, front, asked);
    if (!list) co_return web::problem(step, list.error());
    web::Json json;
    json.open().open_array("items");
    for (const ClosedNight& night : list->items) show_night(json, night);
    json.close_array();
    if (list->more)
        json.field("next_cursor", web::make_cursor({list->items.back().business_date.text()}));
    else
        json.null("next_cursor");
    json.close();
    co_return web::json_reply(json);
}

web::Reply hour_reply(std::optional<std::chrono::minutes> at) {
    web::Json json;
    json.open();
    if (at)
        json.field("at", wall_time(*at));
    else
        json.null("at");
    json.close();
    return web::json_reply(json);
}

Task<web::Reply> get_audit_hour(Step& step, FrontDesk& front, const web::Request& request) {
    const auto property = touchable(front.desk, request);
    if (!property) co_return web::problem(step, property.error());
    const auto at = co_await audit_hour(step, front, property->id);
    if (!at) co_return web::problem(step, at.error());
    co_return hour_reply(*at);
}

Task<web::Reply> put_audit_hour(Step& step, FrontDesk& front, const web::Request& request) {
    const auto property = touchable(front.desk, request);
    if (!property) co_return web::problem(step, property.error());
    web::Body body(request.body);
    AuditHourCommand command{.property = property->id, .actor = actor_of(request)};
    if (body.has("/at")) command.at = read_wall_time(body, "/at", std::chrono::minutes{0});
    if (const auto error = body.error()) co_return web::problem(step, *error);
    const auto set = co_await set_audit_hour(step, front, command);
    if (!set) co_return web::problem(step, set.error());
    co_return hour_reply(command.at);
}

web::Reply no_show_reply(const NoShow& done, bool is_quote) {
    web::Json json;
    json.open()
        .field("confirmation_code", done.reservation.confirmation_code)
        .field("status", is_quote ? "quoted" : "no_show")
        .field("fee", done.fee)
        .field("waived", done.waived)
        .field("paid_ahead", done.paid)
        .field("charged", done.charged)
        .field("returned", done.returned)
        .field("owed", done.owed)
        .field("settled", done.is_settled);
    if (is_quote)
        json.null("folio_id");
    else
        json.field("folio_id", done.folio);
    json.close();
    return web::json_reply(json);
}

Task<web::Reply> post_no_show(Step& step, FrontDesk& front, const web::Request& request) {
    const auto property = touchable(front.desk, request);
    if (!property) co_return web::problem(step, property.error());
    web::Body body(request.body);
    const NoShowCommand command{
        .property = property->id,
        .confirmation_code = std::string(request.path_parameter("confirmation_code")),
        .waives_fee = body.boolean("/waive_fee", false),
        .reason = body.optional_text("/reason", 200).value_or(""),
        .quote_only = body.boolean("/quote_only", false),
        .actor = actor_of(request)};
    if (const auto error = body.error()) co_return web::problem(step, *error);
    const auto done = co_await end_as_no_show(step, front, command);
    if (!done) co_return web::problem(step, done.error());
    co_return no_show_reply(*done, command.quote_only);
}

constexpr web::Access desk = web::only({agent, manager, admin});
constexpr web::Access managers = web::only({manager, admin});
constexpr web::Access at_a_desk = web::only({agent, host, manager, admin});

#define PROPERTY "/v1/properties/{property_id}"

using Row = web::Route<FrontDesk>;
constexpr auto rows = std::to_array<Row>({
    {post, PROPERTY "/night-audit", desk, post_night_audit,
     "Closes the business date: no-shows, room and taxes, report, next day; safe to repeat.",
     web::Urgency::change, nullptr, true, "HotelNightAudit", "HotelClosedNight"},
    {get,
     PROPERTY "/night-audits",
     desk,
     get_night_audits,
     "Lists the days that are closed, the latest first.",
     web::Urgency::change,
     nullptr,
     false,
     {},
     "HotelClosedNightPage"},
    {get,
     PROPERTY "/night-audits/{business_date}",
     desk,
     get_night_audit,
     "Shows the manager report of a closed day.",
     web::Urgency::change,
     nullptr,
     false,
     {},
     "HotelClosedNight"},
    {get,
     PROPERTY "/night-audit-hour",
     desk,
     get_audit_hour,
     "Shows when the day is closed by itself.",
     web::Urgency::change,
     nullptr,
     false,
     {},
     "HotelAuditHour"},
    {put, PROPERTY "/night-audit-hour", managers, put_audit_hour,
     "Sets when the day is closed by itself; null: by hand, and the date follows the clock.",
     web::Urgency::change, nullptr, false, "HotelAuditHour", "HotelAuditHour"},
    {post, PROPERTY "/reservations/{confirmation_code}/no-show", desk, post_no_show,
     "Ends the reservation of a guest who did not come, by the terms of the sale or waived.",
     web::Urgency::change, nullptr, true, "HotelNoShow", "HotelNoShowDone"},
    {get,
     "/v1/ops/queues",
     at_a_desk,
     get_queues,
     "Shows the desk's day by the hour: who waited, what was done, what was slow.",
     web::Urgency::search,
     nullptr,
     false,
     {},
     "OpsQueuePage"},
});

#undef PROPERTY

}  // namespace

std::span<const web::Route<FrontDesk>> night_routes() { return rows; }

}  // namespace vacancy::hotel
