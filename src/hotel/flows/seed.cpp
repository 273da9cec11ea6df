#include "hotel/seed.hpp"

#include "hotel/flows/memory.hpp"
#include "hotel/model/demo_town.hpp"
#include "hotel/store/night/audits.hpp"
#include "hotel/store/prices.hpp"
#include "hotel/store/rate_plans.hpp"
#include "hotel/store/setup.hpp"

#include <algorithm>

namespace vacancy::hotel {
namespace {

constexpr int a_transaction = 50;  // properties written together

Result<void> write(db::Tx& tx, const DemoHotel& hotel) {
    TRY_VOID(store::insert_property(tx, hotel.property));
    for (const RoomType& type : hotel.room_types) TRY_VOID(store::insert_room_type(tx, type));
    for (const Room& room : hotel.rooms) TRY_VOID(store::insert_room(tx, room));
    for (const RatePlan& plan : hotel.plans) TRY_VOID(store::insert_rate_plan(tx, plan));
    for (const TaxFee& tax : hotel.taxes) TRY_VOID(store::insert_tax(tx, tax));
    for (const InventoryChange& change : hotel.inventory)
        TRY_VOID(store::change_inventory(tx, change));
    TRY_VOID(store::set_rates(tx, hotel.rates));
    for (const RuleChange& change : hotel.rules) TRY_VOID(store::set_rules(tx, change));
    return {};
}

struct Batch {
    int from;
    int until;
    const SeedOptions& options;
};

Result<std::vector<PropertyId>> write_missing(db::Tx& tx, const Desk& desk, const Batch& batch) {
    TRY_VOID(store::make_account(tx, demo_account(), "Demo town"));
    std::vector<PropertyId> made;
    for (int position = batch.from; position < batch.until; ++position) {
        TRY(const auto known, store::find_property(tx, demo_property(position)));
        if (known) continue;
        TRY_VOID(write(tx, demo_hotel(position, desk.clock.now(), batch.options.days)));
        if (batch.options.audit_at)
            TRY_VOID(store::set_audit_hour(tx, demo_property(position), batch.options.audit_at));
        made.push_back(demo_property(position));
    }
    return made;
}

}  // namespace

Result<Seeded> seed(Step& step, Desk& desk, const SeedOptions& options) {
    const int count = options.properties > 0 ? options.properties : demo_town_size;
    Seeded seeded{.account = demo_account()};
    for (int from = 0; from < count; from += a_transaction) {
        const Batch batch{from, std::min(from + a_transaction, count), options};
        const auto body = [&](db::Tx& tx) { return write_missing(tx, desk, batch); };
        TRY(const auto made, desk.db.transact_now(step, body));
        seeded.made += static_cast<int>(made.size());
    }
    for (int position = 0; position < count; ++position) {
        const PropertyId id = demo_property(position);
        TRY_VOID(reload_now(step, desk, id));
        TRY(const Property property, property_facts(desk, id));
        seeded.properties.push_back(
            {id, property.name, property.time_zone, property.currency, property.business_date});
    }
    return seeded;
}

}  // namespace vacancy::hotel
