#include "hotel/api.hpp"

#include <algorithm>

namespace vacancy::hotel {
namespace {

struct Seen {
    PropertyCalendar* calendar;
    std::shared_ptr<const Book> book;
};

Result<Seen> look(Desk& desk, const PropertyId& property) {
    PropertyCalendar* calendar = desk.calendars.find(property);
    auto book = calendar != nullptr ? calendar->book() : nullptr;
    if (book == nullptr) return fail(ErrorCode::property_not_found);
    return Seen{calendar, std::move(book)};
}

Result<Availability> search(Desk& desk, const AvailabilityQuery& query) {
    TRY_VOID(check_stay(query.stay));
    TRY(const Seen seen, look(desk, query.stay.property));
    const auto left = seen.calendar->left(*seen.book, query.stay.stay, desk.clock.now());
    return offers(*seen.book, query.stay, left, query.explain);
}

Result<Offer> quote(Desk& desk, const StayRequest& stay) {
    TRY_VOID(check_stay(stay));
    TRY(const Seen seen, look(desk, stay.property));
    if (!stay.room_type) return fail(ErrorCode::room_type_not_found);
    if (!stay.rate_plan) return fail(ErrorCode::rate_plan_not_found);
    const auto left = seen.calendar->left(*seen.book, stay.stay, desk.clock.now());
    TRY(auto offer, offer_for(*seen.book, stay, left));
    if (!offer) return fail(ErrorCode::sold_out, std::string(name_of(offer.error().reason)));
    return std::move(*offer);
}

}  // namespace

Task<Result<Availability>> availability(Step&, Desk& desk, const AvailabilityQuery& query) {
    co_return search(desk, query);
}

Task<Result<Offer>> price(Step&, Desk& desk, const StayRequest& stay) {
    co_return quote(desk, stay);
}

Result<Property> property_facts(Desk& desk, const PropertyId& property) {
    TRY(const Seen seen, look(desk, property));
    return seen.book->property;
}

std::vector<Property> all_properties(Desk& desk) {
    std::vector<Property> found;
    for (const PropertyCalendar* calendar : desk.calendars.all()) {
        if (const auto book = calendar->book()) found.push_back(book->property);
    }
    std::ranges::sort(found, {}, [](const Property& p) { return std::pair(p.name, p.id); });
    return found;
}

Result<RoomType> room_type_facts(Desk& desk, const PropertyId& property, const RoomTypeId& type) {
    TRY(const Seen seen, look(desk, property));
    const auto index = seen.book->type_index(type);
    if (!index) return fail(ErrorCode::room_type_not_found);
    return seen.book->room_types[*index];
}

Result<RatePlan> rate_plan_facts(Desk& desk, const PropertyId& property, const RatePlanId& plan) {
    TRY(const Seen seen, look(desk, property));
    const auto index = seen.book->plan_index(plan);
    if (!index) return fail(ErrorCode::rate_plan_not_found);
    return seen.book->plans[*index];
}

}  // namespace vacancy::hotel
