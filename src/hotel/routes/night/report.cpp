#include "hotel/desk/night.hpp"
#include "web/body.hpp"

namespace vacancy::hotel {
namespace {

void show_sums(web::Json& json, std::string_view name, const std::vector<NamedSum>& sums) {
    json.open_array(name);
    for (const NamedSum& sum : sums)
        json.open().field("code", sum.name).field("amount", sum.amount).close();
    json.close_array();
}

void show_house(web::Json& json, const NightReport& report) {
    const DayFigures& day = report.figures;
    json.open("house")
        .field("rooms", day.rooms)
        .field("out_of_order", day.out_of_order)
        .field("rooms_available", report.rooms_available())
        .field("rooms_sold", day.sold)
        .field("day_use", day.day_use)
        .field("occupancy_bp", std::int64_t{report.occupancy().value})
        .field("stays", day.in_house)
        .field("guests", day.guests)
        .field("arrivals", day.arrivals)
        .field("departures", day.departures)
        .field("no_shows", day.no_shows)
        .field("cancellations", day.cancellations)
        .close();
}

}  // namespace

std::string write_night(const NightReport& report) {
    web::Json json;
    json.open()
        .field("property_id", report.property)
        .field("business_date", report.business_date)
        .field("closed_by", report.closed_by)
        .field("started_at", report.started_at)
        .field("closed_at", report.closed_at)
        .field("trace_id", report.trace_id);
    show_house(json, report);
    json.field("room_revenue", report.room_revenue())
        .field("total_revenue", report.total_revenue())
        .field("average_daily_rate", report.average_daily_rate())
        .field("revenue_per_available_room", report.revenue_per_room())
        .field("house_balance", report.figures.house_balance);
    show_sums(json, "revenue", report.figures.revenue);
    show_sums(json, "taxes", report.figures.taxes);
    show_sums(json, "fees", report.figures.fees);
    show_sums(json, "payments", report.figures.payments);
    json.open_array("discrepancies");
    for (const Discrepancy& one : report.discrepancies)
        json.open()
            .field("kind", one.kind)
            .field("confirmation_code", one.confirmation_code)
            .field("room_number", one.room_number)
            .field("detail", one.detail)
            .close();
    json.close_array().close();
    return json.take();
}

}  // namespace vacancy::hotel
