#include "hotel/flows/rack/assigning.hpp"
#include "hotel/model/night/charges.hpp"
#include "hotel/store/setup.hpp"

#include <fmt/format.h>

namespace vacancy::hotel {
namespace {

constexpr int most_tries = 4;

enum class Verdict : std::uint8_t { none, stale_prices, raced };

/// The wanted stay with the reservation's own room type and plan where none are named.
StayRequest wanted_stay(const SwapCommand& command, const Reservation& now) {
    StayRequest wanted = command.stay;
    wanted.property = now.property;
    if (!wanted.room_type) wanted.room_type = now.room_type;
    if (!wanted.rate_plan) wanted.rate_plan = now.rate_plan;
    return wanted;
}

Result<std::expected<Offer, Refusal>> judged(Desk& desk, const StayRequest& wanted,
                                             const Reservation& now) {
    const PropertyCalendar* calendar = desk.calendars.find(now.property);
    const auto book = calendar != nullptr ? calendar->book() : nullptr;
    if (book == nullptr) return fail(ErrorCode::property_not_found);
    const OwnNights own{now.room_type, now.stay};
    const auto left = calendar->left(*book, wanted.stay, desk.clock.now(), own);
    return offer_for(*book, wanted, left);
}

struct Try {
    const SwapCommand& command;
    StayRequest wanted;
    Offer offer;
    RatePlan plan;
    std::int64_t rates_version = 0;
    std::int64_t version = 0;  ///< of the reservation the offer was made for
    std::string nights{};      ///< what each of them costs
    Verdict verdict = Verdict::none;
};

bool is_done(const Reservation& known, const Try& attempt) {
    return known.stay == attempt.wanted.stay && known.room_type == *attempt.wanted.room_type &&
           known.rate_plan == *attempt.wanted.rate_plan && known.guests == attempt.wanted.guests &&
           known.children == attempt.wanted.children && known.total == attempt.command.total;
}

Result<void> exchange_nights(db::Tx& tx, Desk& desk, const Reservation& old, Try& attempt) {
    // A room given in advance may not fit any more: it is free again.
    TRY(const RoomTypeId used, give_assignment_up(tx, old.id, old.room_type));
    const store::Moved before{old.property, {used, old.stay}};
    const store::Moved after{old.property, {*attempt.wanted.room_type, attempt.wanted.stay}};
    TRY(auto back, store::give_back_nights(tx, store::Count::sold, before.nights));
    auto taken = take_or_reclaim(tx, desk, store::Count::sold, {after.nights, old.id});
    if (!taken) {
        if (taken.error().code == ErrorCode::room_no_longer_available)
            attempt.verdict = Verdict::raced;
        return std::unexpected(std::move(taken).error());
    }
    if (taken->empty()) return fail(ErrorCode::room_no_longer_available);
    remember_nights(tx, desk, before, std::move(back));
    remember_nights(tx, desk, after, std::move(*taken));
    return {};
}

Result<void> try_swap(db::Tx& tx, Desk& desk, Try& attempt, const Along& along) {
    attempt.verdict = Verdict::none;
    TRY(const auto known, store::find_reservation(tx, attempt.command.reservation));
    if (!known) return fail(ErrorCode::booking_not_found);
    if (known->status == Status::confirmed && is_done(*known, attempt)) return {};
    if (known->status != Status::confirmed) return fail(ErrorCode::illegal_transition);
    if (known->version != attempt.version) return fail(ErrorCode::version_mismatch);
    TRY(const auto property, store::find_property(tx, known->property));
    if (!property || property->rates_version != attempt.rates_version) {
        attempt.verdict = Verdict::stale_prices;
        return fail(ErrorCode::price_changed);
    }
    Reservation next = *known;
    next.stay = attempt.wanted.stay;
    next.room_type = attempt.offer.room_type;
    next.rate_plan = attempt.offer.rate_plan;
    next.guests = attempt.wanted.guests;
    next.children = attempt.wanted.children;
    next.total = attempt.offer.total;
    next.first_night = attempt.offer.nights.front().price;
    next.cancellation = attempt.plan.cancellation;
    next.no_show = attempt.plan.no_show;
    TRY(const bool rewritten, store::rewrite_stay(tx, next, known->version, attempt.nights));
    if (!rewritten) return fail(ErrorCode::version_mismatch);
    TRY_VOID(exchange_nights(tx, desk, *known, attempt));
    return along ? along(tx) : Result<void>{};
}

Result<Try> prepare(Desk& desk, const SwapCommand& command, const Reservation& now) {
    const StayRequest wanted = wanted_stay(command, now);
    const PropertyCalendar* calendar = desk.calendars.find(now.property);
    const auto book = calendar != nullptr ? calendar->book() : nullptr;
    if (book == nullptr) return fail(ErrorCode::property_not_found);
    const std::vector<Left> plenty(book->room_types.size(), Left{.rooms = 1});
    TRY(auto offer, offer_for(*book, wanted, plenty));
    if (!offer)
        return fail(ErrorCode::room_no_longer_available,
                    std::string(name_of(offer.error().reason)));
    if (offer->total != command.total)
        return fail(ErrorCode::price_changed,
                    fmt::format("the price is {} now", offer->total.text()));
    const auto plan_at = *book->plan_index(offer->rate_plan);
    const RatePlan& plan = book->plans[plan_at];
    const auto product = *book->product_of(*book->type_index(offer->room_type), plan_at);
    const Party party{wanted.guests, wanted.children, wanted.agreed_rate};
    return Try{.command = command,
               .wanted = wanted,
               .offer = std::move(*offer),
               .plan = plan,
               .rates_version = book->rates_version,
               .version = now.version,
               .nights = charges_text(night_charges(*book, product, wanted.stay, party))};
}

}  // namespace

Task<Result<Offer>> swap_price(Step& step, Desk& desk, const SwapCommand& command) {
    CO_TRY(const auto now, co_await find_reservation(step, desk, command.reservation));
    if (now.status != Status::confirmed) co_return fail(ErrorCode::illegal_transition);
    CO_TRY_VOID(check_stay(command.stay));
    const StayRequest wanted = wanted_stay(command, now);
    CO_TRY(auto offer, judged(desk, wanted, now));
    if (!offer) co_return fail(ErrorCode::sold_out, std::string(name_of(offer.error().reason)));
    co_return std::move(*offer);
}

Task<Result<void>> swap(Step& step, Desk& desk, const SwapCommand& command, const Along& along) {
    CO_TRY_VOID(check_stay(command.stay));
    for (int tries = 1; tries <= most_tries; ++tries) {
        CO_TRY(const auto now, co_await find_reservation(step, desk, command.reservation));
        if (command.expected_version && now.version != *command.expected_version)
            co_return fail(ErrorCode::version_mismatch);
        auto attempt = prepare(desk, command, now);
        if (!attempt && tries == 1 && !desk.memory_decides) {
            CO_TRY_VOID(co_await reload(step, desk, now.property));
            continue;
        }
        if (!attempt) co_return std::unexpected(std::move(attempt).error());
        const auto body = [&](db::Tx& tx) { return try_swap(tx, desk, *attempt, along); };
        auto outcome = co_await desk.db.transact(step, body);
        if (outcome || attempt->verdict == Verdict::none) co_return outcome;
        if (attempt->verdict == Verdict::stale_prices)
            CO_TRY_VOID(co_await reload(step, desk, now.property));
    }
    co_return fail(ErrorCode::room_no_longer_available);
}

}  // namespace vacancy::hotel
