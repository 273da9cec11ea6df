#include "hotel/api.hpp"
#include "hotel/desk/night.hpp"
#include "hotel/routes/night/handlers.hpp"
#include "web/body.hpp"
#include "web/listing.hpp"

#include <algorithm>

namespace vacancy::hotel {
namespace {

std::int64_t ms(std::int64_t us) { return (us + 500) / 1000; }

void show_hour(web::Json& json, const DeskHour& hour) {
    json.open()
        .field("hour", hour.hour)
        .field("tickets", hour.tickets)
        .field("waiting", hour.waiting)
        .field("wait_p50_s", hour.wait_p50_s)
        .field("wait_p95_s", hour.wait_p95_s)
        .open_array("operations");
    for (const OperationFigures& kind : hour.operations)
        json.open()
            .field("operation", kind.operation)
            .field("result", kind.result)
            .field("count", kind.count)
            .field("p50_ms", ms(kind.p50_us))
            .field("p95_ms", ms(kind.p95_us))
            .close();
    json.close_array();
    if (hour.slow_step.empty()) {
        json.null("slow_step");
    } else {
        json.open("slow_step")
            .field("name", hour.slow_step)
            .field("duration_ms", ms(hour.slow_step_us))
            .field("trace_id", hour.example_trace_id)
            .close();
    }
    json.close();
}

void show_day(web::Json& json, const DeskDayShown& day) {
    int waiting = 0;
    for (const DeskHour& hour : day.hours) waiting += hour.waiting;
    json.open()
        .field("property_id", day.property)
        .field("date", day.day)
        .field("time_zone", day.time_zone)
        .field("waiting", waiting)
        .open_array("hours");
    for (const DeskHour& hour : day.hours) show_hour(json, hour);
    json.close_array().close();
}

/// Of the properties the caller may act on, by id; those after the cursor, one more than asked.
std::vector<Property> properties_for(FrontDesk& front, const web::Request& request,
                                     std::optional<PropertyId> only, const web::Page& page) {
    std::vector<Property> all = all_properties(front.desk);
    std::ranges::sort(all, {}, &Property::id);
    std::erase_if(all, [&](const Property& property) {
        const bool is_past = !page.after.empty() && property.id.text() <= page.after.front();
        return is_past || (only && property.id != *only) ||
               !request.principal.may_touch(property.account, property.id);
    });
    const auto most = static_cast<std::size_t>(page.limit) + 1;
    if (all.size() > most) all.resize(most);
    return all;
}

}  // namespace

Task<web::Reply> get_queues(Step& step, FrontDesk& front, const web::Request& request) {
    web::Query query(request);
    const web::Page page = web::page_of(query);
    const auto day = query.optional_date("date");
    std::optional<PropertyId> only;
    if (const auto given = query.optional_text("property_id", 64)) {
        const auto id = PropertyId::parse(*given);
        if (!id) query.note("property_id", "invalid", "not an id");
        only = id.value_or(PropertyId{});
    }
    if (const auto error = query.error()) co_return web::problem(step, *error);
    auto properties = properties_for(front, request, only, page);
    const bool more = properties.size() > static_cast<std::size_t>(page.limit);
    if (more) properties.pop_back();
    web::Json json;
    json.open().open_array("items");
    for (const Property& property : properties) {
        const DeskDayAsked asked{property, day};
        const auto shown = co_await desk_day(step, front, asked);
        if (!shown) co_return web::problem(step, shown.error());
        show_day(json, *shown);
    }
    json.close_array();
    if (more)
        json.field("next_cursor", web::make_cursor({properties.back().id.text()}));
    else
        json.null("next_cursor");
    json.close();
    co_return web::json_reply(json);
}

}  // namespace vacancy::hotel
