#include "hotel/routes/handlers.hpp"
#include "hotel/routes/wire.hpp"

#include <fmt/format.h>

namespace vacancy::hotel {
namespace {

/// The room types a bulk change is for: those named, or all of the property.
std::vector<RoomTypeId> read_types(web::Body& body, const Book& book) {
    std::vector<RoomTypeId> types;
    const std::size_t named = body.items("/room_type_ids", 100);
    for (std::size_t i = 0; i < named && i < 100; ++i)
        types.push_back(body.id<RoomTypeId>(fmt::format("/room_type_ids/{}", i)));
    if (named > 0) return types;
    for (const RoomType& type : book.room_types) types.push_back(type.id);
    return types;
}

Result<std::shared_ptr<const Book>> book_of(Desk& desk, const PropertyId& property) {
    const PropertyCalendar* calendar = desk.calendars.find(property);
    auto book = calendar != nullptr ? calendar->book() : nullptr;
    if (book == nullptr) return fail(ErrorCode::property_not_found);
    return book;
}

web::Reply show_written(const Written& written) {
    web::Json json;
    json.open().field("nights", written.nights).close();
    return web::json_reply(json);
}

std::vector<RateChange> read_rates(web::Body& body, const Book& book) {
    constexpr web::Limits amounts{0, 1'000'000'000};
    const auto optional = [&](std::string_view pointer) {
        return body.optional_integer(pointer, amounts).value_or(0);
    };
    RateChange change{.property = book.property.id,
                      .rate_plan = body.id<RatePlanId>("/rate_plan_id"),
                      .nights = read_nights(body)};
    if (!body.boolean("/remove", false)) {
        change.rate = {.amount = body.integer("/amount_minor", amounts),
                       .single_discount = optional("/single_discount_minor"),
                       .extra_adult = optional("/extra_adult_minor"),
                       .extra_child = optional("/extra_child_minor")};
        if (change.rate.single_discount > change.rate.amount)
            body.note("/single_discount_minor", "invalid", "must not be above amount_minor");
    }
    std::vector<RateChange> changes;
    for (const RoomTypeId& type : read_types(body, book)) {
        change.room_type = type;
        changes.push_back(change);
    }
    return changes;
}

std::vector<RuleChange> read_rules(web::Body& body, const Book& book) {
    const auto days = [&](std::string_view pointer) {
        return static_cast<std::uint16_t>(body.optional_integer(pointer, {0, 1'000}).value_or(0));
    };
    RuleChange change{.property = book.property.id,
                      .rate_plan = body.optional_id<RatePlanId>("/rate_plan_id"),
                      .nights = read_nights(body)};
    change.rule = {.closed = body.boolean("/closed", false),
                   .closed_to_arrival = body.boolean("/closed_to_arrival", false),
                   .closed_to_departure = body.boolean("/closed_to_departure", false),
                   .min_stay = days("/min_stay"),
                   .max_stay = days("/max_stay"),
                   .min_lead_days = days("/min_lead_days"),
                   .max_lead_days = days("/max_lead_days")};
    std::vector<RuleChange> changes;
    for (const RoomTypeId& type : read_types(body, book)) {
        change.room_type = type;
        changes.push_back(change);
    }
    return changes;
}

InventoryChange read_change(web::Body& body) {
    const auto rooms = [&](std::string_view pointer) -> std::optional<int> {
        const auto given = body.optional_integer(pointer, {0, 100'000});
        return given ? std::optional(static_cast<int>(*given)) : std::nullopt;
    };
    InventoryChange change{.room_type = body.id<RoomTypeId>("/room_type_id"),
                           .nights = read_nights(body),
                           .capacity = rooms("/capacity"),
                           .overbooking = rooms("/overbooking"),
                           .sell_limit = rooms("/sell_limit")};
    change.drop_sell_limit = body.boolean("/remove_sell_limit", false);
    if (!change.capacity && !change.overbooking && !change.sell_limit && !change.drop_sell_limit)
        body.note("/capacity", "missing", "nothing is to be changed");
    return change;
}

void show_night(web::Json& json, const InventoryNight& night) {
    json.open()
        .field("room_type_id", night.room_type)
        .field("date", night.night)
        .field("capacity", night.capacity)
        .field("overbooking", night.overbooking);
    if (night.sell_limit)
        json.field("sell_limit", *night.sell_limit);
    else
        json.null("sell_limit");
    json.field("sold", night.sold).field("held", night.held).field("left", night.left()).close();
}

web::Reply show_impact(const InventoryImpact& impact) {
    web::Json json;
    json.open()
        .field("applied", impact.applied)
        .field("nights_changed", impact.nights)
        .open_array("oversold_nights");
    for (const InventoryNight& night : impact.oversold) show_night(json, night);
    json.close_array().open_array("affected_reservations");
    for (const Reservation& reservation : impact.reservations)
        json.open()
            .field("reservation_id", reservation.id)
            .field("confirmation_code", reservation.confirmation_code)
            .field("check_in", reservation.stay.arrival)
            .field("check_out", reservation.stay.departure)
            .field("status", name_of(reservation.status))
            .close();
    json.close_array().close();
    return web::json_reply(json);
}

struct Asked {
    NightsQuery nights;
};

Result<Asked> read_query(Desk& desk, const web::Request& request) {
    TRY(const Property property, touchable(desk, request));
    web::Query query(request);
    Asked asked{{.property = property.id, .nights = {query.date("from"), query.date("to") + 1}}};
    if (asked.nights.nights.nights() < 1 || asked.nights.nights.nights() > 1'100)
        query.note("to", "invalid", "must be 0 to 1,099 days after from");
    if (query.optional_text("room_type_id", 64))
        asked.nights.room_type = query.id<RoomTypeId>("room_type_id");
    if (auto error = query.error()) return std::unexpected(std::move(*error));
    return asked;
}

}  // namespace

Task<web::Reply> put_rates(Step& step, Desk& desk, const web::Request& request) {
    const auto property = touchable(desk, request);
    if (!property) co_return web::problem(step, property.error());
    const auto book = book_of(desk, property->id);
    if (!book) co_return web::problem(step, book.error());
    web::Body body(request.body);
    const auto changes = read_rates(body, **book);
    if (const auto error = body.error()) co_return web::problem(step, *error);
    const auto written = co_await set_rates(step, desk, changes);
    if (!written) co_return web::problem(step, written.error());
    co_return show_written(*written);
}

Task<web::Reply> get_rates(Step& step, Desk& desk, const web::Request& request) {
    const auto asked = read_query(desk, request);
    if (!asked) co_return web::problem(step, asked.error());
    const auto found = co_await rates(step, desk, asked->nights);
    if (!found) co_return web::problem(step, found.error());
    web::Json json;
    json.open().open_array("items");
    for (const RateRow& row : *found)
        json.open()
            .field("date", row.night)
            .field("rate_plan_id", row.rate_plan)
            .field("room_type_id", row.room_type)
            .field("amount_minor", row.rate.amount)
            .field("single_discount_minor", row.rate.single_discount)
            .field("extra_adult_minor", row.rate.extra_adult)
            .field("extra_child_minor", row.rate.extra_child)
            .close();
    json.close_array().null("next_cursor").close();
    co_return web::json_reply(json);
}

Task<web::Reply> put_restrictions(Step& step, Desk& desk, const web::Request& request) {
    const auto property = touchable(desk, request);
    if (!property) co_return web::problem(step, property.error());
    const auto book = book_of(desk, property->id);
    if (!book) co_return web::problem(step, book.error());
    web::Body body(request.body);
    const auto changes = read_rules(body, **book);
    if (const auto error = body.error()) co_return web::problem(step, *error);
    const auto written = co_await set_restrictions(step, desk, changes);
    if (!written) co_return web::problem(step, written.error());
    co_return show_written(*written);
}

Task<web::Reply> get_restrictions(Step& step, Desk& desk, const web::Request& request) {
    const auto asked = read_query(desk, request);
    if (!asked) co_return web::problem(step, asked.error());
    const auto found = co_await restrictions(step, desk, asked->nights);
    if (!found) co_return web::problem(step, found.error());
    web::Json json;
    json.open().open_array("items");
    for (const RuleRow& row : *found)
        json.open()
            .field("date", row.night)
            .field("rate_plan_id", row.rate_plan)
            .field("room_type_id", row.room_type)
            .field("closed", row.rule.closed)
            .field("closed_to_arrival", row.rule.closed_to_arrival)
            .field("closed_to_departure", row.rule.closed_to_departure)
            .field("min_stay", static_cast<int>(row.rule.min_stay))
            .field("max_stay", static_cast<int>(row.rule.max_stay))
            .field("min_lead_days", static_cast<int>(row.rule.min_lead_days))
            .field("max_lead_days", static_cast<int>(row.rule.max_lead_days))
            .close();
    json.close_array().null("next_cursor").close();
    co_return web::json_reply(json);
}

Task<web::Reply> put_inventory(Step& step, Desk& desk, const web::Request& request) {
    const auto property = touchable(desk, request);
    if (!property) co_return web::problem(step, property.error());
    web::Query query(request);
    const bool preview = query.boolean("preview", false);
    if (const auto error = query.error()) co_return web::problem(step, *error);
    web::Body body(request.body);
    const InventoryCommand command{.property = property->id,
                                   .change = read_change(body),
                                   .preview = preview,
                                   .allow_oversold = body.boolean("/allow_oversold", false)};
    if (const auto error = body.error()) co_return web::problem(step, *error);
    const auto impact = co_await set_inventory(step, desk, command);
    if (!impact) co_return web::problem(step, impact.error());
    co_return show_impact(*impact);
}

Task<web::Reply> get_inventory(Step& step, Desk& desk, const web::Request& request) {
    const auto asked = read_query(desk, request);
    if (!asked) co_return web::problem(step, asked.error());
    const auto found = co_await inventory(step, desk, asked->nights);
    if (!found) co_return web::problem(step, found.error());
    web::Json json;
    json.open().open_array("items");
    for (const InventoryNight& night : *found) show_night(json, night);
    json.close_array().null("next_cursor").close();
    co_return web::json_reply(json);
}

}  // namespace vacancy::hotel
