// What interfaces tell: charges and the state of rooms.

#include "base/canary.hpp"
#include "hotel/api.hpp"
#include "hotel/desk/folios.hpp"
#include "hotel/desk/interfaces.hpp"
#include "hotel/store/desk/folios.hpp"
#include "hotel/store/desk/stays.hpp"
#include "hotel/store/desk/tasks.hpp"
#include "hotel/store/desk/trail.hpp"
#include "hotel/store/interfaces/interfaces.hpp"
#include "hotel/store/setup.hpp"

#include <fmt/format.h>

#include <cstdlib>

namespace vacancy::hotel {
namespace {

Actor actor_named(std::string_view interface) {
    return {.id = fmt::format("interface:{}", interface), .role = "interface"};
}

struct Found {
    ChargeTaken taken{};
    std::optional<Folio> folio{};
};

std::string reference_of(const InterfaceCharge& charge) {
    if (canary::planted("till_posts_again")) return {};
    return fmt::format("interface:{}:{}", charge.interface, charge.number);
}

Result<Found> find_folio_for(db::Tx& tx, const InterfaceCharge& charge) {
    TRY(const auto known, store::posting_referenced(tx, charge.property, reference_of(charge)));
    if (known) return Found{.taken = {.was_there = true}};
    const Found nobody{.taken = {.verdict = ChargeVerdict::no_guest}};
    TRY(const auto room, store::find_room_numbered(tx, charge.property, charge.room_number));
    if (!room) return nobody;
    TRY(const auto guest, store::occupant(tx, room->id, charge.guest_number));
    if (!guest) return nobody;
    const Found refused{.taken = {.verdict = ChargeVerdict::no_post}};
    if (guest->no_post) return refused;
    TRY(const auto folios, store::folios_of(tx, guest->reservation));
    if (folios.empty() || !folios.front().open) return refused;
    return Found{.folio = folios.front()};
}

PostCommand command_for(const InterfaceCharge& charge, const Folio& folio) {
    const bool back = charge.amount_minor < 0;
    // A number of pieces that does not divide the amount is said in the text only.
    const int pieces =
        charge.quantity > 0 && charge.amount_minor % charge.quantity == 0 ? charge.quantity : 1;
    return {.folio = {.property = charge.property, .folio = folio.id},
            .kind = back ? PostingKind::allowance : PostingKind::charge,
            .code = charge.code,
            .description = charge.description,
            .amount = Money{std::llabs(charge.amount_minor) / pieces, folio.currency},
            .quantity = pieces,
            .reference = reference_of(charge),
            .actor = actor_named(charge.interface)};
}

Result<void> record_report(db::Tx& tx, const RoomReport& report, const Step& step) {
    TRY(auto room, store::find_room_numbered(tx, report.property, report.room_number));
    if (!room) return fail(ErrorCode::room_not_found);
    if (room->housekeeping == report.housekeeping) return {};
    const bool closed = room->housekeeping == Housekeeping::out_of_order ||
                        room->housekeeping == Housekeeping::out_of_service;
    if (closed) return fail(ErrorCode::illegal_transition, "the room is out of order");
    room->housekeeping = report.housekeeping;
    TRY(const bool changed, store::update_room(tx, *room, room->version));
    if (!changed) return fail(ErrorCode::version_mismatch);
    if (report.housekeeping != Housekeeping::dirty) TRY_VOID(store::finish_tasks(tx, room->id));
    const Actor actor = actor_named(report.interface);
    TRY_VOID(store::append_trail(tx, report.property,
                                 {.actor = actor.id,
                                  .role = actor.role,
                                  .action = "room.housekeeping",
                                  .subject = report.room_number,
                                  .detail = std::string(name_of(report.housekeeping)),
                                  .trace_id = step.context().trace_id.text()}));
    return tell_interfaces(tx, {.property = report.property,
                                .kind = LetterKind::room_status,
                                .room_number = report.room_number,
                                .told_by = report.interface});
}

}  // namespace

Task<Result<ChargeTaken>> take_charge(Step& step, FrontDesk& front, const InterfaceCharge& charge) {
    if (charge.number.empty() || charge.room_number.empty())
        co_return ChargeTaken{.verdict = ChargeVerdict::malformed};
    const auto body = [&](db::Tx& tx) { return find_folio_for(tx, charge); };
    CO_TRY(const Found found, co_await front.db.read(step, body));
    if (!found.folio || charge.amount_minor == 0) co_return found.taken;
    const PostCommand command = command_for(charge, *found.folio);
    const auto posted = co_await post_to_folio(step, front, command);
    if (posted) co_return ChargeTaken{};
    // Closed in between, or of a kind the books do not take: asking again would not help.
    if (posted.error().kind() == ErrorKind::conflict)
        co_return ChargeTaken{.verdict = ChargeVerdict::no_post};
    if (posted.error().kind() == ErrorKind::invalid)
        co_return ChargeTaken{.verdict = ChargeVerdict::malformed};
    co_return std::unexpected(posted.error());
}

Task<Result<void>> take_room_report(Step& step, FrontDesk& front, const RoomReport& report) {
    const auto body = [&](db::Tx& tx) { return record_report(tx, report, step); };
    co_return co_await front.db.transact(step, body);
}

}  // namespace vacancy::hotel
