#include "hotel/api.hpp"
#include "hotel/desk/rack/stays.hpp"
#include "hotel/flows/rack/assigning.hpp"

namespace vacancy::hotel {
namespace {

/// Long enough for the two transactions of a sale.
constexpr std::chrono::seconds sale_time{120};

StayRequest wanted(const WalkInCommand& command, const Property& property) {
    const LocalDate today = property.business_date;
    return {.property = command.property,
            .stay = {today, command.day_use ? today + 1 : command.check_out},
            .guests = command.guests,
            .room_type = command.room_type,
            .rate_plan = command.rate_plan,
            .children = command.children,
            .agreed_rate = command.rate};
}

Result<void> note_walk_in(db::Tx& tx, const WalkInCommand& command, const HoldCommand& sale,
                          const Entry& entry) {
    TRY(const auto r, store::find_reservation(tx, sale.reservation));
    must(r.has_value());
    TRY(Stay stay, store::stay_of(tx, *r));
    stay.day_use = command.day_use;
    TRY_VOID(store::save_stay(tx, stay));
    return tell_trail(tx, entry, {command.day_use ? "day_use" : "walk_in", sale.confirmation_code});
}

Task<Result<HoldCommand>> sell(Step& step, FrontDesk& front, const WalkInCommand& command) {
    CO_TRY(const Property property, property_facts(front.desk, command.property));
    HoldCommand sale{.reservation = ReservationId::make(front.clock.now()),
                     .confirmation_code = make_confirmation_code(),
                     .stay = wanted(command, property),
                     .total = {},
                     .guest = command.guest,
                     .time_to_live = sale_time};
    step.set(attr::pms_nights, command.day_use ? 0 : sale.stay.stay.nights());
    step.set(attr::pms_day_use, command.day_use);
    CO_TRY_VOID(check_stay(sale.stay));
    CO_TRY(const Offer offer, co_await price(step, front.desk, sale.stay));
    sale.total = offer.total;
    const Along nothing;
    CO_TRY(const HoldOutcome held, co_await hold(step, front.desk, sale, nothing));
    if (!held.acquired) co_return fail(ErrorCode::sold_out, held.contention_reason);
    const Entry entry = entry_of(step, property, command.check_in.actor);
    const Along noted = [&](db::Tx& tx) { return note_walk_in(tx, command, sale, entry); };
    CO_TRY_VOID(co_await confirm(step, front.desk, sale.reservation, noted));
    co_return sale;
}

/// The guest did not get in: nothing stays sold.
Task<void> take_back(Step& step, FrontDesk& front, const WalkInCommand& command,
                     const HoldCommand& sale) {
    const auto property = property_facts(front.desk, command.property);
    if (!property) co_return;
    const Entry entry = entry_of(step, *property, command.check_in.actor);
    const Along noted = [&](db::Tx& tx) {
        return tell_trail(tx, entry, {"walk_in.undo", sale.confirmation_code});
    };
    const auto canceled = co_await cancel(step, front.desk, sale.reservation, noted);
    if (!canceled) step.keep("rollback");  // it stays among the arrivals, where the desk sees it
}

}  // namespace

Task<Result<WalkedIn>> walk_in(Step& step, FrontDesk& front, const WalkInCommand& command) {
    auto sold = co_await step.run(span::pms_sell_walk_in, sell, front, command);
    if (!sold) {
        step.set(attr::pms_checkin_result, "failed");
        co_return std::unexpected(std::move(sold).error());
    }
    const HoldCommand& sale = *sold;
    CheckInCommand check_in = command.check_in;
    check_in.property = command.property;
    check_in.confirmation_code = sale.confirmation_code;
    check_in.waives_fee = true;
    auto done = co_await check_in_guest(step, front, check_in);
    if (!done) {
        const bool unknown = done.error().code == ErrorCode::outcome_unknown;
        if (!unknown) co_await take_back(step, front, command, sale);
        co_return std::unexpected(std::move(done).error());
    }
    co_return WalkedIn{.confirmation_code = sale.confirmation_code,
                       .reservation = sale.reservation,
                       .total = sale.total,
                       .checked_in = std::move(*done)};
}

}  // namespace vacancy::hotel
