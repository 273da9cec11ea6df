#include "hotel/routes/interfaces/routes.hpp"

#include "hotel/desk/interfaces.hpp"
#include "hotel/routes/desk/handlers.hpp"

#include <algorithm>
#include <array>

namespace vacancy::hotel {
namespace {

constexpr std::array<std::string_view, 3> kinds{"keys", "telephone", "point_of_sale"};
constexpr std::array<std::string_view, 3> code_pages{"utf-8", "cp850", "cp1252"};

Interface read_interface(web::Body& body) {
    Interface interface;
    interface.kind = static_cast<InterfaceKind>(body.one_of("/kind", kinds) % kinds.size());
    interface.listen = body.text("/listen", 64);
    interface.enabled = body.boolean("/enabled", true);
    if (body.has("/code_page"))
        interface.code_page =
            code_pages.at(body.one_of("/code_page", code_pages) % code_pages.size());
    interface.time_zone = body.optional_text("/time_zone", 64).value_or("");
    if (const auto ms = body.optional_integer("/timeout_ms", {100, 60'000}))
        interface.timeout = std::chrono::milliseconds{*ms};
    interface.workstation = body.optional_text("/workstation", 32).value_or(interface.workstation);
    interface.coder = body.optional_text("/coder", 16).value_or(interface.coder);
    interface.posting_code =
        body.optional_text("/posting_code", 32).value_or(interface.posting_code);
    interface.confirms_deletion = body.boolean("/confirms_deletion", interface.confirms_deletion);
    return interface;
}

void show_status(web::Json& json, const LinkStatus& status) {
    const auto text_or_null = [&](std::string_view name, const std::string& text) {
        if (text.empty())
            json.null(name);
        else
            json.field(name, text);
    };
    json.open("link").field("state", status.state);
    text_or_null("listening_on", status.listening_on);
    text_or_null("peer", status.peer);
    text_or_null("family", status.family);
    text_or_null("asked_for", status.asked_for);
    if (status.last_alive)
        json.field("last_alive", *status.last_alive);
    else
        json.null("last_alive");
    json.field("records_taken", status.taken).field("records_told", status.told);
    text_or_null("detail", status.detail);
    json.close();
}

void show(web::Json& json, const FrontDesk& front, const Interface& interface) {
    json.field("name", interface.name)
        .field("kind", name_of(interface.kind))
        .field("listen", interface.listen)
        .field("enabled", interface.enabled)
        .field("code_page", interface.code_page)
        .field("time_zone", interface.time_zone)
        .field("timeout_ms", interface.timeout.count())
        .field("workstation", interface.workstation)
        .field("coder", interface.coder)
        .field("posting_code", interface.posting_code)
        .field("confirms_deletion", interface.confirms_deletion)
        .field("version", interface.version);
    show_status(json, front.links == nullptr
                          ? LinkStatus{}
                          : front.links->status(interface.property, interface.name));
}

web::Reply one(const FrontDesk& front, const Interface& interface) {
    web::Json json;
    json.open();
    show(json, front, interface);
    json.close();
    return versioned(json, interface.version);
}

Task<web::Reply> get_interfaces(Step& step, FrontDesk& front, const web::Request& request) {
    const auto property = touchable(front.desk, request);
    if (!property) co_return web::problem(step, property.error());
    const auto all = co_await interfaces(step, front, property->id);
    if (!all) co_return web::problem(step, all.error());
    web::Json json;
    json.open().open_array("items");
    for (const Interface& interface : *all) {
        json.open();
        show(json, front, interface);
        json.close();
    }
    json.close_array().null("next_cursor").close();
    co_return web::json_reply(json);
}

Task<web::Reply> get_interface(Step& step, FrontDesk& front, const web::Request& request) {
    const auto property = touchable(front.desk, request);
    if (!property) co_return web::problem(step, property.error());
    const auto all = co_await interfaces(step, front, property->id);
    if (!all) co_return web::problem(step, all.error());
    const auto found = std::ranges::find(*all, request.path_parameter("name"), &Interface::name);
    if (found == all->end()) co_return web::problem(step, Error{.code = ErrorCode::not_found});
    co_return one(front, *found);
}

Task<web::Reply> put_interface_row(Step& step, FrontDesk& front, const web::Request& request) {
    const auto property = touchable(front.desk, request);
    if (!property) co_return web::problem(step, property.error());
    web::Body body(request.body);
    PutInterface command{.interface = read_interface(body), .actor = actor_of(request)};
    if (const auto error = body.error()) co_return web::problem(step, *error);
    const auto version = expected_version(request);
    if (!version) co_return web::problem(step, version.error());
    command.interface.property = property->id;
    command.interface.name = request.path_parameter("name");
    command.interface.version = *version;
    const auto written = co_await put_interface(step, front, command);
    if (!written) co_return web::problem(step, written.error());
    co_return one(front, *written);
}

Task<web::Reply> put_no_post(Step& step, FrontDesk& front, const web::Request& request) {
    const auto property = touchable(front.desk, request);
    if (!property) co_return web::problem(step, property.error());
    web::Body body(request.body);
    const NoPostCommand command{
        .property = property->id,
        .confirmation_code = std::string(request.path_parameter("confirmation_code")),
        .no_post = body.boolean("/no_post", true),
        .actor = actor_of(request)};
    if (const auto error = body.error()) co_return web::problem(step, *error);
    const auto set = co_await set_no_post(step, front, command);
    if (!set) co_return web::problem(step, set.error());
    web::Json json;
    json.open().field("no_post", command.no_post).close();
    co_return web::json_reply(json);
}

using enum web::Method;
using enum web::Role;

constexpr web::Access desk = web::only({agent, manager, admin});
constexpr web::Access managers = web::only({manager, admin});

#define PROPERTY "/v1/properties/{property_id}"

using Row = web::Route<FrontDesk>;
constexpr auto rows = std::to_array<Row>({
    {get,
     PROPERTY "/interfaces",
     desk,
     get_interfaces,
     "Lists key encoders, telephones and tills, and whether they are connected.",
     web::Urgency::change,
     nullptr,
     false,
     {},
     "HotelInterfaceList"},
    {get,
     PROPERTY "/interfaces/{name}",
     managers,
     get_interface,
     "Shows an interface's settings and its link.",
     web::Urgency::change,
     nullptr,
     false,
     {},
     "HotelInterface"},
    {put, PROPERTY "/interfaces/{name}", managers, put_interface_row,
     "Makes or changes an interface; the server listens for it at once.", web::Urgency::change,
     nullptr, false, "HotelInterfaceInput", "HotelInterface"},
    {put, PROPERTY "/reservations/{confirmation_code}/no-post", desk, put_no_post,
     "Says whether tills, telephones and minibars may charge to a guest's room.",
     web::Urgency::change, nullptr, false, "HotelNoPost", "HotelNoPost"},
});

#undef PROPERTY

}  // namespace

std::span<const web::Route<FrontDesk>> interface_routes() { return rows; }

}  // namespace vacancy::hotel
