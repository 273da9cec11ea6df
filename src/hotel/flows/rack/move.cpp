#include "base/canary.hpp"
#include "hotel/flows/desk/arrival.hpp"
#include "hotel/flows/rack/moving.hpp"
#include "hotel/model/rack/rules.hpp"
#include "hotel/store/desk/tasks.hpp"
#include "hotel/store/rack/claims.hpp"
#include "saga/words.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace vacancy::hotel {
namespace {

Result<void> check_free(db::Tx& tx, const store::RoomClaim& claim) {
    TRY(const auto taken, store::first_taken(tx, claim));
    if (!taken) return {};
    return fail(ErrorCode::room_taken, "it is taken on " + taken->night.text());
}

Result<void> record_claim(db::Tx& tx, Moving& m) {
    const ReservationId& id = m.reservation.id;
    TRY(const bool ours, store::begin_work(tx, id, m.journal.id()));
    if (!ours) return fail(ErrorCode::illegal_transition, "somebody is at this stay already");
    TRY(const auto room, store::find_room(tx, m.to.id));
    if (!room) return fail(ErrorCode::room_not_found);
    if (!is_ready(*room)) return fail(ErrorCode::room_not_ready);
    const store::RoomClaim claim{m.to.id, nights_ahead(m.reservation, m.property.business_date),
                                 id};
    TRY_VOID(check_free(tx, claim));
    TRY(const bool claimed, store::claim_more(tx, claim));
    if (!claimed) return fail(ErrorCode::room_taken);
    return m.journal.advance(tx);
}

Result<void> load_rest(db::Tx& tx, Moving& m) {
    TRY(auto reservation, store::find_reservation(tx, m.reservation.id));
    if (!reservation) return fail(ErrorCode::reservation_not_found);
    TRY(const auto from, store::find_room(tx, m.from.id));
    TRY(const auto to, store::find_room(tx, m.to.id));
    if (!from || !to) return fail(ErrorCode::room_not_found);
    m.reservation = std::move(*reservation);
    m.from = *from;
    m.to = *to;
    return {};
}

Task<Result<void>> ensure_known(Step& step, FrontDesk& front, Moving& m) {
    if (m.loaded) co_return Result<void>{};
    const auto body = [&](db::Tx& tx) { return load_rest(tx, m); };
    CO_TRY_VOID(co_await front.db.read(step, body));
    CO_TRY(m.property, property_facts(front.desk, m.reservation.property));
    m.loaded = true;
    co_return Result<void>{};
}

Task<Result<void>> claim_new(Step& step, FrontDesk& front, Moving& m) {
    const auto body = [&](db::Tx& tx) { return record_claim(tx, m); };
    auto claimed = co_await front.db.transact(step, body);
    if (claimed) crash_here(front, "move.after_claim");
    co_return claimed;
}

Task<Result<void>> give_new_back(Step& step, FrontDesk& front, Moving& m) {
    CO_TRY_VOID(co_await ensure_known(step, front, m));
    const auto body = [&](db::Tx& tx) -> Result<void> {
        TRY_VOID(store::unclaim(tx, m.reservation.id, m.to.id, m.reservation.stay.arrival));
        TRY_VOID(store::end_work(tx, m.reservation.id, m.journal.id()));
        return m.journal.advance(tx);
    };
    co_return co_await front.db.transact(step, body);
}

Task<Result<void>> encode_new(Step& step, FrontDesk& front, Moving& m) {
    CO_TRY_VOID(co_await ensure_known(step, front, m));
    KeyRequest request = keys_in(front, m.reservation, m.to);
    request.count = m.keys.value_or(2);
    request.workstation = m.workstation;
    auto made = co_await front.keys.encode(step, request);
    step.set(attr::pms_keys_encoded, made ? made->count : 0);
    step.set(attr::pms_key_system, made ? std::string_view(made->system) : std::string_view{});
    crash_here(front, "move.after_encode");
    if (!made) co_return std::unexpected(std::move(made).error());
    m.made = std::move(*made);
    co_return Result<void>{};
}

Task<Result<void>> erase_in(Step& step, FrontDesk& front, Moving& m, const Room& room) {
    const KeyErasure erasure{.property = m.property.id,
                             .reservation = m.reservation.id,
                             .room_number = room.number,
                             .later = room.id == m.to.id};
    auto erased = co_await front.keys.erase(step, erasure);
    step.set(attr::pms_keys_deactivated, erased.has_value());
    co_return erased;
}

Task<Result<void>> erase_new(Step& step, FrontDesk& front, Moving& m) {
    CO_TRY_VOID(co_await ensure_known(step, front, m));
    co_return co_await erase_in(step, front, m, m.to);
}

Result<void> tell_housekeeping(db::Tx& tx, const Moving& m) {
    TRY_VOID(store::vacate_room(tx, m.from.id));
    TRY_VOID(store::cancel_stay_over(tx, m.from.id));
    return store::add_task(tx, {.id = TaskId::make(tx.now()),
                                .property = m.property.id,
                                .room = m.from.id,
                                .kind = TaskKind::departure,
                                .business_date = m.property.business_date});
}

/// The guest's stay and those who share the room go where the guest goes.
Result<void> take_along(db::Tx& tx, FrontDesk& front, const Moving& m) {
    const Reservation& r = m.reservation;
    TRY(Stay stay, store::stay_of(tx, r));
    if (stay.room != m.from.id) return fail(ErrorCode::illegal_transition);
    const TypeChange change{nights_ahead(r, m.property.business_date), m.to.room_type};
    TRY(const bool fits, use_type(tx, front.desk, r, {stay, change}));
    if (!fits) return fail(ErrorCode::room_no_longer_available);
    stay.room = m.to.id;
    stay.keys_made = m.made.count;
    stay.key_system = m.made.system;
    TRY_VOID(store::save_stay(tx, stay));
    TRY(const auto sharers, store::sharers_of(tx, r.id));
    for (const ReservationId& id : sharers) {
        TRY(auto along, store::find_stay(tx, id));
        if (!along) continue;
        along->room = m.to.id;
        TRY_VOID(store::save_stay(tx, *along));
    }
    return {};
}

Result<void> record_move(db::Tx& tx, FrontDesk& front, Moving& m, const Entry& entry) {
    const Reservation& r = m.reservation;
    TRY(const auto known, store::find_reservation(tx, r.id));
    if (!known || known->status != Status::in_house) return fail(ErrorCode::illegal_transition);
    TRY(const bool occupied, store::occupy_room(tx, m.to.id));
    if (!occupied) return fail(ErrorCode::room_not_ready);
    TRY_VOID(take_along(tx, front, m));
    TRY_VOID(store::unclaim(tx, r.id, m.from.id, m.property.business_date));
    TRY_VOID(tell_housekeeping(tx, m));
    const int nights = nights_ahead(r, m.property.business_date).nights();
    TRY_VOID(
        charge_guest(tx, entry, r.id,
                     {.code = "upgrade",
                      .description = fmt::format("Better room {}, {} nights", m.to.number, nights),
                      .reference = "upgrade:" + m.journal.id().text(),
                      .amount = m.charged}));
    TRY_VOID(tell_trail(tx, entry,
                        {"room.move", r.confirmation_code,
                         fmt::format("{} to {}: {}", m.from.number, m.to.number, m.reason)}));
    TRY_VOID(tell_links(tx, r, {.room = m.to.number, .old_room = m.from.number}));
    TRY_VOID(tell_room(tx, r.property, m.from.number));
    TRY_VOID(store::end_work(tx, r.id, m.journal.id()));
    return m.journal.advance(tx);
}

Task<Result<void>> move_over(Step& step, FrontDesk& front, Moving& m) {
    const Entry entry = entry_of(step, m.property, m.actor);
    const auto body = [&](db::Tx& tx) { return record_move(tx, front, m, entry); };
    auto moved = co_await front.db.transact(step, body);
    if (!moved) co_return moved;
    m.moved = true;
    crash_here(front, "move.after_move");
    co_return moved;
}

Task<Result<void>> erase_old(Step& step, FrontDesk& front, Moving& m) {
    const bool resumed = !m.loaded;
    CO_TRY_VOID(co_await ensure_known(step, front, m));
    if (resumed) {
        CO_TRY(const bool old, co_await keys_are_old(step, front, m.reservation.id, m.from.id));
        if (!old) co_return Result<void>{};
    }
    if (canary::planted("old_keys_left")) co_return Result<void>{};
    auto erased = co_await erase_in(step, front, m, m.from);
    m.old_keys_off = erased.has_value();
    if (erased) crash_here(front, "move.after_erase");
    co_return erased;
}

constexpr saga::Row<FrontDesk, Moving> rows[] = {
    {.name = "claim",
     .span = nullptr,
     .act = claim_new,
     .undo_span = nullptr,
     .undo = give_new_back,
     .records = true},
    {.name = "encode",
     .span = &span::pms_reencode_keys,
     .act = encode_new,
     .undo_span = &span::pms_revoke_keys,
     .undo = erase_new},
    {.name = "move",
     .span = nullptr,
     .act = move_over,
     .undo_span = nullptr,
     .undo = nullptr,
     .pivot = true,
     .records = true},
    {.name = "old_keys",
     .span = &span::pms_revoke_keys,
     .act = erase_old,
     .undo_span = nullptr,
     .undo = nullptr},
};

void save(const Moving& m, saga::JournalEntry& entry) {
    entry.state = saga::write_words({{"reservation", m.reservation.id.text()},
                                     {"from", m.from.id.text()},
                                     {"to", m.to.id.text()},
                                     {"actor", m.actor.id},
                                     {"role", m.actor.role}});
    if (m.loaded) entry.key = m.reservation.confirmation_code;
}

Result<Moving> load(const saga::JournalEntry& entry) {
    Moving m;
    m.loaded = false;
    TRY(m.reservation.id, ReservationId::parse(saga::read_word(entry.state, "reservation")));
    TRY(m.from.id, RoomId::parse(saga::read_word(entry.state, "from")));
    TRY(m.to.id, RoomId::parse(saga::read_word(entry.state, "to")));
    m.actor.id = saga::read_word(entry.state, "actor");
    m.actor.role = saga::read_word(entry.state, "role");
    return m;
}

constexpr saga::Table<FrontDesk, Moving> table{
    .kind = span::pms_move_room.name, .rows = rows, .save = save, .load = load};

/// A lesser room is never given, a better one only when that is wanted.
Result<void> check_fit(const MoveCommand& command, const Book& book, const GuestInHouse& guest,
                       const Room& to) {
    if (to.id == guest.room.id)
        return fail(ErrorCode::invalid_request, "the guest is in that room already");
    const RoomFit fit = fit_of(book.room_types, guest.reservation.room_type, to.room_type);
    if (fit == RoomFit::lesser)
        return fail(ErrorCode::room_not_ready, "it is of a lesser type than the one booked");
    const bool stays_there = to.room_type == guest.room.room_type;
    if (fit == RoomFit::better && !command.upgrade && !stays_there)
        return fail(ErrorCode::room_not_ready, "it is of a better type; say upgrade");
    return {};
}

/// What a better room costs more for the nights that are left.
Result<Money> difference(const MoveCommand& command, const Book& book, const GuestInHouse& guest,
                         const Room& to) {
    const Reservation& r = guest.reservation;
    const Money nothing{0, r.total.currency};
    if (!command.charges || to.room_type == guest.room.room_type) return nothing;
    const StayDates nights = nights_ahead(r, book.property.business_date);
    const auto now = price_in(book, r, {nights, r.room_type});
    const auto then = price_in(book, r, {nights, to.room_type});
    if (!now || !then)
        return fail(ErrorCode::invalid_request,
                    "the plan has no price for that type; give it complimentary");
    return Money{std::max<std::int64_t>(then->amount - now->amount, 0), now->currency};
}

struct Found {
    GuestInHouse guest;
    Room to;
};

Result<Found> find(db::Tx& tx, const MoveCommand& command) {
    TRY(GuestInHouse guest, guest_in_house(tx, command.stay));
    if (guest.stay.shares_with)
        return fail(ErrorCode::illegal_transition, "who shares a room moves with it");
    TRY(const auto to, store::find_room_numbered(tx, command.stay.property, command.room_number));
    if (!to) return fail(ErrorCode::room_not_found);
    return Found{std::move(guest), *to};
}

Task<Result<MovedGuest>> move_in_house(Step& step, FrontDesk& front, const MoveCommand& command) {
    CO_TRY(const auto book, book_of(front.desk, command.stay.property));
    const auto body = [&](db::Tx& tx) { return find(tx, command); };
    CO_TRY(Found found, co_await front.db.read(step, body));
    step.set(attr::pms_room_number, Private(found.guest.room.number));
    step.set(attr::pms_assigned_room, Private(found.to.number));
    CO_TRY_VOID(check_fit(command, *book, found.guest, found.to));
    Moving m;
    CO_TRY(m.charged, difference(command, *book, found.guest, found.to));
    m.journal = saga::Journal({.id = SagaId::make(front.clock.now()),
                               .kind = {},
                               .key = command.stay.confirmation_code,
                               .state = {}});
    m.property = book->property;
    m.upgraded = found.to.room_type != found.guest.reservation.room_type;
    m.keys = command.keys.value_or(std::max(found.guest.stay.keys_made, 1));
    m.from = found.guest.room;
    m.to = found.to;
    m.reservation = std::move(found.guest.reservation);
    m.reason = command.reason;
    m.workstation = command.workstation;
    m.actor = command.actor;
    step.set(attr::pms_room_type_assigned,
             book->room_types.at(*book->type_index(m.to.room_type)).code);
    step.set(attr::pms_upgrade_given, m.upgraded);
    const saga::Outcome outcome = co_await saga::run(step, front, m, table);
    if (!m.moved) {
        const Error unknown{.code = ErrorCode::internal, .detail = {}};
        co_return std::unexpected(encoder_error(outcome.failure.value_or(unknown)));
    }
    co_return MovedGuest{.from = m.from,
                         .to = m.to,
                         .upgraded = m.upgraded,
                         .charged = m.charged,
                         .keys = m.made,
                         .old_keys_off = m.old_keys_off};
}

}  // namespace

const saga::Table<FrontDesk, Moving>& moving_table() { return table; }

Task<Result<MovedGuest>> move_guest(Step& step, FrontDesk& front, const MoveCommand& command) {
    co_return co_await step.run(span::pms_move_room, move_in_house, front, command);
}

}  // namespace vacancy::hotel
