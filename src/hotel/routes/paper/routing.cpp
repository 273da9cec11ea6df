#include "hotel/routes/paper/handlers.hpp"

#include <fmt/format.h>

namespace vacancy::hotel {
namespace {

constexpr std::size_t most_windows = 8;
constexpr std::size_t most_routes = 100;
constexpr web::Limits window_numbers{1, 8};

std::vector<WindowWish> read_windows(web::Body& body) {
    std::vector<WindowWish> windows;
    const std::size_t count = std::min(body.items("/windows", most_windows), most_windows);
    for (std::size_t i = 0; i < count; ++i) {
        const auto at = [&](std::string_view field) {
            return fmt::format("/windows/{}/{}", i, field);
        };
        windows.push_back({.window = static_cast<int>(body.integer(at("window"), window_numbers)),
                           .payer = body.optional_text(at("payer"), 100).value_or(""),
                           .company = body.optional_id<CompanyId>(at("company_id"))});
    }
    return windows;
}

std::vector<FolioRoute> read_routes(web::Body& body) {
    std::vector<FolioRoute> routes;
    const std::size_t count = std::min(body.items("/routes", most_routes), most_routes);
    for (std::size_t i = 0; i < count; ++i) {
        const auto at = [&](std::string_view field) {
            return fmt::format("/routes/{}/{}", i, field);
        };
        routes.push_back({body.text(at("code"), 40),
                          static_cast<int>(body.integer(at("window"), window_numbers))});
    }
    return routes;
}

web::Reply folios_reply(const StayFolios& folios) {
    web::Json json;
    json.open().open_array("windows");
    for (const FolioView& view : folios.windows) {
        json.open();
        show_folio(json, view);
        json.close();
    }
    json.close_array().open_array("routes");
    for (const FolioRoute& route : folios.routes)
        json.open().field("code", route.code).field("window", route.window).close();
    json.close_array().close();
    return web::json_reply(json);
}

StayQuery stay_in(const web::Request& request, const Property& property) {
    return {property.id, std::string(request.path_parameter("confirmation_code"))};
}

}  // namespace

Task<web::Reply> get_stay_folios(Step& step, FrontDesk& front, const web::Request& request) {
    const auto property = touchable(front.desk, request);
    if (!property) co_return web::problem(step, property.error());
    const StayQuery query = stay_in(request, *property);
    const auto folios = co_await stay_folios(step, front, query);
    if (!folios) co_return web::problem(step, folios.error());
    co_return folios_reply(*folios);
}

Task<web::Reply> put_stay_folios(Step& step, FrontDesk& front, const web::Request& request) {
    const auto property = touchable(front.desk, request);
    if (!property) co_return web::problem(step, property.error());
    web::Body body(request.body);
    const RouteFolios command{.stay = stay_in(request, *property),
                              .windows = read_windows(body),
                              .routes = read_routes(body),
                              .actor = actor_of(request)};
    if (const auto error = body.error()) co_return web::problem(step, *error);
    const auto folios = co_await route_folios(step, front, command);
    if (!folios) co_return web::problem(step, folios.error());
    co_return folios_reply(*folios);
}

Task<web::Reply> post_city_ledger(Step& step, FrontDesk& front, const web::Request& request) {
    const auto query = folio_in(front, request);
    if (!query) co_return web::problem(step, query.error());
    web::Body body(request.body);
    const ToCityLedger command{.folio = *query,
                               .company = body.id<CompanyId>("/company_id"),
                               .amount = body.optional_money("/amount"),
                               .actor = actor_of(request)};
    if (const auto error = body.error()) co_return web::problem(step, *error);
    const auto view = co_await move_to_city_ledger(step, front, command);
    if (!view) co_return web::problem(step, view.error());
    web::Json json;
    json.open();
    show_folio(json, *view);
    json.close();
    co_return versioned(json, view->folio.version);
}

}  // namespace vacancy::hotel
