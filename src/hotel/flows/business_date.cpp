#include "hotel/flows/memory.hpp"
#include "hotel/store/setup.hpp"

namespace vacancy::hotel {
namespace {

/// A hotel's day goes on until its guests are in bed.
constexpr std::chrono::hours after_midnight{4};

Result<bool> roll(db::Tx& tx, const PropertyId& property, LocalDate day) {
    return store::roll_business_date(tx, property, day);
}

}  // namespace

Task<Result<int>> roll_business_dates(Step& step, Desk& desk) {
    int rolled = 0;
    for (const Property& property : all_properties(desk)) {
        const LocalDate day = local_date(desk.clock.now() - after_midnight, property.time_zone);
        if (day <= property.business_date) continue;
        const auto body = [&](db::Tx& tx) { return roll(tx, property.id, day); };
        CO_TRY(const bool moved, co_await desk.db.transact(step, body));
        if (!moved) continue;
        CO_TRY_VOID(co_await reload(step, desk, property.id));
        ++rolled;
    }
    co_return rolled;
}

}  // namespace vacancy::hotel
