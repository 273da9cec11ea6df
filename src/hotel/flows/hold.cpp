#include "hotel/flows/memory.hpp"
#include "hotel/model/night/charges.hpp"

#include <fmt/format.h>

namespace vacancy::hotel {
namespace {

constexpr int most_tries = 4;

/// What made one try of the transaction roll back, other than a real error.
enum class Verdict : std::uint8_t { none, stale_prices, raced, repeated };

struct Try {
    Reservation reservation;
    std::chrono::seconds time_to_live;
    std::int64_t rates_version = 0;
    std::string nights_sold{};  ///< what each of them costs
    Verdict verdict = Verdict::none;
    HoldOutcome repeated{};

    [[nodiscard]] OwnNights nights() const { return {reservation.room_type, reservation.stay}; }
};

HoldOutcome not_acquired(std::string_view reason, const std::optional<ReservationId>& competitor) {
    return {.contention_reason = std::string(reason),
            .competing_reservation = competitor ? competitor->text() : std::string()};
}

/// The same hold asked for again: what became of it.
Result<HoldOutcome> answer_again(const Reservation& known, Instant now) {
    const bool lasts = known.status == Status::tentative && known.hold_expires_at > now;
    if (!lasts && known.status != Status::confirmed) return fail(ErrorCode::illegal_transition);
    return HoldOutcome{.acquired = true, .hold = known.hold, .expires_at = known.hold_expires_at};
}

Result<HoldOutcome> nothing_left(db::Tx& tx, const Try& attempt) {
    TRY(const auto known, store::find_reservation(tx, attempt.reservation.id));
    if (known) return answer_again(*known, tx.now());
    TRY(const auto short_of, store::shortage(tx, attempt.nights()));
    if (!short_of) return not_acquired("no_rooms_left", std::nullopt);
    return not_acquired(short_of->on_sale ? "no_rooms_left" : "not_on_sale", short_of->taken_by);
}

/// One transaction: nights, reservation, and what the caller records along.
Result<HoldOutcome> try_hold(db::Tx& tx, Desk& desk, Try& attempt, const Along& along) {
    attempt.verdict = Verdict::none;
    Reservation& r = attempt.reservation;
    r.created_at = tx.now();
    r.hold_expires_at = tx.now() + attempt.time_to_live;
    auto taken = take_or_reclaim(tx, desk, store::Count::held, {attempt.nights(), r.id});
    if (!taken && taken.error().code == ErrorCode::room_no_longer_available)
        attempt.verdict = Verdict::raced;
    if (!taken) return std::unexpected(std::move(taken).error());
    if (taken->empty()) return nothing_left(tx, attempt);
    TRY(const bool inserted, store::insert_held(tx, r, attempt.rates_version, attempt.nights_sold));
    if (!inserted) {  // the nights just taken go back with the whole transaction
        attempt.verdict = Verdict::stale_prices;
        TRY(const auto known, store::find_reservation(tx, r.id));
        if (!known) return fail(ErrorCode::price_changed);
        TRY(attempt.repeated, answer_again(*known, tx.now()));
        attempt.verdict = Verdict::repeated;
        return fail(ErrorCode::already_exists);
    }
    if (along) TRY_VOID(along(tx));
    remember_nights(tx, desk, store::Moved{r.property, attempt.nights()}, std::move(*taken));
    remember_hold(tx, desk, r.property, {r.id, r.room_type, r.stay, r.hold_expires_at});
    return HoldOutcome{.acquired = true, .hold = r.hold, .expires_at = r.hold_expires_at};
}

/// What memory knows to be sold out needs no disk, where memory is the authority.
std::optional<HoldOutcome> refused_by_memory(Desk& desk, const PropertyCalendar& calendar,
                                             const Book& book, const HoldCommand& command) {
    const auto type = book.type_index(*command.stay.room_type);
    if (!desk.memory_decides || !type) return std::nullopt;
    const auto left = calendar.left(book, command.stay.stay, desk.clock.now());
    if (left[*type].rooms > 0 || calendar.holds(command.reservation)) return std::nullopt;
    const auto& stay = command.stay;
    return not_acquired(left[*type].on_sale ? "no_rooms_left" : "not_on_sale",
                        calendar.latest_taker(*stay.room_type, stay.stay));
}

/// The price now by the book alone: whether rooms are left is the store's to say.
Result<std::expected<Offer, Refusal>> judged(const Book& book, const StayRequest& stay) {
    const std::vector<Left> plenty(book.room_types.size(), Left{.rooms = 1});
    return offer_for(book, stay, plenty);
}

std::string nights_of(const HoldCommand& command, const Book& book, const Offer& offer) {
    const StayRequest& stay = command.stay;
    const Party party{stay.guests, stay.children, stay.agreed_rate};
    const auto type = *book.type_index(offer.room_type);
    const auto product = *book.product_of(type, *book.plan_index(offer.rate_plan));
    return charges_text(night_charges(book, product, stay.stay, party));
}

Try prepare(const HoldCommand& command, const Book& book, const Offer& offer, Instant now) {
    const RatePlan& plan = book.plans[*book.plan_index(offer.rate_plan)];
    return {.reservation = {.id = command.reservation,
                            .confirmation_code = command.confirmation_code,
                            .property = command.stay.property,
                            .room_type = offer.room_type,
                            .rate_plan = offer.rate_plan,
                            .stay = command.stay.stay,
                            .guests = command.stay.guests,
                            .children = command.stay.children,
                            .guest = command.guest,
                            .total = offer.total,
                            .first_night = offer.nights.front().price,
                            .cancellation = plan.cancellation,
                            .no_show = plan.no_show,
                            .hold = HoldId::make(now)},
            .time_to_live = command.time_to_live,
            .rates_version = book.rates_version,
            .nights_sold = nights_of(command, book, offer)};
}

Result<void> check(const HoldCommand& command) {
    TRY_VOID(check_stay(command.stay));
    if (!command.stay.room_type) return fail(ErrorCode::room_type_not_found);
    if (!command.stay.rate_plan) return fail(ErrorCode::rate_plan_not_found);
    return {};
}

}  // namespace

Task<Result<HoldOutcome>> hold(Step& step, Desk& desk, const HoldCommand& command,
                               const Along& along) {
    CO_TRY_VOID(check(command));
    const PropertyId property = command.stay.property;
    for (int tries = 1; tries <= most_tries; ++tries) {
        PropertyCalendar* calendar = desk.calendars.find(property);
        const auto book = calendar != nullptr ? calendar->book() : nullptr;
        if (book == nullptr) co_return fail(ErrorCode::property_not_found);
        if (auto refused = refused_by_memory(desk, *calendar, *book, command))
            co_return std::move(*refused);
        CO_TRY(auto offer, judged(*book, command.stay));
        const bool agreed = offer && offer->total == command.total;
        if (!agreed && tries == 1 && !desk.memory_decides) {  // somebody else may have changed it
            CO_TRY_VOID(co_await reload(step, desk, property));
            continue;
        }
        if (!offer) co_return not_acquired(name_of(offer.error().reason), std::nullopt);
        if (!agreed)
            co_return fail(ErrorCode::price_changed,
                           fmt::format("the price is {} now", offer->total.text()));
        Try attempt = prepare(command, *book, *offer, desk.clock.now());
        const auto body = [&](db::Tx& tx) { return try_hold(tx, desk, attempt, along); };
        auto outcome = co_await desk.db.transact(step, body);
        if (outcome || attempt.verdict == Verdict::none) co_return outcome;
        if (attempt.verdict == Verdict::repeated) co_return std::move(attempt.repeated);
        if (attempt.verdict == Verdict::stale_prices)
            CO_TRY_VOID(co_await reload(step, desk, property));
    }
    co_return not_acquired("contention", std::nullopt);
}

}  // namespace vacancy::hotel
