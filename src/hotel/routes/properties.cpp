#include "hotel/model/cancellation.hpp"
#include "hotel/routes/handlers.hpp"
#include "hotel/routes/wire.hpp"

#include <algorithm>
#include <charconv>

namespace vacancy::hotel {
namespace {

constexpr std::array<std::string_view, 5> housekeeping_words{"dirty", "clean", "inspected",
                                                             "out_of_order", "out_of_service"};

Result<PropertyId> property_in(const web::Request& request) {
    auto id = PropertyId::parse(request.path_parameter("property_id"));
    if (!id) return fail(ErrorCode::property_not_found);
    return *id;
}

web::Reply show_versioned(const Property& property, int status) {
    web::Json json;
    json.open();
    show_property(json, property);
    json.close();
    return versioned(json, property.version, status);
}

/// What a guest may know beyond the house itself: its room types and plans.
void show_what_is_sold(web::Json& json, const Book& book) {
    json.open_array("room_types");
    for (const RoomType& type : book.room_types) {
        json.open();
        show_room_type(json, type);
        json.close();
    }
    json.close_array().open_array("rate_plans");
    for (const RatePlan& plan : book.plans) {
        json.open();
        show_rate_plan(json, plan);
        json.close();
    }
    json.close_array();
}

web::Reply show_account(const Account& account) {
    web::Json json;
    json.open().field("account_id", account.id).field("name", account.name).close();
    return web::json_reply(json);
}

}  // namespace

Result<Property> touchable(Desk& desk, const web::Request& request) {
    TRY(const PropertyId id, property_in(request));
    TRY(auto property, property_facts(desk, id));
    if (!request.principal.may_touch(property.account, id))
        return fail(ErrorCode::property_not_found);
    return property;
}

Result<std::int64_t> expected_version(const web::Request& request) {
    std::string_view given = request.header("if-match");
    if (given.empty() || given == "*") return 0;
    if (given.size() > 2 && given.front() == '"' && given.back() == '"')
        given = given.substr(1, given.size() - 2);
    std::int64_t version = 0;
    const auto [end, failed] = std::from_chars(given.data(), given.data() + given.size(), version);
    if (failed != std::errc{} || end != given.data() + given.size() || version < 1)
        return fail(ErrorCode::version_mismatch);
    return version;
}

web::Reply versioned(web::Json& json, std::int64_t version, int status) {
    web::Reply reply = web::json_reply(json, status);
    reply.headers.emplace_back("ETag", '"' + std::to_string(version) + '"');
    return reply;
}

Task<web::Reply> get_account(Step& step, Desk& desk, const web::Request& request) {
    if (!request.principal.account)
        co_return web::problem(step, Error{.code = ErrorCode::forbidden, .detail = {}});
    const auto account = co_await find_account(step, desk, *request.principal.account);
    if (!account) co_return web::problem(step, account.error());
    co_return show_account(*account);
}

Task<web::Reply> put_account(Step& step, Desk& desk, const web::Request& request) {
    // Whoever keeps one property only does not name the whole company.
    if (!request.principal.account || request.principal.property)
        co_return web::problem(step, Error{.code = ErrorCode::forbidden, .detail = {}});
    web::Body body(request.body);
    const Account account{.id = *request.principal.account, .name = body.text("/name", 120)};
    if (const auto error = body.error()) co_return web::problem(step, *error);
    const auto named = co_await name_account(step, desk, account);
    if (!named) co_return web::problem(step, named.error());
    co_return show_account(*named);
}

Task<web::Reply> get_properties(Step& step, Desk& desk, const web::Request& request) {
    web::Query query(request);
    const auto limit =
        static_cast<std::size_t>(query.optional_integer("limit", {1, 500}).value_or(100));
    const auto cursor = query.optional_text("cursor", 64);
    if (const auto error = query.error()) co_return web::problem(step, *error);
    const auto all = all_properties(desk);
    std::size_t at = 0;
    if (cursor) {
        const auto last = std::ranges::find_if(
            all, [&](const Property& property) { return property.id.text() == *cursor; });
        at = static_cast<std::size_t>(last - all.begin()) + (last == all.end() ? 0 : 1);
    }
    web::Json json;
    json.open().open_array("items");
    const std::size_t end = std::min(all.size(), at + limit);
    for (; at < end; ++at) {
        json.open();
        show_property(json, all[at]);
        json.close();
    }
    json.close_array();
    if (end < all.size())
        json.field("next_cursor", all[end - 1].id);
    else
        json.null("next_cursor");
    json.close();
    co_return web::json_reply(json);
}

Task<web::Reply> get_property(Step& step, Desk& desk, const web::Request& request) {
    const auto id = property_in(request);
    const PropertyCalendar* calendar = id ? desk.calendars.find(*id) : nullptr;
    const auto book = calendar != nullptr ? calendar->book() : nullptr;
    if (book == nullptr) co_return web::problem(step, Error{.code = ErrorCode::property_not_found});
    web::Json json;
    json.open();
    show_property(json, book->property);
    show_what_is_sold(json, *book);
    json.close();
    co_return versioned(json, book->property.version);
}

Task<web::Reply> post_property(Step& step, Desk& desk, const web::Request& request) {
    if (!request.principal.account || request.principal.property)
        co_return web::problem(step, Error{.code = ErrorCode::forbidden});
    web::Body body(request.body);
    Property property = read_property(body);
    if (const auto error = body.error()) co_return web::problem(step, *error);
    property.account = *request.principal.account;
    const auto made = co_await create_property(step, desk, property);
    if (!made) co_return web::problem(step, made.error());
    co_return show_versioned(*made, 201);
}

Task<web::Reply> put_property(Step& step, Desk& desk, const web::Request& request) {
    const auto known = touchable(desk, request);
    if (!known) co_return web::problem(step, known.error());
    web::Body body(request.body);
    Property property = read_property(body);
    if (const auto error = body.error()) co_return web::problem(step, *error);
    const auto version = expected_version(request);
    if (!version) co_return web::problem(step, version.error());
    property.id = known->id;
    property.account = known->account;
    property.version = *version;
    const auto changed = co_await change_property(step, desk, property);
    if (!changed) co_return web::problem(step, changed.error());
    co_return show_versioned(*changed, 200);
}

Task<web::Reply> patch_room(Step& step, Desk& desk, const web::Request& request) {
    const auto property = touchable(desk, request);
    if (!property) co_return web::problem(step, property.error());
    const auto all = co_await rooms(step, desk, property->id);
    if (!all) co_return web::problem(step, all.error());
    const auto known =
        std::ranges::find(*all, request.path_parameter("room_number"), &Room::number);
    if (known == all->end()) co_return web::problem(step, Error{.code = ErrorCode::not_found});
    const auto version = expected_version(request);
    if (!version) co_return web::problem(step, version.error());
    web::Body body(request.body);
    Room room = *known;
    room.version = *version;
    const bool rebuilds = body.has("/floor") || body.has("/room_type_id");
    const auto role = request.principal.role;
    if (rebuilds && role != web::Role::manager && role != web::Role::admin)
        co_return web::problem(step, Error{.code = ErrorCode::forbidden,
                                           .detail = "only the housekeeping state is yours"});
    room.floor = body.optional_text("/floor", 20).value_or(room.floor);
    room.room_type = body.optional_id<RoomTypeId>("/room_type_id").value_or(room.room_type);
    if (body.has("/housekeeping"))
        room.housekeeping =
            static_cast<Housekeeping>(body.one_of("/housekeeping", housekeeping_words));
    if (const auto error = body.error()) co_return web::problem(step, *error);
    const auto changed = rebuilds ? co_await change_room(step, desk, room)
                                  : co_await change_housekeeping(step, desk, room);
    if (!changed) co_return web::problem(step, changed.error());
    web::Json json;
    json.open();
    show_room(json, *changed);
    json.close();
    co_return versioned(json, changed->version);
}

}  // namespace vacancy::hotel
