#include "hotel/flows/memory.hpp"
#include "hotel/flows/night/rolling.hpp"
#include "hotel/store/rack/blocks.hpp"
#include "hotel/store/setup.hpp"

namespace vacancy::hotel {
namespace {

/// A hotel's day goes on until its guests are in bed.
constexpr std::chrono::hours after_midnight{4};

/// Past nights kept in memory at most; then the book is read again from the new date on.
constexpr int past_nights = 32;

bool is_due_for_reading(const Desk& desk, const PropertyId& property, LocalDate day) {
    const PropertyCalendar* calendar = desk.calendars.find(property);
    const auto book = calendar != nullptr ? calendar->book() : nullptr;
    return book == nullptr || day - book->first > past_nights;
}

}  // namespace

Task<Result<void>> show_business_day(Step& step, Desk& desk, const BusinessDay& now) {
    const LocalDate day = now.day;
    const Patch patch{now.book_version, [day](Book& book) { book.property.business_date = day; }};
    const bool reads = is_due_for_reading(desk, now.property, day);
    co_return co_await (reads ? reload(step, desk, now.property)
                              : follow(step, desk, now.property, patch));
}

Task<Result<int>> roll_business_dates(Step& step, Desk& desk) {
    int rolled = 0;
    for (const Property& property : all_properties(desk)) {
        const LocalDate day = local_date(desk.clock.now() - after_midnight, property.time_zone);
        if (day <= property.business_date) continue;
        const auto body = [&](db::Tx& tx) -> Result<std::optional<std::int64_t>> {
            TRY(const auto version, store::roll_business_date(tx, property.id, day));
            if (!version) return version;
            tell_book(tx, desk, property.id);
            TRY_VOID(store::follow_blocks(tx, property.id, day));
            return version;
        };
        CO_TRY(const auto version, co_await desk.db.transact(step, body));
        if (!version) continue;
        const BusinessDay now{property.id, day, *version};
        CO_TRY_VOID(co_await show_business_day(step, desk, now));
        ++rolled;
    }
    co_return rolled;
}

}  // namespace vacancy::hotel
