#include "hotel/flows/rack/assigning.hpp"
#include "hotel/store/rack/blocks.hpp"
#include "hotel/store/rack/claims.hpp"
#include "hotel/store/rack/rack.hpp"
#include "hotel/store/setup.hpp"

#include <algorithm>

namespace vacancy::hotel {
namespace {

constexpr int most_unassigned = 200;

Result<Rack> read_rack(db::Tx& tx, const RackQuery& query) {
    Rack rack;
    TRY(auto rooms, store::rooms(tx, query.property));
    for (Room& room : rooms) rack.rooms.push_back({.room = std::move(room)});
    TRY(const auto nights, store::claimed_nights(tx, query.property, query.nights));
    add_bars(rack.rooms, nights);
    TRY(const auto blocks, store::blocks_over(tx, query.property, query.nights));
    for (const RoomBlock& block : blocks) {
        const auto at = std::ranges::find(rack.rooms, block.room,
                                          [](const RackRoom& line) { return line.room.id; });
        if (at != rack.rooms.end()) at->blocks.push_back(block);
    }
    TRY(const auto waiting,
        store::unassigned(tx, query.property, query.nights, most_unassigned + 1));
    for (const ReservationId& id : waiting) {
        rack.more_unassigned = rack.unassigned.size() == most_unassigned;
        if (rack.more_unassigned) break;
        TRY(auto reservation, store::find_reservation(tx, id));
        if (reservation) rack.unassigned.push_back(std::move(*reservation));
    }
    return rack;
}

/// In advance any room will do that is free on the nights: it need not be clean yet.
std::vector<Room> as_if_ready(std::vector<Room> rooms) {
    for (Room& room : rooms) {
        room.occupied = false;
        room.housekeeping = Housekeeping::inspected;
    }
    return rooms;
}

struct Wanted {
    const AssignCommand& command;
    const Book& book;
};

/// Why a room that was named cannot be had, in the desk's words.
Result<void> why_not(db::Tx& tx, const Wanted& wanted, const store::RoomClaim& claim) {
    const std::string& number = wanted.command.room_number;
    if (number.empty()) return fail(ErrorCode::room_not_ready, "no room is free on these nights");
    TRY(const auto room, store::find_room_numbered(tx, wanted.command.stay.property, number));
    if (!room) return fail(ErrorCode::room_not_found);
    store::RoomClaim named = claim;
    named.room = room->id;
    TRY(const auto taken, store::first_taken(tx, named));
    if (taken) return fail(ErrorCode::room_taken, "it is taken on " + taken->night.text());
    return fail(ErrorCode::room_not_ready, "it is not of the booked type, or of a lesser one");
}

Result<Assigned> take_one(db::Tx& tx, FrontDesk& front, const Wanted& wanted,
                          std::pair<const Reservation&, Stay&> who) {
    auto& [r, stay] = who;
    const store::RoomClaim claim{{}, nights_ahead(r, wanted.book.property.business_date), r.id};
    TRY(auto free, store::unclaimed_rooms(tx, r.property, claim));
    const AssignmentWish wish{.booked = r.room_type,
                              .guests = r.guests,
                              .upgrade = wanted.command.upgrade,
                              .room_number = wanted.command.room_number};
    for (const Room& room : rooms_to_try(wish, wanted.book.room_types, as_if_ready(free))) {
        const TypeChange change{r.stay, room.room_type};
        TRY(const bool fits, use_type(tx, front.desk, r, {stay, change}));
        if (!fits) continue;
        store::RoomClaim this_one = claim;
        this_one.room = room.id;
        TRY(const bool claimed, store::claim_room(tx, this_one));
        if (!claimed) return fail(ErrorCode::room_taken);
        stay.room = room.id;
        TRY(const auto as_it_is, store::find_room(tx, room.id));
        return Assigned{.room = as_it_is.value_or(room),
                        .upgraded = room.room_type != r.room_type,
                        .why = std::string(why_chosen(wish, room))};
    }
    TRY_VOID(why_not(tx, wanted, claim));
    return fail(ErrorCode::room_not_ready);
}

Result<Assigned> record_assigned(db::Tx& tx, FrontDesk& front, const Wanted& wanted,
                                 const Entry& entry) {
    TRY(const Reservation r, reservation_in(tx, wanted.command.stay));
    if (r.status != Status::confirmed)
        return fail(ErrorCode::illegal_transition, "rooms are given in advance to who is expected");
    TRY(Stay stay, store::stay_of(tx, r));
    TRY_VOID(check_idle(tx, r.id));
    if (stay.room) TRY_VOID(let_go(tx, front.desk, r, stay));
    TRY(auto assigned, take_one(tx, front, wanted, {r, stay}));
    TRY_VOID(store::save_stay(tx, stay));
    TRY_VOID(tell_trail(tx, entry, {"room.assign", r.confirmation_code, assigned.room.number}));
    return assigned;
}

Result<void> record_unassigned(db::Tx& tx, FrontDesk& front, const UnassignCommand& command,
                               const Entry& entry) {
    TRY(const Reservation r, reservation_in(tx, command.stay));
    if (r.status != Status::confirmed)
        return fail(ErrorCode::illegal_transition, "the guest is not expected any more");
    TRY(Stay stay, store::stay_of(tx, r));
    TRY_VOID(check_idle(tx, r.id));
    if (!stay.room) return {};
    TRY(const auto room, store::find_room(tx, *stay.room));
    TRY_VOID(let_go(tx, front.desk, r, stay));
    TRY_VOID(store::save_stay(tx, stay));
    return tell_trail(tx, entry, {"room.release", r.confirmation_code, room ? room->number : ""});
}

}  // namespace

Task<Result<Rack>> room_rack(Step& step, FrontDesk& front, const RackQuery& query) {
    const auto body = [&](db::Tx& tx) { return read_rack(tx, query); };
    co_return co_await front.db.read(step, body);
}

Task<Result<Assigned>> assign_ahead(Step& step, FrontDesk& front, const AssignCommand& command) {
    CO_TRY(const auto book, book_of(front.desk, command.stay.property));
    const Entry entry = entry_of(step, book->property, command.actor);
    const Wanted wanted{command, *book};
    const auto body = [&](db::Tx& tx) { return record_assigned(tx, front, wanted, entry); };
    co_return co_await front.db.transact(step, body);
}

Task<Result<void>> unassign(Step& step, FrontDesk& front, const UnassignCommand& command) {
    CO_TRY(const Property property, property_facts(front.desk, command.stay.property));
    const Entry entry = entry_of(step, property, command.actor);
    const auto body = [&](db::Tx& tx) { return record_unassigned(tx, front, command, entry); };
    co_return co_await front.db.transact(step, body);
}

}  // namespace vacancy::hotel
