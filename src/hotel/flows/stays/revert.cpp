#include "hotel/flows/desk/arrival.hpp"
#include "hotel/flows/rack/assigning.hpp"
#include "hotel/flows/stays/undoing.hpp"
#include "hotel/store/desk/folios.hpp"
#include "hotel/store/rack/claims.hpp"
#include "saga/words.hpp"

#include <algorithm>

namespace vacancy::hotel {
namespace {

Result<void> check_same_day(const Stay& stay, const Property& property) {
    if (!stay.checked_in_at) return fail(ErrorCode::illegal_transition);
    if (property.business_date > local_date(*stay.checked_in_at, property.time_zone))
        return fail(ErrorCode::illegal_transition, "the hotel's day is another one now");
    return {};
}

/// Charges that were not taken back stand in the way: somebody has to void them first.
Result<void> check_no_charges(db::Tx& tx, const ReservationId& reservation) {
    TRY(const auto folios, store::folios_of(tx, reservation));
    for (const Folio& folio : folios) {
        TRY(const auto items, store::items_of(tx, folio.id));
        for (const FolioItem& item : items)
            if (item.kind == PostingKind::charge && !item.corrected)
                return fail(ErrorCode::illegal_transition, "there are charges on the folio");
    }
    return {};
}

Result<void> record_begin(db::Tx& tx, Reverting& v) {
    const ReservationId& id = v.reservation.id;
    TRY(const bool ours, store::begin_work(tx, id, v.journal.id()));
    if (!ours) return fail(ErrorCode::illegal_transition, "somebody is at this stay already");
    TRY_VOID(check_no_charges(tx, id));
    TRY(const auto sharers, store::sharers_of(tx, id));
    if (!sharers.empty()) return fail(ErrorCode::illegal_transition, "somebody shares the room");
    TRY(const auto all, payments::payments_of(tx, id.text()));
    for (const payments::Payment& payment : all)
        if (payment.status == payments::LedgerStatus::authorized) v.held = payment;
    return v.journal.advance(tx);
}

Task<Result<void>> begin(Step& step, FrontDesk& front, Reverting& v) {
    const auto body = [&](db::Tx& tx) { return record_begin(tx, v); };
    auto begun = co_await front.db.transact(step, body);
    if (begun) crash_here(front, "revert.after_begin");
    co_return begun;
}

Task<Result<void>> ensure_known(Step& step, FrontDesk& front, Reverting& v) {
    if (v.loaded) co_return Result<void>{};
    const auto body = [&](db::Tx& tx) -> Result<void> {
        TRY(auto reservation, store::find_reservation(tx, v.reservation.id));
        if (!reservation) return fail(ErrorCode::reservation_not_found);
        TRY(const auto room, store::find_room(tx, v.room.id));
        if (!room) return fail(ErrorCode::room_not_found);
        v.reservation = std::move(*reservation);
        v.room = *room;
        if (!v.held) return {};
        TRY(auto payment, payments::find_payment(tx, v.held->id));
        if (!payment) return fail(ErrorCode::not_found, "no such payment");
        v.held = std::move(*payment);
        return {};
    };
    CO_TRY_VOID(co_await front.db.read(step, body));
    CO_TRY(v.property, property_facts(front.desk, v.reservation.property));
    v.loaded = true;
    co_return Result<void>{};
}

Task<Result<void>> let_be(Step& step, FrontDesk& front, Reverting& v) {
    const auto body = [&](db::Tx& tx) -> Result<void> {
        TRY_VOID(store::end_work(tx, v.reservation.id, v.journal.id()));
        return v.journal.advance(tx);
    };
    co_return co_await front.db.transact(step, body);
}

Task<Result<void>> give_money_up(Step& step, FrontDesk& front, Reverting& v) {
    CO_TRY_VOID(co_await ensure_known(step, front, v));
    if (!v.held) co_return Result<void>{};
    auto answer = co_await payments::give_up(step, front.till, *v.held);
    if (!answer) co_return std::unexpected(std::move(answer).error());
    step.set(attr::pms_auth_status, payments::name_of(answer->status));
    step.set(attr::pms_auth_code, answer->transaction_id);
    v.given_up = std::move(*answer);
    crash_here(front, "revert.after_void");
    co_return Result<void>{};
}

/// The booked type's nights again where they are still to be had; otherwise the guest keeps the
/// better room in advance.
Result<void> free_room(db::Tx& tx, FrontDesk& front, const Reverting& v, Stay& stay) {
    const Reservation& r = v.reservation;
    TRY_VOID(store::empty_room(tx, v.room.id, Housekeeping::clean));
    const TypeChange booked{nights_ahead(r, v.property.business_date), r.room_type};
    TRY(const bool back, use_type(tx, front.desk, r, {stay, booked}));
    if (!back) return {};
    TRY_VOID(store::release_room(tx, r.id, r.stay.arrival));
    stay.room.reset();
    return {};
}

Result<void> record_out(db::Tx& tx, FrontDesk& front, Reverting& v, const Entry& entry) {
    const Reservation& r = v.reservation;
    if (v.given_up) TRY_VOID(payments::note(tx, v.held->id, *v.given_up));
    TRY(const auto moved, store::move(tx, r.id, Status::in_house, Status::confirmed));
    if (!moved) return fail(ErrorCode::illegal_transition);
    TRY(Stay stay, store::stay_of(tx, r));
    TRY_VOID(free_room(tx, front, v, stay));
    stay.checked_in_at.reset();
    stay.keys_made = 0;
    stay.key_system.clear();
    stay.identity_kind.clear();
    stay.identity_verified_by.clear();
    TRY_VOID(store::save_stay(tx, stay));
    TRY_VOID(store::set_identity_hash(tx, r.id, ""));
    TRY_VOID(tell_links(tx, r, {.kind = LetterKind::guest_out, .room = v.room.number}));
    TRY_VOID(tell_trail(tx, entry,
                        {"check_in.revert", r.confirmation_code, v.room.number + ": " + v.reason}));
    TRY_VOID(store::end_work(tx, r.id, v.journal.id()));
    return v.journal.advance(tx);
}

Task<Result<void>> let_out(Step& step, FrontDesk& front, Reverting& v) {
    CO_TRY_VOID(co_await ensure_known(step, front, v));
    // Recovery may begin here: asking again with the same key tells what was given up.
    if (v.held && !v.given_up) CO_TRY_VOID(co_await give_money_up(step, front, v));
    const Entry entry = entry_of(step, v.property, v.actor);
    const auto body = [&](db::Tx& tx) { return record_out(tx, front, v, entry); };
    auto out = co_await front.db.transact(step, body);
    if (!out) co_return out;
    v.done = true;
    crash_here(front, "revert.after_out");
    co_return out;
}

Task<Result<void>> keys_off(Step& step, FrontDesk& front, Reverting& v) {
    const bool resumed = !v.loaded;
    CO_TRY_VOID(co_await ensure_known(step, front, v));
    if (resumed) {
        CO_TRY(const bool old, co_await keys_are_old(step, front, v.reservation.id, v.room.id));
        if (!old) co_return Result<void>{};
    }
    const KeyErasure erasure{
        .property = v.property.id, .reservation = v.reservation.id, .room_number = v.room.number};
    auto erased = co_await front.keys.erase(step, erasure);
    step.set(attr::pms_keys_deactivated, erased.has_value());
    if (erased) crash_here(front, "revert.after_keys");
    co_return erased;
}

constexpr saga::Row<FrontDesk, Reverting> rows[] = {
    {.name = "begin",
     .span = nullptr,
     .act = begin,
     .undo_span = nullptr,
     .undo = let_be,
     .records = true},
    {.name = "void",
     .span = &span::pms_return_authorization,
     .act = give_money_up,
     .undo_span = nullptr,
     .undo = nullptr,
     .pivot = true},
    {.name = "out",
     .span = nullptr,
     .act = let_out,
     .undo_span = nullptr,
     .undo = nullptr,
     .records = true},
    {.name = "keys",
     .span = &span::pms_revoke_keys,
     .act = keys_off,
     .undo_span = nullptr,
     .undo = nullptr},
};

void save(const Reverting& v, saga::JournalEntry& entry) {
    entry.state = saga::write_words({{"reservation", v.reservation.id.text()},
                                     {"room", v.room.id.text()},
                                     {"held", v.held ? v.held->id.text() : ""},
                                     {"actor", v.actor.id},
                                     {"role", v.actor.role}});
    if (v.loaded) entry.key = v.reservation.confirmation_code;
}

Result<Reverting> load(const saga::JournalEntry& entry) {
    const auto word = [&](std::string_view name) { return saga::read_word(entry.state, name); };
    Reverting v;
    v.loaded = false;
    TRY(v.reservation.id, ReservationId::parse(word("reservation")));
    TRY(v.room.id, RoomId::parse(word("room")));
    if (!word("held").empty()) {
        v.held.emplace();
        TRY(v.held->id, PaymentId::parse(word("held")));
    }
    v.reason = "gone on with after an interruption";
    v.actor = {.id = std::string(word("actor")), .role = std::string(word("role"))};
    return v;
}

constexpr saga::Table<FrontDesk, Reverting> table{
    .kind = span::pms_revert_check_in.name, .rows = rows, .save = save, .load = load};

Error unknown_outcome(const Reverting& v) {
    return {.code = ErrorCode::outcome_unknown,
            .detail = "It is being taken back; look there for its end",
            .retry_after_s = 5,
            .look_at = "/v1/properties/" + v.property.id.text() +
                       "/reservations?q=" + v.reservation.confirmation_code};
}

Task<Result<void>> take_back(Step& step, FrontDesk& front, const UndoCommand& command) {
    CO_TRY(const Property property, property_facts(front.desk, command.stay.property));
    const auto body = [&](db::Tx& tx) { return guest_in_house(tx, command.stay); };
    CO_TRY(GuestInHouse guest, co_await front.db.read(step, body));
    step.set(attr::pms_room_number, Private(guest.room.number));
    CO_TRY_VOID(check_same_day(guest.stay, property));
    if (guest.stay.shares_with)
        co_return fail(ErrorCode::illegal_transition, "who shares a room is checked out");
    if (guest.stay.taken_type && guest.reservation.stay.arrival < property.business_date)
        co_return fail(ErrorCode::illegal_transition,
                       "a late guest in a better room is checked out");
    Reverting v;
    v.journal = saga::Journal({.id = SagaId::make(front.clock.now()),
                               .kind = {},
                               .key = command.stay.confirmation_code,
                               .state = {}});
    v.property = property;
    v.room = guest.room;
    v.reservation = std::move(guest.reservation);
    v.reason = command.reason;
    v.actor = command.actor;
    const saga::Outcome outcome = co_await saga::run(step, front, v, table);
    if (v.done) co_return Result<void>{};
    if (outcome.pivoted || !outcome.at_rest) co_return std::unexpected(unknown_outcome(v));
    co_return std::unexpected(
        outcome.failure.value_or(Error{.code = ErrorCode::internal, .detail = {}}));
}

}  // namespace

const saga::Table<FrontDesk, Reverting>& reverting_table() { return table; }

Task<Result<void>> revert_check_in(Step& step, FrontDesk& front, const UndoCommand& command) {
    co_return co_await step.run(span::pms_revert_check_in, take_back, front, command);
}

}  // namespace vacancy::hotel
