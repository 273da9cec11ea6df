#include "hotel/flows/stays/changing_stay.hpp"

#include "hotel/flows/desk/arrival.hpp"
#include "hotel/flows/rack/assigning.hpp"
#include "hotel/flows/stays/stay_prices.hpp"
#include "hotel/store/rack/claims.hpp"
#include "saga/words.hpp"

#include <fmt/format.h>

#include <cstdlib>

namespace vacancy::hotel {
namespace {

OwnNights own_nights(const ChangingStay& c) {
    return {c.stay.taken_type.value_or(c.reservation.room_type), c.change.nights};
}

Result<void> record_longer(db::Tx& tx, FrontDesk& front, ChangingStay& c) {
    const Reservation& r = c.reservation;
    TRY(const bool ours, store::begin_work(tx, r.id, c.journal.id()));
    if (!ours) return fail(ErrorCode::illegal_transition, "somebody is at this stay already");
    const store::RoomClaim claim{c.room.id, c.change.nights, r.id};
    TRY(const auto taken, store::first_taken(tx, claim));
    if (taken)
        return fail(ErrorCode::room_taken,
                    fmt::format("room {} is taken on {}: move the guest first", c.room.number,
                                taken->night.text()));
    TRY(const bool claimed, store::claim_more(tx, claim));
    if (!claimed) return fail(ErrorCode::room_taken);
    const store::Moved more{r.property, own_nights(c)};
    TRY(auto sold, take_or_reclaim(tx, front.desk, store::Count::sold, {more.nights, r.id}));
    if (sold.empty()) return fail(ErrorCode::room_no_longer_available);
    remember_nights(tx, front.desk, more, std::move(sold));
    TRY(const auto book, book_of(front.desk, r.property));
    TRY_VOID(rewrite(tx, r, {c.change.stay, c.change.total, *book}));
    return c.journal.advance(tx);
}

Task<Result<void>> take_more(Step& step, FrontDesk& front, ChangingStay& c) {
    const auto body = [&](db::Tx& tx) { return record_longer(tx, front, c); };
    auto taken = co_await front.db.transact(step, body);
    if (taken) crash_here(front, "stay.after_take");
    co_return taken;
}

/// `reservation` is as it is now, with the further nights.
Result<void> put_back(db::Tx& tx, FrontDesk& front, ChangingStay& c) {
    TRY(const auto now, store::find_reservation(tx, c.reservation.id));
    TRY(const auto stay, store::find_stay(tx, c.reservation.id));
    if (!now || !stay) return fail(ErrorCode::reservation_not_found);
    c.stay = *stay;
    c.reservation = *now;
    const store::Moved more{now->property, own_nights(c)};
    TRY(auto back, store::give_back_nights(tx, store::Count::sold, more.nights));
    remember_nights(tx, front.desk, more, std::move(back));
    TRY_VOID(store::release_room(tx, now->id, c.change.nights.arrival));
    TRY(const auto book, book_of(front.desk, now->property));
    const StayDates before{now->stay.arrival, c.change.nights.arrival};
    TRY_VOID(rewrite(tx, *now, {before, now->total - c.change.difference, *book}));
    if (c.answer) TRY_VOID(payments::note(tx, c.held->id, *c.answer));
    TRY_VOID(store::end_work(tx, now->id, c.journal.id()));
    return c.journal.advance(tx);
}

Task<Result<void>> give_more_back(Step& step, FrontDesk& front, ChangingStay& c) {
    const auto body = [&](db::Tx& tx) { return put_back(tx, front, c); };
    co_return co_await front.db.transact(step, body);
}

Task<Result<void>> ensure_known(Step& step, FrontDesk& front, ChangingStay& c) {
    if (c.loaded) co_return Result<void>{};
    const auto body = [&](db::Tx& tx) -> Result<void> {
        TRY(auto reservation, store::find_reservation(tx, c.reservation.id));
        if (!reservation) return fail(ErrorCode::reservation_not_found);
        c.reservation = std::move(*reservation);
        c.change.difference.currency = c.reservation.total.currency;
        if (!c.held) return {};
        TRY(auto payment, payments::find_payment(tx, c.held->id));
        if (!payment) return fail(ErrorCode::not_found, "no such payment");
        c.held = std::move(*payment);
        return {};
    };
    CO_TRY_VOID(co_await front.db.read(step, body));
    CO_TRY(c.property, property_facts(front.desk, c.reservation.property));
    c.loaded = true;
    co_return Result<void>{};
}

void show(Step& step, const Money& amount, std::string_view status, std::string_view code) {
    step.set(attr::pms_auth_amount, major_units(amount));
    step.set(attr::pms_auth_status, status);
    step.set(attr::pms_auth_code, code);
}

Task<Result<void>> raise(Step& step, FrontDesk& front, ChangingStay& c) {
    if (!c.held) {
        show(step, c.raise_to, "not_needed", "");
        co_return Result<void>{};
    }
    const payments::Raise wanted{.total = c.raise_to, .wish = c.journal.id().text()};
    auto answer = co_await payments::increment(step, front.till, *c.held, wanted);
    crash_here(front, "stay.after_increment");
    if (!answer) {
        show(step, c.raise_to, "error", "");
        co_return std::unexpected(std::move(answer).error());
    }
    const bool declined = answer->status != payments::PaymentStatus::authorized;
    show(step, c.raise_to, declined ? "declined" : "approved", answer->transaction_id);
    if (declined) co_return fail(ErrorCode::payment_failed, answer->decline_reason);
    c.answer = std::move(*answer);
    co_return Result<void>{};
}

/// An authorization cannot be lowered: what was raised in vain is released when the rest is taken.
/// The ledger learns how much the gateway really holds.
Task<Result<void>> learn(Step& step, FrontDesk& front, ChangingStay& c) {
    CO_TRY_VOID(co_await ensure_known(step, front, c));
    if (!c.held) co_return Result<void>{};
    auto now = co_await payments::look_up(step, front.till, *c.held);
    if (!now) co_return std::unexpected(std::move(now).error());
    show(step, now->authorized, payments::name_of(now->status), now->transaction_id);
    c.answer = std::move(*now);
    co_return Result<void>{};
}

Result<void> record_settled(db::Tx& tx, ChangingStay& c, const Entry& entry) {
    const Reservation& r = c.reservation;
    if (c.answer) TRY_VOID(payments::note(tx, c.held->id, *c.answer));
    TRY_VOID(tell_trail(
        tx, entry,
        {"stay.extend", r.confirmation_code,
         fmt::format("{} to {}", r.stay.departure.text(), c.change.stay.departure.text())}));
    TRY_VOID(tell_links(tx, r, {.room = c.room.number}));
    TRY_VOID(store::end_work(tx, r.id, c.journal.id()));
    return c.journal.advance(tx);
}

Task<Result<void>> settle(Step& step, FrontDesk& front, ChangingStay& c) {
    const Entry entry = entry_of(step, c.property, c.actor);
    const auto body = [&](db::Tx& tx) { return record_settled(tx, c, entry); };
    auto settled = co_await front.db.transact(step, body);
    if (!settled) co_return settled;
    c.applied = true;
    crash_here(front, "stay.after_settle");
    co_return settled;
}

constexpr saga::Row<FrontDesk, ChangingStay> rows[] = {
    {.name = "take",
     .span = nullptr,
     .act = take_more,
     .undo_span = nullptr,
     .undo = give_more_back,
     .records = true},
    {.name = "raise",
     .span = &span::pms_increment_authorization,
     .act = raise,
     .undo_span = &span::pms_increment_authorization,
     .undo = learn},
    {.name = "settle",
     .span = nullptr,
     .act = settle,
     .undo_span = nullptr,
     .undo = nullptr,
     .pivot = true,
     .records = true},
};

void save(const ChangingStay& c, saga::JournalEntry& entry) {
    entry.state = saga::write_words({{"reservation", c.reservation.id.text()},
                                     {"room", c.room.id.text()},
                                     {"from", c.change.nights.arrival.text()},
                                     {"until", c.change.nights.departure.text()},
                                     {"difference", std::to_string(c.change.difference.amount)},
                                     {"currency", std::string(c.change.difference.currency.code())},
                                     {"held", c.held ? c.held->id.text() : ""},
                                     {"actor", c.actor.id},
                                     {"role", c.actor.role},
                                     {"answer", payments::word_of(c.answer)}});
    if (!c.loaded) return;
    entry.key = c.reservation.confirmation_code;
    entry.currency = c.change.difference.currency.code();
}

Result<ChangingStay> load(const saga::JournalEntry& entry) {
    const auto word = [&](std::string_view name) { return saga::read_word(entry.state, name); };
    ChangingStay c;
    c.loaded = false;
    TRY(c.reservation.id, ReservationId::parse(word("reservation")));
    TRY(c.room.id, RoomId::parse(word("room")));
    TRY(c.change.nights.arrival, LocalDate::parse(word("from")));
    TRY(c.change.nights.departure, LocalDate::parse(word("until")));
    TRY(c.change.difference.currency, Currency::parse(word("currency")));
    c.change.difference.amount = std::atoll(std::string(word("difference")).c_str());
    if (!word("held").empty()) {
        c.held.emplace();
        TRY(c.held->id, PaymentId::parse(word("held")));
    }
    c.actor = {.id = std::string(word("actor")), .role = std::string(word("role"))};
    TRY(c.answer, payments::read_answer(word("answer")));
    return c;
}

constexpr saga::Table<FrontDesk, ChangingStay> table{
    .kind = span::pms_change_stay.name, .rows = rows, .save = save, .load = load};

}  // namespace

const saga::Table<FrontDesk, ChangingStay>& changing_table() { return table; }

}  // namespace vacancy::hotel
