#include "outside/sandbox/world.hpp"
#include "web/body.hpp"

#include <boost/json.hpp>

#include <array>

namespace vacancy::outside {
namespace {

namespace json = boost::json;
using web::Method;
using web::Reply;
using web::Request;

constexpr std::array<std::string_view, 4> dialects{"framed", "newline", "unframed", "eager"};
constexpr std::array<std::string_view, 3> code_pages{"utf-8", "cp850", "cp1252"};

Task<Reply> keys(Step&, World& world, const Request&) {
    co_return Reply{.body = world.keys.to_json()};
}

Task<Reply> show_links(Step&, World& world, const Request&) {
    co_return Reply{.body = world.cables.to_json()};
}

Task<Reply> plug_in(Step& step, World& world, const Request& request) {
    web::Body body(request.body);
    CableOptions options{.name = std::string(request.path_parameter("name")),
                         .address = body.text("/address", 64)};
    if (body.has("/dialect"))
        options.dialect = static_cast<Dialect>(body.one_of("/dialect", dialects) % 4);
    if (body.has("/code_page"))
        options.code_page = static_cast<fias::CodePage>(body.one_of("/code_page", code_pages) % 3);
    const std::size_t records = body.items("/records", 32);
    for (std::size_t i = 0; i < records; ++i)
        options.records.push_back(body.text("/records/" + std::to_string(i), 2));
    options.online = body.boolean("/online", true);
    if (const auto wrong = body.error()) co_return web::problem(step, *wrong);
    const auto plugged = world.cables.plug_in(options);
    if (!plugged) co_return web::problem(step, plugged.error());
    co_return Reply{.status = 202, .body = "{}"};
}

/// {"id": "PS", "fields": {"RN": "101", …}}; fields go out in this order.
Task<Reply> say(Step& step, World& world, const Request& request) {
    boost::system::error_code code;
    const json::value value = json::parse(std::string_view(request.body), code);
    const json::object* object = code ? nullptr : value.if_object();
    const json::value* id = object == nullptr ? nullptr : object->if_contains("id");
    if (id == nullptr || !id->is_string() || id->get_string().size() != 2)
        co_return web::problem(step, Error{.code = ErrorCode::invalid_request,
                                           .detail = "a record has an id of two letters"});
    fias::Record record{.id = std::string(id->get_string())};
    if (const json::value* fields = object->if_contains("fields"); fields && fields->is_object())
        for (const auto& [name, text] : fields->get_object())
            if (text.is_string()) record.with(name, std::string_view(text.get_string()));
    if (!world.cables.say(std::string(request.path_parameter("name")), record))
        co_return web::problem(step, Error{.code = ErrorCode::not_found, .detail = {}});
    co_return Reply{.status = 202, .body = "{}"};
}

constexpr auto rows = std::to_array<web::Route<World>>({
    {Method::get, "/keys", web::anyone, keys, "The keys the encoder has cut"},
    {Method::get, "/links", web::anyone, show_links, "The interfaces and what they heard"},
    {Method::put, "/links/{name}", web::anyone, plug_in, "Connects an interface to the hotel"},
    {Method::post, "/links/{name}/records", web::anyone, say, "Lets an interface say something"},
});

}  // namespace

std::span<const web::Route<World>> key_routes() { return rows; }

}  // namespace vacancy::outside
