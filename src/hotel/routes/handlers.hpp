#pragma once
// The handlers behind the rows of routes.cpp: read the command, call the verb, show the answer.

#include "hotel/api.hpp"
#include "hotel/setup.hpp"
#include "web/body.hpp"
#include "web/message.hpp"

namespace vacancy::hotel {

/// The property in the path, when the caller may act on it; otherwise as if it were not there.
[[nodiscard]] Result<Property> touchable(Desk& desk, const web::Request& request);
/// The version in If-Match: "3"; 0 without one. version_mismatch when it is not one of ours.
[[nodiscard]] Result<std::int64_t> expected_version(const web::Request& request);
/// With its version as ETag.
[[nodiscard]] web::Reply versioned(web::Json& json, std::int64_t version, int status = 200);

Task<web::Reply> get_account(Step& step, Desk& desk, const web::Request& request);
Task<web::Reply> put_account(Step& step, Desk& desk, const web::Request& request);
Task<web::Reply> get_properties(Step& step, Desk& desk, const web::Request& request);
Task<web::Reply> get_property(Step& step, Desk& desk, const web::Request& request);
Task<web::Reply> post_property(Step& step, Desk& desk, const web::Request& request);
Task<web::Reply> put_property(Step& step, Desk& desk, const web::Request& request);
Task<web::Reply> patch_room(Step& step, Desk& desk, const web::Request& request);

Task<web::Reply> put_rates(Step& step, Desk& desk, const web::Request& request);
Task<web::Reply> get_rates(Step& step, Desk& desk, const web::Request& request);
Task<web::Reply> put_restrictions(Step& step, Desk& desk, const web::Request& request);
Task<web::Reply> get_restrictions(Step& step, Desk& desk, const web::Request& request);
Task<web::Reply> put_inventory(Step& step, Desk& desk, const web::Request& request);
Task<web::Reply> get_inventory(Step& step, Desk& desk, const web::Request& request);

/// What a property has several of: how it is read, shown, made, changed and listed.
template <class Thing>
struct Kind {
    std::string_view path_parameter;
    ErrorCode absent;
    Thing (*read)(web::Body&, const Property&);
    void (*show)(web::Json&, const Thing&);
    Task<Result<Thing>> (*create)(Step&, Desk&, const Thing&);
    Task<Result<Thing>> (*change)(Step&, Desk&, const Thing&);
    Task<Result<std::vector<Thing>>> (*list)(Step&, Desk&, const PropertyId&);
};

template <class Thing>
web::Reply show_one(const Kind<Thing>& kind, const Thing& thing, int status = 200) {
    web::Json json;
    json.open();
    kind.show(json, thing);
    json.close();
    return versioned(json, thing.version, status);
}

/// The id of `thing` from the path; false when that is no id.
template <class Thing>
bool take_id(const Kind<Thing>& kind, const web::Request& request, Thing& thing) {
    auto id = decltype(thing.id)::parse(request.path_parameter(kind.path_parameter));
    if (id) thing.id = *id;
    return id.has_value();
}

template <const auto& kind>
Task<web::Reply> create(Step& step, Desk& desk, const web::Request& request) {
    const auto property = touchable(desk, request);
    if (!property) co_return web::problem(step, property.error());
    web::Body body(request.body);
    const auto thing = kind.read(body, *property);
    if (const auto error = body.error()) co_return web::problem(step, *error);
    const auto made = co_await kind.create(step, desk, thing);
    if (!made) co_return web::problem(step, made.error());
    co_return show_one(kind, *made, 201);
}

template <const auto& kind>
Task<web::Reply> change(Step& step, Desk& desk, const web::Request& request) {
    const auto property = touchable(desk, request);
    if (!property) co_return web::problem(step, property.error());
    web::Body body(request.body);
    auto thing = kind.read(body, *property);
    if (!take_id(kind, request, thing)) co_return web::problem(step, Error{kind.absent, {}});
    if (const auto error = body.error()) co_return web::problem(step, *error);
    const auto version = expected_version(request);
    if (!version) co_return web::problem(step, version.error());
    thing.version = *version;
    const auto changed = co_await kind.change(step, desk, thing);
    if (!changed) co_return web::problem(step, changed.error());
    co_return show_one(kind, *changed);
}

template <const auto& kind>
Task<web::Reply> list(Step& step, Desk& desk, const web::Request& request) {
    const auto property = touchable(desk, request);
    if (!property) co_return web::problem(step, property.error());
    const auto found = co_await kind.list(step, desk, property->id);
    if (!found) co_return web::problem(step, found.error());
    web::Json json;
    json.open().open_array("items");
    for (const auto& thing : *found) {
        json.open();
        kind.show(json, thing);
        json.close();
    }
    json.close_array().null("next_cursor").close();
    co_return web::json_reply(json);
}

template <const auto& kind>
Task<web::Reply> get(Step& step, Desk& desk, const web::Request& request) {
    const auto property = touchable(desk, request);
    if (!property) co_return web::problem(step, property.error());
    const auto found = co_await kind.list(step, desk, property->id);
    if (!found) co_return web::problem(step, found.error());
    for (const auto& thing : *found) {
        if (thing.id.text() == request.path_parameter(kind.path_parameter))
            co_return show_one(kind, thing);
    }
    co_return web::problem(step, Error{kind.absent, {}});
}

}  // namespace vacancy::hotel
