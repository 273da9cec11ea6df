#include "hotel/desk/rack/blocks.hpp"

#include "hotel/flows/rack/assigning.hpp"
#include "hotel/store/desk/tasks.hpp"
#include "hotel/store/rack/blocks.hpp"
#include "hotel/store/rack/claims.hpp"
#include "hotel/store/setup.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace vacancy::hotel {
namespace {

constexpr int longest_block = 1'099;

bool covers(const RoomBlock& block, LocalDate day) {
    return block.nights.arrival <= day && day < block.nights.departure;
}

Result<void> check_dates(const BlockCommand& command, const Property& property) {
    const StayDates& nights = command.nights;
    if (nights.arrival < property.business_date)
        return fail(ErrorCode::invalid_request, "it begins before the hotel's day");
    if (nights.nights() < 1 || nights.nights() > longest_block)
        return fail(ErrorCode::invalid_request, "it lasts 1 to 1,099 nights");
    return {};
}

Result<BlockImpact> look(db::Tx& tx, const BlockCommand& command) {
    BlockImpact impact{.block = {.id = BlockId::make(tx.now()),
                                 .property = command.property,
                                 .room = {},
                                 .room_number = command.room_number,
                                 .kind = command.kind,
                                 .nights = command.nights,
                                 .reason = command.reason,
                                 .created_at = tx.now()}};
    TRY(const auto room, store::find_room_numbered(tx, command.property, command.room_number));
    if (!room) return fail(ErrorCode::room_not_found);
    impact.block.room = room->id;
    TRY(const auto stays, store::stays_in(tx, room->id, command.nights));
    for (const ReservationId& id : stays) {
        TRY(auto reservation, store::find_reservation(tx, id));
        if (reservation) impact.assigned.push_back(std::move(*reservation));
    }
    if (command.kind != BlockKind::out_of_order) return impact;
    TRY(const auto nights, store::inventory(tx, room->room_type, command.nights));
    for (const InventoryNight& night : nights)
        if (night.capacity > 0 && night.sold + night.held >= night.capacity + night.overbooking)
            impact.oversold.push_back(night);
    return impact;
}

Result<void> check_impact(const BlockCommand& command, const BlockImpact& impact) {
    if (!impact.assigned.empty())
        return fail(ErrorCode::room_taken, fmt::format("{} has that room; move or release it first",
                                                       impact.assigned.front().confirmation_code));
    if (!impact.oversold.empty() && !command.allow_oversold)
        return fail(ErrorCode::inventory_oversold,
                    fmt::format("nothing is left on {}", impact.oversold.front().night.text()));
    return {};
}

Result<void> take_off_sale(db::Tx& tx, Desk& desk, const BlockCommand& command,
                           std::pair<const Room&, const RoomBlock&> what) {
    const auto& [room, block] = what;
    TRY(const auto marked, store::off_sale_nights(tx, block.id));
    TRY(const auto taken,
        store::take_from_sale(tx, room.room_type, block.id, command.allow_oversold));
    if (static_cast<std::int64_t>(taken.size()) != marked)
        return fail(ErrorCode::inventory_oversold);
    remember_nights(tx, desk, block.property, taken);
    return {};
}

Result<void> close_now(db::Tx& tx, const Room& room, BlockKind kind) {
    if (room.occupied) return fail(ErrorCode::room_taken, "somebody is in it");
    return store::empty_room(tx, room.id, state_under(kind));
}

Result<BlockImpact> record_block(db::Tx& tx, FrontDesk& front, const BlockCommand& command,
                                 const Entry& entry) {
    TRY(BlockImpact impact, look(tx, command));
    if (command.preview) return impact;
    TRY_VOID(check_impact(command, impact));
    const RoomBlock& block = impact.block;
    TRY(const auto room, store::find_room(tx, block.room));
    must(room.has_value());
    TRY_VOID(store::insert_block(tx, block));
    const bool sells_less = block.kind == BlockKind::out_of_order;
    const auto type = sells_less ? std::optional(room->room_type) : std::nullopt;
    TRY(const bool blocked, store::block_nights(tx, block, type));
    if (!blocked) return fail(ErrorCode::room_taken, "it is blocked already on one of the nights");
    if (sells_less) TRY_VOID(take_off_sale(tx, front.desk, command, {*room, block}));
    if (covers(block, entry.property.business_date)) TRY_VOID(close_now(tx, *room, block.kind));
    TRY_VOID(
        tell_trail(tx, entry,
                   {"room.block", command.room_number,
                    fmt::format("{} {} to {}: {}", name_of(block.kind), block.nights.arrival.text(),
                                block.nights.departure.text(), block.reason)}));
    impact.applied = true;
    return impact;
}

Result<void> open_again(db::Tx& tx, const Room& room, const Entry& entry) {
    const bool shows_it = room.housekeeping == Housekeeping::out_of_order ||
                          room.housekeeping == Housekeeping::out_of_service;
    if (!shows_it || room.occupied) return {};
    TRY_VOID(store::empty_room(tx, room.id, Housekeeping::dirty));
    return store::add_task(tx, {.id = TaskId::make(tx.now()),
                                .property = room.property,
                                .room = room.id,
                                .kind = TaskKind::departure,
                                .note = "after a block",
                                .business_date = entry.property.business_date});
}

Result<void> record_lift(db::Tx& tx, FrontDesk& front, const LiftCommand& command,
                         const Entry& entry) {
    const LocalDate today = entry.property.business_date;
    TRY(const auto block, store::find_block(tx, command.property, command.block));
    if (!block) return fail(ErrorCode::not_found, "there is no such block");
    TRY(const bool lifted, store::mark_lifted(tx, block->id));
    if (!lifted) return fail(ErrorCode::not_found, "there is no such block");
    TRY(const auto room, store::find_room(tx, block->room));
    must(room.has_value());
    TRY(const auto given, store::give_to_sale(tx, room->room_type, block->id, today));
    remember_nights(tx, front.desk, command.property, given);
    TRY_VOID(store::unblock_nights(tx, block->id, today));
    if (covers(*block, today)) TRY_VOID(open_again(tx, *room, entry));
    return tell_trail(tx, entry, {"room.unblock", room->number, std::string(name_of(block->kind))});
}

}  // namespace

Task<Result<BlockImpact>> block_room(Step& step, FrontDesk& front, const BlockCommand& command) {
    CO_TRY(const Property property, property_facts(front.desk, command.property));
    CO_TRY_VOID(check_dates(command, property));
    const Entry entry = entry_of(step, property, command.actor);
    const auto body = [&](db::Tx& tx) { return record_block(tx, front, command, entry); };
    co_return co_await front.db.transact(step, body);
}

Task<Result<void>> lift_block(Step& step, FrontDesk& front, const LiftCommand& command) {
    CO_TRY(const Property property, property_facts(front.desk, command.property));
    const Entry entry = entry_of(step, property, command.actor);
    const auto body = [&](db::Tx& tx) { return record_lift(tx, front, command, entry); };
    co_return co_await front.db.transact(step, body);
}

Task<Result<std::vector<RoomBlock>>> room_blocks(Step& step, FrontDesk& front,
                                                 const BlocksQuery& query) {
    const auto body = [&](db::Tx& tx) {
        return store::blocks_over(tx, query.property, query.nights);
    };
    co_return co_await front.db.read(step, body);
}

Result<void> follow_blocks(db::Tx& tx, const PropertyId& property, LocalDate business_date) {
    return store::follow_blocks(tx, property, business_date);
}

}  // namespace vacancy::hotel
