#include "hotel/flows/desk/arrival.hpp"
#include "hotel/flows/rack/assigning.hpp"
#include "hotel/flows/stays/changing_stay.hpp"
#include "hotel/flows/stays/stay_prices.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace vacancy::hotel {
namespace {

constexpr int longest_in_house = 365;

Money sum_of(const std::vector<Money>& prices, const Currency& currency) {
    Money sum{0, currency};
    for (const Money& price : prices) sum = sum + price;
    return sum;
}

/// What the gateway has to hold now, by the rule of the check-in: the stay and the incidentals of
/// its nights, less what was paid.
Result<void> plan_raise(db::Tx& tx, ChangingStay& c) {
    TRY(const DeskRules rules, store::desk_rules(tx, c.property.id));
    TRY(const auto all, payments::payments_of(tx, c.reservation.id.text()));
    const Currency currency = c.reservation.total.currency;
    c.raise_to = {0, currency};
    for (const payments::Payment& payment : all)
        if (payment.status == payments::LedgerStatus::authorized) c.held = payment;
    if (!c.held) return {};
    const std::int64_t incidentals = rules.incidentals_per_night_minor * c.change.stay.nights();
    const Money paid = payments::kept_of(all, currency);
    c.raise_to = c.change.total - paid + Money{incidentals, currency};
    if (c.change.longer && c.raise_to.amount > c.held->authorized.amount) return {};
    c.raise_to = c.held->authorized;
    c.held.reset();
    return {};
}

Result<ChangingStay> plan(db::Tx& tx, const StayChange& change, const Book& book) {
    TRY(GuestInHouse guest, guest_in_house(tx, change.stay));
    if (guest.stay.shares_with)
        return fail(ErrorCode::illegal_transition, "change the stay of who has the room");
    if (guest.stay.day_use)
        return fail(ErrorCode::illegal_transition, "a day use ends today; sell a night instead");
    ChangingStay c;
    c.property = book.property;
    c.room = guest.room;
    c.stay = guest.stay;
    c.reservation = std::move(guest.reservation);
    const Reservation& r = c.reservation;
    if (change.check_out - r.stay.arrival > longest_in_house)
        return fail(ErrorCode::invalid_request, "a stay lasts 365 nights at most");
    if (change.check_out > r.stay.departure) {
        const LocalDate from = std::max(r.stay.departure, book.property.business_date);
        if (from > r.stay.departure)
            return fail(ErrorCode::illegal_transition,
                        "the guest should have left; a night audit "
                        "has to charge the nights since");
        TRY(c.new_nights, prices_of_more(book, r, {r.stay.departure, change.check_out}));
        c.change = lengthened(r, change.check_out, sum_of(c.new_nights, r.total.currency));
    } else {
        TRY(const auto prices, prices_of(tx, r));
        TRY(c.change, shortened(r, {change.check_out, book.property.business_date, prices}));
    }
    TRY_VOID(plan_raise(tx, c));
    return c;
}

StayQuote quote_of(const ChangingStay& c) {
    return {.stay = c.change.stay,
            .total = c.change.total,
            .difference = c.change.difference,
            .kept = c.change.kept,
            .authorized = c.raise_to,
            .raises_authorization = c.held.has_value()};
}

Result<void> record_shorter(db::Tx& tx, FrontDesk& front, const ChangingStay& c,
                            const Entry& entry) {
    const Reservation& r = c.reservation;
    TRY_VOID(check_idle(tx, r.id));
    TRY(const auto book, book_of(front.desk, r.property));
    TRY_VOID(rewrite(tx, r, {c.change.stay, c.change.total, *book}));
    TRY_VOID(store::release_room(tx, r.id, c.change.nights.arrival));
    const store::Moved less{r.property, {c.stay.taken_type.value_or(r.room_type), c.change.nights}};
    TRY(auto back, store::give_back_nights(tx, store::Count::sold, less.nights));
    remember_nights(tx, front.desk, less, std::move(back));
    TRY_VOID(
        charge_guest(tx, entry, r.id,
                     {.code = code::early_departure,
                      .description = fmt::format("{} nights given up", c.change.nights.nights()),
                      .reference = fmt::format("shorter:{}:{}", r.id.text(), r.version),
                      .amount = c.change.kept}));
    TRY_VOID(tell_links(tx, r, {.room = c.room.number}));
    return tell_trail(
        tx, entry,
        {"stay.shorten", r.confirmation_code,
         fmt::format("{} to {}", r.stay.departure.text(), c.change.stay.departure.text())});
}

Task<Result<void>> lengthen(Step& step, FrontDesk& front, ChangingStay& c) {
    c.journal = saga::Journal({.id = SagaId::make(front.clock.now()),
                               .kind = {},
                               .key = c.reservation.confirmation_code,
                               .state = {}});
    const saga::Outcome outcome = co_await saga::run(step, front, c, changing_table());
    if (c.applied) co_return Result<void>{};
    if (!outcome.at_rest)
        co_return std::unexpected(
            Error{.code = ErrorCode::outcome_unknown,
                  .detail = "The change is being settled; look there for its end",
                  .retry_after_s = 5,
                  .look_at = fmt::format("/v1/properties/{}/reservations?q={}",
                                         c.property.id.text(), c.reservation.confirmation_code)});
    const Error why = outcome.failure.value_or(Error{.code = ErrorCode::internal, .detail = {}});
    co_return std::unexpected(undone_error(why));
}

Task<Result<void>> shorten(Step& step, FrontDesk& front, ChangingStay& c) {
    const Entry entry = entry_of(step, c.property, c.actor);
    const auto body = [&](db::Tx& tx) { return record_shorter(tx, front, c, entry); };
    co_return co_await front.db.transact(step, body);
}

Task<Result<StayQuote>> change_now(Step& step, FrontDesk& front, const StayChange& change) {
    CO_TRY(const auto book, book_of(front.desk, change.stay.property));
    const auto body = [&](db::Tx& tx) { return plan(tx, change, *book); };
    CO_TRY(ChangingStay c, co_await front.db.read(step, body));
    step.set(attr::pms_nights, c.change.stay.nights());
    c.actor = change.actor;
    StayQuote quote = quote_of(c);
    if (change.quote_only) co_return quote;
    CO_TRY_VOID(co_await (c.change.longer ? lengthen(step, front, c) : shorten(step, front, c)));
    quote.applied = true;
    // The keys end with the stay: they are made anew, and the desk asks again when that fails.
    const NewKeys wanted{
        .stay = change.stay, .workstation = change.workstation, .actor = change.actor};
    auto keys = co_await make_new_keys(step, front, wanted);
    if (keys) quote.keys = std::move(*keys);
    co_return quote;
}

}  // namespace

Task<Result<StayQuote>> change_stay(Step& step, FrontDesk& front, const StayChange& change) {
    co_return co_await step.run(span::pms_change_stay, change_now, front, change);
}

}  // namespace vacancy::hotel
