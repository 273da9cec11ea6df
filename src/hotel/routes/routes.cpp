#include "hotel/routes/routes.hpp"

#include "hotel/routes/handlers.hpp"
#include "hotel/routes/wire.hpp"

#include <array>

namespace vacancy::hotel {
namespace {

using enum web::Method;
using enum web::Role;

constexpr Kind<RoomType> a_room_type{"room_type_id",   ErrorCode::room_type_not_found,
                                     read_room_type,   show_room_type,
                                     create_room_type, change_room_type,
                                     room_types};
constexpr Kind<Room> a_room{"room_number", ErrorCode::not_found, read_room, show_room,
                            create_room,   change_room,          rooms};
constexpr Kind<RatePlan> a_rate_plan{"rate_plan_id",   ErrorCode::rate_plan_not_found,
                                     read_rate_plan,   show_rate_plan,
                                     create_rate_plan, change_rate_plan,
                                     rate_plans};
constexpr Kind<TaxFee> a_tax{"tax_id",   ErrorCode::not_found, read_tax, show_tax,
                             create_tax, change_tax,           taxes};

Task<web::Reply> delete_tax(Step& step, Desk& desk, const web::Request& request) {
    const auto property = touchable(desk, request);
    if (!property) co_return web::problem(step, property.error());
    const auto version = expected_version(request);
    if (!version) co_return web::problem(step, version.error());
    TaxFee tax{.property = property->id, .version = *version};
    if (!take_id(a_tax, request, tax)) co_return web::problem(step, Error{.code = a_tax.absent});
    const auto removed = co_await remove_tax(step, desk, tax);
    if (!removed) co_return web::problem(step, removed.error());
    co_return show_one(a_tax, *removed);
}

constexpr web::Access managers = web::only({manager, admin});
constexpr web::Access keepers = web::only({agent, housekeeper, manager, admin});
constexpr web::Access desk_staff = web::only({agent, housekeeper, manager, admin, integration});

#define PROPERTY "/v1/properties/{property_id}"

using Row = web::Route<Desk>;
constexpr auto rows = std::to_array<Row>({
    {get,
     "/v1/account",
     managers,
     get_account,
     "Shows the account of the key.",
     web::Urgency::change,
     nullptr,
     false,
     {},
     "HotelAccount"},
    {put, "/v1/account", web::only({admin}), put_account, "Names the account of the key.",
     web::Urgency::change, nullptr, false, "HotelAccountInput", "HotelAccount"},
    {get,
     "/v1/properties",
     web::anyone,
     get_properties,
     "Lists the properties.",
     web::Urgency::search,
     nullptr,
     false,
     {},
     "HotelPropertyList"},
    {get,
     PROPERTY,
     web::anyone,
     get_property,
     "Shows a property, its room types and rate plans.",
     web::Urgency::search,
     nullptr,
     false,
     {},
     "HotelPropertyFacts"},
    {post, "/v1/properties", web::only({admin}), post_property, "Makes a property of the account.",
     web::Urgency::change, nullptr, true, "HotelPropertyInput", "HotelProperty"},
    {put, PROPERTY, managers, put_property, "Changes a property.", web::Urgency::change, nullptr,
     false, "HotelPropertyInput", "HotelProperty"},

    {get,
     PROPERTY "/room-types",
     desk_staff,
     list<a_room_type>,
     "Lists the room types.",
     web::Urgency::search,
     nullptr,
     false,
     {},
     "HotelRoomTypeList"},
    {post, PROPERTY "/room-types", managers, create<a_room_type>, "Makes a room type.",
     web::Urgency::change, nullptr, true, "HotelRoomTypeInput", "HotelRoomType"},
    {get,
     PROPERTY "/room-types/{room_type_id}",
     desk_staff,
     hotel::get<a_room_type>,
     "Shows a room type.",
     web::Urgency::search,
     nullptr,
     false,
     {},
     "HotelRoomType"},
    {put, PROPERTY "/room-types/{room_type_id}", managers, change<a_room_type>,
     "Changes a room type.", web::Urgency::change, nullptr, false, "HotelRoomTypeInput",
     "HotelRoomType"},

    {get,
     PROPERTY "/rooms",
     desk_staff,
     list<a_room>,
     "Lists the rooms.",
     web::Urgency::search,
     nullptr,
     false,
     {},
     "HotelRoomList"},
    {post, PROPERTY "/rooms", managers, create<a_room>, "Makes a room.", web::Urgency::change,
     nullptr, true, "HotelRoomInput", "HotelRoom"},
    {patch, PROPERTY "/rooms/{room_number}", keepers, patch_room,
     "Changes a room; of it, housekeepers and agents its housekeeping state.", web::Urgency::change,
     nullptr, false, "HotelRoomPatch", "HotelRoom"},

    {get,
     PROPERTY "/rate-plans",
     desk_staff,
     list<a_rate_plan>,
     "Lists the rate plans.",
     web::Urgency::search,
     nullptr,
     false,
     {},
     "HotelRatePlanList"},
    {post, PROPERTY "/rate-plans", managers, create<a_rate_plan>, "Makes a rate plan.",
     web::Urgency::change, nullptr, true, "HotelRatePlanInput", "HotelRatePlan"},
    {get,
     PROPERTY "/rate-plans/{rate_plan_id}",
     desk_staff,
     hotel::get<a_rate_plan>,
     "Shows a rate plan.",
     web::Urgency::search,
     nullptr,
     false,
     {},
     "HotelRatePlan"},
    {put, PROPERTY "/rate-plans/{rate_plan_id}", managers, change<a_rate_plan>,
     "Changes a rate plan and its policies.", web::Urgency::change, nullptr, false,
     "HotelRatePlanInput", "HotelRatePlan"},

    {get,
     PROPERTY "/taxes",
     desk_staff,
     list<a_tax>,
     "Lists taxes and fees.",
     web::Urgency::search,
     nullptr,
     false,
     {},
     "HotelTaxList"},
    {post, PROPERTY "/taxes", managers, create<a_tax>, "Makes a tax or fee.", web::Urgency::change,
     nullptr, true, "HotelTaxInput", "HotelTax"},
    {put, PROPERTY "/taxes/{tax_id}", managers, change<a_tax>, "Changes a tax or fee.",
     web::Urgency::change, nullptr, false, "HotelTaxInput", "HotelTax"},
    {del,
     PROPERTY "/taxes/{tax_id}",
     managers,
     delete_tax,
     "Removes a tax or fee.",
     web::Urgency::change,
     nullptr,
     false,
     {},
     "HotelTax"},

    {get,
     PROPERTY "/rates",
     desk_staff,
     get_rates,
     "Lists daily prices from one night to another.",
     web::Urgency::search,
     nullptr,
     false,
     {},
     "HotelRateList"},
    {put, PROPERTY "/rates", managers, put_rates, "Sets prices for a range of nights.",
     web::Urgency::change, nullptr, false, "HotelRatesInput", "HotelWritten"},
    {get,
     PROPERTY "/restrictions",
     desk_staff,
     get_restrictions,
     "Lists restrictions from one night to another.",
     web::Urgency::search,
     nullptr,
     false,
     {},
     "HotelRestrictionList"},
    {put, PROPERTY "/restrictions", managers, put_restrictions,
     "Sets restrictions for a range of nights.", web::Urgency::change, nullptr, false,
     "HotelRestrictionsInput", "HotelWritten"},
    {get,
     PROPERTY "/inventory",
     desk_staff,
     get_inventory,
     "Lists what is for sale, sold and held from one night to another.",
     web::Urgency::search,
     nullptr,
     false,
     {},
     "HotelInventoryList"},
    {put, PROPERTY "/inventory", managers, put_inventory,
     "Sets rooms, overbooking and sell limit for a range of nights; ?preview=true only says what it"
     " would do.",
     web::Urgency::change, nullptr, false, "HotelInventoryInput", "HotelInventoryImpact"},
});

#undef PROPERTY

}  // namespace

std::span<const web::Route<Desk>> routes() { return rows; }

}  // namespace vacancy::hotel
