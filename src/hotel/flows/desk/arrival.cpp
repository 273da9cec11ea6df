#include "hotel/flows/desk/arrival.hpp"

#include "hotel/desk/interfaces.hpp"
#include "hotel/flows/desk/ledger.hpp"
#include "hotel/flows/rack/assigning.hpp"
#include "hotel/flows/rack/fees.hpp"
#include "hotel/store/desk/folios.hpp"
#include "hotel/store/desk/stays.hpp"
#include "hotel/store/desk/trail.hpp"
#include "saga/words.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

namespace vacancy::hotel {
namespace {

using payments::GatewayAnswer;
using payments::PaymentStatus;

/// Tries the rooms in the rule's order; false: none could be had.
Result<bool> take_first_free(db::Tx& tx, FrontDesk& front, Arrival& arrival, Stay& stay) {
    const store::RoomClaim wanted{{},
                                  nights_ahead(arrival.reservation, arrival.property.business_date),
                                  arrival.reservation.id};
    TRY(const auto free, store::unclaimed_rooms(tx, arrival.property.id, wanted));
    AssignmentWish wish = arrival.wish;
    wish.room_number = arrival.wanted_room;
    arrival.attempts = 0;
    for (const Room& room : rooms_to_try(wish, arrival.types, free)) {
        ++arrival.attempts;
        store::RoomClaim claim = wanted;
        claim.room = room.id;
        TRY(const bool claimed, store::claim_room(tx, claim));
        if (!claimed) continue;
        if (room.room_type != arrival.reservation.room_type) {
            const TypeChange change{claim.nights, room.room_type};
            TRY(const bool changed, use_type(tx, front.desk, arrival.reservation, {stay, change}));
            if (!changed) {
                TRY_VOID(store::release_room(tx, arrival.reservation.id, claim.nights.arrival));
                continue;
            }
        }
        arrival.room = room;
        return true;
    }
    return false;
}

/// The room given in advance, when it is ready and no other one is asked for.
Result<bool> take_assigned(db::Tx& tx, Desk& desk, Arrival& arrival, Stay& stay) {
    if (!stay.room) return false;
    TRY(const auto room, store::find_room(tx, *stay.room));
    const bool fits = room && is_ready(*room) &&
                      (arrival.wanted_room.empty() || arrival.wanted_room == room->number);
    if (!fits) {
        TRY_VOID(let_go(tx, desk, arrival.reservation, stay));
        return false;
    }
    arrival.room = *room;
    arrival.attempts = 1;
    return true;
}

/// For the agent, who may have mistyped the number.
std::string why_none(const Arrival& arrival) {
    if (arrival.wanted_room.empty()) return {};
    return fmt::format("room {} is not there, not ready, or taken", arrival.wanted_room);
}

Result<void> record_assignment(db::Tx& tx, FrontDesk& front, Arrival& arrival) {
    TRY(Stay stay, store::stay_of(tx, arrival.reservation));
    TRY(const bool ours, store::begin_work(tx, arrival.reservation.id, arrival.journal.id()));
    if (!ours) return fail(ErrorCode::illegal_transition, "somebody checks this guest in already");
    TRY(const auto known, store::find_reservation(tx, arrival.reservation.id));
    if (!known || known->status != Status::confirmed) return fail(ErrorCode::illegal_transition);
    TRY(arrival.was_assigned, take_assigned(tx, front.desk, arrival, stay));
    if (!arrival.was_assigned) {
        TRY(const bool found, take_first_free(tx, front, arrival, stay));
        if (!found) return fail(ErrorCode::room_not_ready, why_none(arrival));
    }
    arrival.upgraded = arrival.room.room_type != arrival.reservation.room_type;
    stay.room = arrival.room.id;
    TRY_VOID(store::save_stay(tx, stay));
    if (arrival.pays()) TRY_VOID(payments::intend(tx, payments::charge_of(arrival.payment)));
    return arrival.journal.advance(tx);
}

/// 0 for floors without a number ("mezzanine").
int floor_number(const Room& room) {
    int number = 0;
    const char* begin = room.floor.data();
    std::from_chars(begin, begin + room.floor.size(), number);
    return number;
}

void show_room(Step& step, const Arrival& arrival) {
    step.set(attr::pms_assigned_room, Private(arrival.room.number));
    step.set(attr::pms_room_type_assigned, arrival.type_named(arrival.room.room_type).code);
    step.set(attr::pms_floor, floor_number(arrival.room));
    step.set(attr::pms_upgrade_given, arrival.upgraded);
    if (arrival.attempts < 2) return;
    step.set(attr::pms_assignment_attempts, arrival.attempts);
    step.count(metric::pms_room_assignment_retries_total, {}, arrival.attempts - 1);
}

Task<Result<void>> assign_room(Step& step, FrontDesk& front, Arrival& arrival) {
    const auto body = [&](db::Tx& tx) { return record_assignment(tx, front, arrival); };
    auto assigned = co_await front.db.transact(step, body);
    if (!assigned) co_return assigned;
    show_room(step, arrival);
    crash_here(front, "check_in.after_assign");
    co_return assigned;
}

void show_authorization(Step& step, const Arrival& arrival, std::string_view status,
                        std::string_view authorization) {
    step.set(attr::pms_auth_amount, major_units(arrival.payment.amount));
    step.set(attr::pms_payment_method, arrival.payment.means.method);
    step.set(attr::pms_auth_status, status);
    step.set(attr::pms_auth_code, authorization);
}

Task<Result<void>> authorize_payment(Step& step, FrontDesk& front, Arrival& arrival) {
    CO_TRY_VOID(co_await ensure_loaded(step, front, arrival));
    if (!arrival.pays()) {
        show_authorization(step, arrival, "approved", "");
        co_return Result<void>{};
    }
    const payments::Charge charge = payments::charge_of(arrival.payment);
    auto answer = co_await payments::authorize(step, front.till, charge);
    crash_here(front, "check_in.after_authorize");
    if (!answer) {
        show_authorization(step, arrival, "error", "");
        if (!saga::answer_was_lost(answer.error()))
            arrival.given_up = payments::never_sent(arrival.payment);
        co_return std::unexpected(std::move(answer).error());
    }
    if (answer->status == PaymentStatus::declined) {
        show_authorization(step, arrival, "declined", "");
        arrival.given_up = *answer;
        co_return fail(ErrorCode::payment_failed, answer->decline_reason);
    }
    show_authorization(step, arrival, "approved", answer->transaction_id);
    arrival.payment.transaction_id = answer->transaction_id;
    arrival.payment.authorized = answer->authorized;
    arrival.authorized = std::move(*answer);
    co_return Result<void>{};
}

KeyRequest keys_for(const FrontDesk& front, const Arrival& arrival) {
    const Property& p = arrival.property;
    return {.property = p.id,
            .reservation = arrival.reservation.id,
            .room_number = arrival.room.number,
            .guest_name = arrival.reservation.guest.name,
            .count = arrival.keys,
            .valid_from = front.clock.now(),
            .valid_until = arrival.day_use_until ? instant_of(arrival.reservation.stay.arrival,
                                                              *arrival.day_use_until, p.time_zone)
                                                 : instant_of(arrival.reservation.stay.departure,
                                                              p.check_out_until, p.time_zone),
            .workstation = arrival.workstation};
}

Task<Result<void>> encode_keys(Step& step, FrontDesk& front, Arrival& arrival) {
    CO_TRY_VOID(co_await ensure_loaded(step, front, arrival));
    const KeyRequest request = keys_for(front, arrival);
    auto made = co_await front.keys.encode(step, request);
    step.set(attr::pms_keys_encoded, made ? made->count : 0);
    step.set(attr::pms_key_system, made ? std::string_view(made->system) : std::string_view{});
    crash_here(front, "check_in.after_encode");
    if (!made) co_return std::unexpected(std::move(made).error());
    arrival.made = std::move(*made);
    co_return Result<void>{};
}

Result<void> open_account(db::Tx& tx, Arrival& arrival, const Entry& entry) {
    const Reservation& r = arrival.reservation;
    TRY(const Folio folio, store::open_folio(tx, {.id = FolioId::make(tx.now()),
                                                  .property = r.property,
                                                  .reservation = r.id,
                                                  .payer = "guest",
                                                  .currency = r.total.currency}));
    arrival.folio = folio.id;
    if (!arrival.waives_fee) TRY_VOID(post_early_fee(tx, entry, r));
    if (arrival.paid.is_zero()) return {};
    return post_deposit(tx, entry, folio.id, {r.id, arrival.paid});
}

Result<void> record_arrival(db::Tx& tx, Arrival& arrival, const Entry& entry) {
    const Reservation& r = arrival.reservation;
    TRY(const auto moved, store::move(tx, r.id, Status::confirmed, Status::in_house));
    if (!moved) return fail(ErrorCode::illegal_transition);
    TRY(const bool occupied, store::occupy_room(tx, arrival.room.id));
    if (!occupied) return fail(ErrorCode::room_not_ready);
    TRY(Stay stay, store::stay_of(tx, r));
    stay.identity_kind = arrival.identity.kind;
    stay.identity_verified_by = arrival.identity.verified_by;
    stay.keys_made = arrival.made.count;
    stay.key_system = arrival.made.system;
    stay.checked_in_at = tx.now();
    TRY_VOID(store::save_stay(tx, stay));
    if (!arrival.document_hash.empty())
        TRY_VOID(store::set_identity_hash(tx, r.id, arrival.document_hash));
    if (arrival.authorized) TRY_VOID(payments::note(tx, arrival.payment.id, *arrival.authorized));
    TRY_VOID(open_account(tx, arrival, entry));
    TRY_VOID(store::append_trail(tx, r.property,
                                 {.actor = arrival.actor.id,
                                  .role = arrival.actor.role,
                                  .action = "check_in",
                                  .subject = r.confirmation_code,
                                  .detail = "room " + arrival.room.number,
                                  .trace_id = entry.trace_id}));
    TRY_VOID(tell_interfaces(tx, {.property = r.property,
                                  .kind = LetterKind::guest_in,
                                  .reservation = r.id,
                                  .room_number = arrival.room.number}));
    TRY_VOID(store::end_work(tx, r.id, arrival.journal.id()));
    return arrival.journal.advance(tx);
}

Task<Result<void>> update_status(Step& step, FrontDesk& front, Arrival& arrival) {
    CO_TRY_VOID(co_await ensure_loaded(step, front, arrival));
    const Entry entry{.property = arrival.property,
                      .actor = arrival.actor,
                      .trace_id = step.context().trace_id.text()};
    const auto body = [&](db::Tx& tx) { return record_arrival(tx, arrival, entry); };
    auto updated = co_await front.db.transact(step, body);
    if (!updated) co_return updated;
    step.set(attr::pms_new_status, "checked_in");
    crash_here(front, "check_in.after_update");
    co_return updated;
}

constexpr saga::Row<FrontDesk, Arrival> rows[] = {
    {.name = "assign",
     .span = &span::pms_assign_room,
     .act = timed<assign_room, &span::pms_assign_room, Arrival>,
     .undo_span = &span::pms_release_room,
     .undo = release_room,
     .records = true},
    {.name = "authorize",
     .span = &span::pms_authorize_payment,
     .act = timed<authorize_payment, &span::pms_authorize_payment, Arrival>,
     .undo_span = &span::pms_void_authorization,
     .undo = void_authorization},
    {.name = "encode",
     .span = &span::pms_encode_keys,
     .act = timed<encode_keys, &span::pms_encode_keys, Arrival>,
     .undo_span = &span::pms_erase_keys,
     .undo = erase_keys},
    {.name = "update",
     .span = &span::pms_update_status,
     .act = timed<update_status, &span::pms_update_status, Arrival>,
     .undo_span = nullptr,
     .undo = nullptr,
     .pivot = true,
     .records = true},
};

void save(const Arrival& arrival, saga::JournalEntry& entry) {
    entry.state = saga::write_words(
        {{"reservation", arrival.reservation.id.text()},
         {"room", arrival.room.id.text()},
         {"payment", arrival.pays() || !arrival.loaded ? arrival.payment.id.text() : ""},
         {"was_assigned", arrival.was_assigned ? "1" : ""},
         {"actor", arrival.actor.id},
         {"role", arrival.actor.role},
         {"given_up", payments::word_of(arrival.given_up)}});
    if (!arrival.loaded) return;
    entry.key = arrival.reservation.confirmation_code;
    entry.at_risk_minor = arrival.payment.amount.amount;
    entry.currency = arrival.reservation.total.currency.code();
}

Result<Arrival> load(const saga::JournalEntry& entry) {
    Arrival arrival;
    arrival.loaded = false;
    TRY(arrival.reservation.id, ReservationId::parse(saga::read_word(entry.state, "reservation")));
    TRY(arrival.room.id, RoomId::parse(saga::read_word(entry.state, "room")));
    if (const auto payment = saga::read_word(entry.state, "payment"); !payment.empty()) {
        TRY(arrival.payment.id, PaymentId::parse(payment));
    }
    arrival.was_assigned = !saga::read_word(entry.state, "was_assigned").empty();
    arrival.actor.id = saga::read_word(entry.state, "actor");
    arrival.actor.role = saga::read_word(entry.state, "role");
    TRY(arrival.given_up, payments::read_answer(saga::read_word(entry.state, "given_up")));
    return arrival;
}

constexpr saga::Table<FrontDesk, Arrival> table{
    .kind = span::pms_check_in.name, .rows = rows, .save = save, .load = load};

}  // namespace

const saga::Table<FrontDesk, Arrival>& arrival_table() { return table; }

const RoomType& Arrival::type_named(const RoomTypeId& type) const {
    const auto found = std::ranges::find(types, type, &RoomType::id);
    must(found != types.end());
    return *found;
}

Task<Result<void>> ensure_loaded(Step& step, FrontDesk& front, Arrival& arrival) {
    if (arrival.loaded) co_return Result<void>{};
    const auto body = [&](db::Tx& tx) -> Result<void> {
        TRY(auto reservation, store::find_reservation(tx, arrival.reservation.id));
        if (!reservation) return fail(ErrorCode::reservation_not_found);
        TRY(const auto room, store::find_room(tx, arrival.room.id));
        if (!room) return fail(ErrorCode::room_not_found);
        arrival.reservation = std::move(*reservation);
        arrival.room = *room;
        if (arrival.payment.id == PaymentId{}) return {};
        TRY(auto payment, payments::find_payment(tx, arrival.payment.id));
        if (payment) arrival.payment = std::move(*payment);
        return {};
    };
    CO_TRY_VOID(co_await front.db.read(step, body));
    CO_TRY(arrival.property, property_facts(front.desk, arrival.reservation.property));
    arrival.loaded = true;
    co_return Result<void>{};
}

}  // namespace vacancy::hotel
