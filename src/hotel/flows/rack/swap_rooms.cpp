#include "hotel/flows/desk/arrival.hpp"
#include "hotel/flows/rack/moving.hpp"
#include "hotel/store/rack/claims.hpp"
#include "saga/words.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace vacancy::hotel {
namespace {

using Side = Swapping::Side;

/// Both claims reach into the other's room: the nights they have in common change hands, what one
/// of them stays longer is claimed beforehand.
StayDates nights_of(const Swapping& s, const Side& side) {
    return nights_ahead(side.reservation, s.property.business_date);
}

/// The nights that `side` stays longer than the other one does.
StayDates longer_by(const Swapping& s, const Side& side, const Side& other) {
    const StayDates own = nights_of(s, side);
    const LocalDate from = std::max(own.arrival, nights_of(s, other).departure);
    return {from, std::max(from, own.departure)};
}

Result<void> reserve_side(db::Tx& tx, const Swapping& s, const Side& side, const Side& other) {
    const ReservationId& id = side.reservation.id;
    TRY(const bool ours, store::begin_work(tx, id, s.journal.id()));
    if (!ours) return fail(ErrorCode::illegal_transition, "somebody is at this stay already");
    TRY(const auto stay, store::find_stay(tx, id));
    if (!stay || stay->room != side.room.id)
        return fail(ErrorCode::illegal_transition, "the guest was moved meanwhile");
    const store::RoomClaim claim{other.room.id, longer_by(s, side, other), id};
    if (claim.nights.nights() < 1) return {};
    TRY(const bool claimed, store::claim_more(tx, claim));
    if (!claimed)
        return fail(ErrorCode::room_taken,
                    fmt::format("room {} is taken before that guest leaves", other.room.number));
    return {};
}

Task<Result<void>> reserve(Step& step, FrontDesk& front, Swapping& s) {
    const auto body = [&](db::Tx& tx) -> Result<void> {
        TRY_VOID(reserve_side(tx, s, s.first, s.second));
        TRY_VOID(reserve_side(tx, s, s.second, s.first));
        TRY_VOID(take_other_type(tx, front.desk, s, s.first));
        TRY_VOID(take_other_type(tx, front.desk, s, s.second));
        return s.journal.advance(tx);
    };
    auto reserved = co_await front.db.transact(step, body);
    if (reserved) crash_here(front, "swap.after_reserve");
    co_return reserved;
}

Result<void> load_side(db::Tx& tx, Side& side) {
    TRY(auto reservation, store::find_reservation(tx, side.reservation.id));
    if (!reservation) return fail(ErrorCode::reservation_not_found);
    TRY(const auto room, store::find_room(tx, side.room.id));
    TRY(const auto stay, store::find_stay(tx, side.reservation.id));
    if (!room || !stay) return fail(ErrorCode::room_not_found);
    side.reservation = std::move(*reservation);
    side.room = *room;
    side.keys = std::max(stay->keys_made, 1);
    side.used = stay->taken_type.value_or(side.reservation.room_type);
    return {};
}

Task<Result<void>> ensure_known(Step& step, FrontDesk& front, Swapping& s) {
    if (s.loaded) co_return Result<void>{};
    const auto body = [&](db::Tx& tx) -> Result<void> {
        TRY_VOID(load_side(tx, s.first));
        return load_side(tx, s.second);
    };
    CO_TRY_VOID(co_await front.db.read(step, body));
    CO_TRY(s.property, property_facts(front.desk, s.first.reservation.property));
    s.loaded = true;
    co_return Result<void>{};
}

Result<void> give_back_side(db::Tx& tx, const Swapping& s, const Side& side, const Side& other) {
    TRY_VOID(store::unclaim(tx, side.reservation.id, other.room.id, side.reservation.stay.arrival));
    return store::end_work(tx, side.reservation.id, s.journal.id());
}

Task<Result<void>> give_back(Step& step, FrontDesk& front, Swapping& s) {
    CO_TRY_VOID(co_await ensure_known(step, front, s));
    const auto body = [&](db::Tx& tx) -> Result<void> {
        TRY_VOID(give_back_side(tx, s, s.first, s.second));
        TRY_VOID(give_back_side(tx, s, s.second, s.first));
        TRY_VOID(give_type_back(tx, front.desk, s, {s.first, s.second.used}));
        TRY_VOID(give_type_back(tx, front.desk, s, {s.second, s.first.used}));
        return s.journal.advance(tx);
    };
    co_return co_await front.db.transact(step, body);
}

/// Keys of that guest for that room; earlier ones of the room open no more.
Task<Result<KeysMade>> keys_for(Step& step, FrontDesk& front, Swapping& s,
                                std::pair<const Side&, const Room&> who) {
    KeyRequest request = keys_in(front, who.first.reservation, who.second);
    request.count = who.first.keys;
    request.workstation = s.workstation;
    co_return co_await front.keys.encode(step, request);
}

void show_keys(Step& step, const Swapping& s) {
    step.set(attr::pms_keys_encoded, s.first.made.count + s.second.made.count);
    step.set(attr::pms_key_system, std::string_view(s.first.made.system));
}

Task<Result<void>> encode_both(Step& step, FrontDesk& front, Swapping& s) {
    CO_TRY_VOID(co_await ensure_known(step, front, s));
    const std::pair<const Side&, const Room&> one{s.first, s.second.room};
    const std::pair<const Side&, const Room&> two{s.second, s.first.room};
    auto made = co_await keys_for(step, front, s, one);
    if (made) s.first.made = *made;
    auto more = made ? co_await keys_for(step, front, s, two) : made;
    if (more) s.second.made = *more;
    show_keys(step, s);
    crash_here(front, "swap.after_encode");
    if (more) co_return Result<void>{};
    // The first room's keys were made before the second's failed: that must be undone.
    if (made) co_return fail(ErrorCode::outcome_unknown, "one of the rooms has no keys");
    co_return std::unexpected(std::move(more).error());
}

/// Everybody's old room opens to them again.
Task<Result<void>> encode_back(Step& step, FrontDesk& front, Swapping& s) {
    CO_TRY_VOID(co_await ensure_known(step, front, s));
    const std::pair<const Side&, const Room&> one{s.first, s.first.room};
    const std::pair<const Side&, const Room&> two{s.second, s.second.room};
    CO_TRY(s.first.made, co_await keys_for(step, front, s, one));
    CO_TRY(s.second.made, co_await keys_for(step, front, s, two));
    show_keys(step, s);
    co_return Result<void>{};
}

Result<void> hand_over(db::Tx& tx, const Side& side, const Side& other, const StayDates& nights) {
    const store::RoomClaim own{side.room.id, nights, side.reservation.id};
    TRY(const auto handed, store::hand_over(tx, own, other.reservation.id));
    if (handed != nights.nights()) return fail(ErrorCode::room_taken);
    return store::unclaim(tx, side.reservation.id, side.room.id, nights.arrival);
}

/// Before anybody has come both let go of their room and take the other one whole.
Result<void> hand_over_whole(db::Tx& tx, const Swapping& s) {
    for (const Side* side : {&s.first, &s.second})
        TRY_VOID(store::release_room(tx, side->reservation.id, side->reservation.stay.arrival));
    for (const auto& [side, other] : {std::pair(&s.first, &s.second), {&s.second, &s.first}}) {
        const store::RoomClaim claim{other->room.id, nights_of(s, *side), side->reservation.id};
        TRY(const bool claimed, store::claim_more(tx, claim));
        if (!claimed)
            return fail(ErrorCode::room_taken,
                        fmt::format("room {} is taken on one of the nights", other->room.number));
    }
    return {};
}

Result<void> enter_side(db::Tx& tx, const Swapping& s, const Side& side, const Side& other) {
    TRY(Stay stay, store::stay_of(tx, side.reservation));
    if (stay.room != side.room.id) return fail(ErrorCode::illegal_transition);
    stay.room = other.room.id;
    const bool as_booked = other.used == side.reservation.room_type;
    stay.taken_type = as_booked ? std::nullopt : std::optional(other.used);
    if (side.made.count > 0) {
        stay.keys_made = side.made.count;
        stay.key_system = side.made.system;
    }
    TRY_VOID(store::save_stay(tx, stay));
    TRY(const auto sharers, store::sharers_of(tx, side.reservation.id));
    for (const ReservationId& id : sharers) {
        TRY(auto along, store::find_stay(tx, id));
        if (!along) continue;
        along->room = other.room.id;
        TRY_VOID(store::save_stay(tx, *along));
    }
    return store::end_work(tx, side.reservation.id, s.journal.id());
}

Result<void> hand_over_both(db::Tx& tx, const Swapping& s) {
    const StayDates one = nights_of(s, s.first);
    const StayDates two = nights_of(s, s.second);
    const StayDates both{one.arrival, std::min(one.departure, two.departure)};
    TRY_VOID(hand_over(tx, s.first, s.second, both));
    return hand_over(tx, s.second, s.first, both);
}

Result<void> tell_both(db::Tx& tx, const Swapping& s) {
    for (const auto& [side, other] : {std::pair(&s.first, &s.second), {&s.second, &s.first}}) {
        if (side->reservation.status != Status::in_house) continue;
        TRY_VOID(tell_links(tx, side->reservation,
                            {.room = other->room.number, .old_room = side->room.number}));
    }
    return {};
}

/// The nights of the other's type were taken before.
Result<void> enter_both(db::Tx& tx, Desk& desk, const Swapping& s, const Entry& entry) {
    TRY_VOID(give_type_back(tx, desk, s, {s.first, s.first.used}));
    TRY_VOID(give_type_back(tx, desk, s, {s.second, s.second.used}));
    TRY_VOID(tell_both(tx, s));
    TRY_VOID(enter_side(tx, s, s.first, s.second));
    TRY_VOID(enter_side(tx, s, s.second, s.first));
    for (const auto& [side, other] : {std::pair(&s.first, &s.second), {&s.second, &s.first}}) {
        TRY_VOID(tell_trail(
            tx, entry,
            {"room.swap", side->reservation.confirmation_code,
             fmt::format("{} to {}: {}", side->room.number, other->room.number, s.reason)}));
    }
    return {};
}

Task<Result<void>> change_over(Step& step, FrontDesk& front, Swapping& s) {
    const Entry entry = entry_of(step, s.property, s.actor);
    const auto body = [&](db::Tx& tx) -> Result<void> {
        TRY_VOID(hand_over_both(tx, s));
        TRY_VOID(enter_both(tx, front.desk, s, entry));
        return s.journal.advance(tx);
    };
    co_return co_await front.db.transact(step, body);
}

constexpr saga::Row<FrontDesk, Swapping> rows[] = {
    {.name = "reserve",
     .span = nullptr,
     .act = reserve,
     .undo_span = nullptr,
     .undo = give_back,
     .records = true},
    {.name = "encode",
     .span = &span::pms_reencode_keys,
     .act = encode_both,
     .undo_span = &span::pms_reencode_keys,
     .undo = encode_back},
    {.name = "exchange",
     .span = nullptr,
     .act = change_over,
     .undo_span = nullptr,
     .undo = nullptr,
     .pivot = true,
     .records = true},
};

void save(const Swapping& s, saga::JournalEntry& entry) {
    entry.state = saga::write_words({{"first", s.first.reservation.id.text()},
                                     {"first_room", s.first.room.id.text()},
                                     {"second", s.second.reservation.id.text()},
                                     {"second_room", s.second.room.id.text()},
                                     {"actor", s.actor.id},
                                     {"role", s.actor.role}});
    if (s.loaded) entry.key = s.first.reservation.confirmation_code;
}

Result<Swapping> load(const saga::JournalEntry& entry) {
    const auto word = [&](std::string_view name) { return saga::read_word(entry.state, name); };
    Swapping s;
    s.loaded = false;
    TRY(s.first.reservation.id, ReservationId::parse(word("first")));
    TRY(s.first.room.id, RoomId::parse(word("first_room")));
    TRY(s.second.reservation.id, ReservationId::parse(word("second")));
    TRY(s.second.room.id, RoomId::parse(word("second_room")));
    s.actor = {.id = std::string(word("actor")), .role = std::string(word("role"))};
    return s;
}

constexpr saga::Table<FrontDesk, Swapping> table{
    .kind = span::pms_swap_rooms.name, .rows = rows, .save = save, .load = load};

/// Who is in the room, or the next who was given it.
Result<Side> side_of(db::Tx& tx, const SwapRoomsCommand& command, const std::string& number,
                     LocalDate today) {
    TRY(const auto room, store::find_room_numbered(tx, command.property, number));
    if (!room) return fail(ErrorCode::room_not_found);
    TRY(auto id, store::guest_of_room(tx, room->id));
    if (!id) {
        TRY(const auto expected, store::assigned_to(tx, room->id, today));
        if (expected.empty())
            return fail(ErrorCode::room_not_found, fmt::format("nobody has room {}", number));
        id = expected.front();
    }
    Side side;
    side.reservation.id = *id;
    side.room = *room;
    TRY_VOID(load_side(tx, side));
    return side;
}

Result<Swapping> find(db::Tx& tx, const SwapRoomsCommand& command, const Property& property) {
    Swapping s;
    s.property = property;
    TRY(s.first, side_of(tx, command, command.first, property.business_date));
    TRY(s.second, side_of(tx, command, command.second, property.business_date));
    if (s.first.room.id == s.second.room.id)
        return fail(ErrorCode::invalid_request, "these are the same room");
    if (s.first.reservation.status != s.second.reservation.status)
        return fail(ErrorCode::illegal_transition,
                    "one guest is in the house and the other is not; move them one by one");
    return s;
}

/// Before they come no key has been made: one transaction does it.
Task<Result<void>> swap_expected(Step& step, FrontDesk& front, Swapping& s) {
    const Entry entry = entry_of(step, s.property, s.actor);
    const auto body = [&](db::Tx& tx) -> Result<void> {
        TRY_VOID(check_idle(tx, s.first.reservation.id));
        TRY_VOID(check_idle(tx, s.second.reservation.id));
        TRY_VOID(hand_over_whole(tx, s));
        TRY_VOID(take_other_type(tx, front.desk, s, s.first));
        TRY_VOID(take_other_type(tx, front.desk, s, s.second));
        return enter_both(tx, front.desk, s, entry);
    };
    co_return co_await front.db.transact(step, body);
}

Task<Result<SwappedRooms>> swap_two(Step& step, FrontDesk& front, const SwapRoomsCommand& command) {
    step.set(attr::pms_room_number, Private(command.first));
    step.set(attr::pms_assigned_room, Private(command.second));
    CO_TRY(const Property property, property_facts(front.desk, command.property));
    const auto body = [&](db::Tx& tx) { return find(tx, command, property); };
    CO_TRY(Swapping s, co_await front.db.read(step, body));
    CO_TRY(const auto book, book_of(front.desk, command.property));
    CO_TRY_VOID(check_types(*book, s));
    s.journal = saga::Journal({.id = SagaId::make(front.clock.now()),
                               .kind = {},
                               .key = s.first.reservation.confirmation_code,
                               .state = {}});
    s.reason = command.reason;
    s.workstation = command.workstation;
    s.actor = command.actor;
    SwappedRooms answer{.first_code = s.second.reservation.confirmation_code,
                        .second_code = s.first.reservation.confirmation_code};
    if (s.first.reservation.status != Status::in_house) {
        CO_TRY_VOID(co_await swap_expected(step, front, s));
        co_return answer;
    }
    const saga::Outcome outcome = co_await saga::run(step, front, s, table);
    if (!outcome.done) {
        const Error unknown{.code = ErrorCode::internal, .detail = {}};
        co_return std::unexpected(encoder_error(outcome.failure.value_or(unknown)));
    }
    answer.first_keys = s.second.made;
    answer.second_keys = s.first.made;
    co_return answer;
}

}  // namespace

const saga::Table<FrontDesk, Swapping>& swapping_table() { return table; }

Task<Result<SwappedRooms>> swap_rooms(Step& step, FrontDesk& front,
                                      const SwapRoomsCommand& command) {
    co_return co_await step.run(span::pms_swap_rooms, swap_two, front, command);
}

}  // namespace vacancy::hotel
