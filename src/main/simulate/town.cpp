#include "main/simulate/town.hpp"

#include "hotel/store/interfaces/interfaces.hpp"
#include "hotel/store/inventory.hpp"
#include "hotel/store/night/audits.hpp"
#include "hotel/store/prices.hpp"
#include "hotel/store/rate_plans.hpp"
#include "hotel/store/setup.hpp"
#include "main/simulate/outside/cable.hpp"
#include "notices/store/endpoints.hpp"

#include <fmt/format.h>

namespace vacancy::simulate {
namespace {

namespace store = hotel::store;
using reference::days;
using reference::plans;
using reference::room_types;

hotel::Property the_hotel() {
    hotel::Property property;
    property.id = the_property();
    property.account = AccountId::named("simulated account");
    property.name = "Hotel Simulacrum";
    property.time_zone = town_zone;
    property.currency = eur();
    property.address = {"1 Seed Street", "Sample", "0000-000", "PT"};
    property.business_date = first_day();
    return property;
}

Result<void> insert_type(db::Tx& tx, int type, int capacity) {
    hotel::RoomType room;
    room.id = type_id(type);
    room.property = the_property();
    room.code = fmt::format("T{}", type);
    room.name = fmt::format("Type {}", type);
    room.sort = type;
    TRY_VOID(store::insert_room_type(tx, room));
    const hotel::InventoryChange change{
        .room_type = room.id, .nights = {first_day(), first_day() + days}, .capacity = capacity};
    TRY_VOID(store::change_inventory(tx, change));
    for (int number = 1; number <= capacity; ++number) {
        hotel::Room handed_over;
        handed_over.number = fmt::format("{}{:02}", type + 1, number);
        handed_over.id = RoomId::named("simulated room " + handed_over.number);
        handed_over.property = the_property();
        handed_over.room_type = room.id;
        TRY_VOID(store::insert_room(tx, handed_over));
    }
    return {};
}

Result<void> insert_plan(db::Tx& tx, int plan) {
    hotel::RatePlan terms;
    terms.id = plan_id(plan);
    terms.property = the_property();
    terms.code = fmt::format("P{}", plan);
    terms.name = fmt::format("Plan {}", plan);
    terms.cancellation.refundable = plan == 0;
    terms.deposit.kind = hotel::DepositKind::full;
    if (plan == 1) terms.cancellation.fee = {hotel::FeeKind::full, {}};
    if (plan == 1) terms.no_show = {hotel::FeeKind::full, {}};
    for (int type = 0; type < room_types; ++type) terms.room_types.push_back(type_id(type));
    return store::insert_rate_plan(tx, terms);
}

Result<void> set_prices(db::Tx& tx, int type, int plan) {
    std::vector<hotel::RateChange> changes;
    for (int day = 0; day < days; ++day) {
        const reference::Wish pair{.type = type, .plan = plan};
        const reference::Wish alone{.type = type, .plan = plan, .guests = 1};
        const std::int64_t full = reference::night_price(pair, day);
        changes.push_back({.property = the_property(),
                           .rate_plan = plan_id(plan),
                           .room_type = type_id(type),
                           .nights = {first_day() + day, first_day() + day + 1},
                           .rate = {.amount = full,
                                    .single_discount = full - reference::night_price(alone, day)}});
    }
    TRY_VOID(store::set_rates(tx, changes));
    return {};
}

/// Somebody whom the house must tell of everything.
notices::Endpoint the_partner() {
    return {.id = notices::EndpointId::named("simulated partner"),
            .account = the_hotel().account,
            .url = "https://partner.example/hooks",
            .secret = Secret("whsec_c2ltdWxhdGVkIHNlY3JldCwgMjQgYnl0ZXM="),
            .created_at = opening()};
}

}  // namespace

PropertyId the_property() { return PropertyId::named("simulated hotel"); }
LocalDate first_day() { return LocalDate::of(2030, 3, 1); }
Instant opening() { return instant_of(first_day(), std::chrono::hours{10}, town_zone); }
RoomTypeId type_id(int type) { return RoomTypeId::named(fmt::format("simulated type {}", type)); }
RatePlanId plan_id(int plan) { return RatePlanId::named(fmt::format("simulated plan {}", plan)); }

Result<void> set_up_town(db::Database& db, const std::vector<int>& capacity) {
    const auto body = [&](db::Tx& tx) -> Result<void> {
        TRY_VOID(store::make_account(tx, the_hotel().account, "Simulated"));
        TRY_VOID(store::insert_property(tx, the_hotel()));
        for (int type = 0; type < room_types; ++type)
            TRY_VOID(insert_type(tx, type, capacity[static_cast<std::size_t>(type)]));
        for (int plan = 0; plan < plans; ++plan) {
            TRY_VOID(insert_plan(tx, plan));
            for (int type = 0; type < room_types; ++type) TRY_VOID(set_prices(tx, type, plan));
        }
        return notices::insert_endpoint(tx, the_partner());
    };
    Step step = Step::silent();
    return db.transact_now(step, body);
}

Result<void> set_up_nights(db::Database& db, std::optional<std::chrono::minutes> closes_at) {
    const auto body = [&](db::Tx& tx) -> Result<void> {
        const hotel::TaxFee tax{.id = hotel::TaxFeeId::named("simulated tax"),
                                .property = the_property(),
                                .name = "VAT",
                                .percent = {reference::tax_bp},
                                .valid_from = first_day()};
        TRY_VOID(store::insert_tax(tx, tax));
        const hotel::Interface till{.property = the_property(),
                                    .name = till_name,
                                    .kind = hotel::InterfaceKind::point_of_sale,
                                    .listen = "127.0.0.1:0",
                                    .time_zone = town_zone};
        TRY(const bool is_new, store::insert_interface(tx, till));
        must(is_new);
        return store::set_audit_hour(tx, the_property(), closes_at);
    };
    Step step = Step::silent();
    return db.transact_now(step, body);
}

Result<void> clean_rooms(db::Database& db) {
    const auto body = [](db::Tx& tx) -> Result<void> {
        TRY(auto rooms, store::rooms(tx, the_property()));
        for (hotel::Room& room : rooms) {
            if (room.occupied || room.housekeeping != hotel::Housekeeping::dirty) continue;
            room.housekeeping = hotel::Housekeeping::clean;
            TRY_VOID(store::update_room(tx, room, room.version));
        }
        return {};
    };
    Step step = Step::silent();
    return db.transact_now(step, body);
}

booking::StayRequest asked_for(const reference::Wish& wish) {
    const LocalDate arrival = first_day() + wish.first;
    return {.property = the_property(),
            .stay = {.arrival = arrival, .departure = arrival + wish.nights},
            .guests = wish.guests,
            .room_type = type_id(wish.type),
            .rate_plan = plan_id(wish.plan)};
}

reference::Wish as_wish(const std::string& type, const std::string& plan, const StayDates& stay,
                        int guests) {
    return {.type = type == type_id(1).text() ? 1 : 0,
            .plan = plan == plan_id(1).text() ? 1 : 0,
            .first = stay.arrival - first_day(),
            .nights = stay.nights(),
            .guests = guests};
}

}  // namespace vacancy::simulate
