#include "hotel/desk/rack/stays.hpp"
#include "hotel/flows/paper/city_ledger.hpp"
#include "hotel/flows/rack/assigning.hpp"
#include "hotel/flows/rack/fees.hpp"
#include "hotel/store/desk/folios.hpp"
#include "hotel/store/paper/papers.hpp"
#include "hotel/store/rack/claims.hpp"

#include <algorithm>

namespace vacancy::hotel {
namespace {

struct Gone {
    Reservation reservation;
    Stay stay;
    Room room;
    FolioId folio{};
};

Result<Gone> who_left(db::Tx& tx, const UndoCommand& command, const Property& property) {
    TRY(Reservation r, reservation_in(tx, command.stay));
    TRY(auto stay, store::find_stay(tx, r.id));
    if (r.status != Status::checked_out || !stay || !stay->room || !stay->checked_out_at)
        return fail(ErrorCode::illegal_transition, "the guest was not checked out");
    if (property.business_date > local_date(*stay->checked_out_at, property.time_zone))
        return fail(ErrorCode::illegal_transition, "the hotel's day is another one now");
    TRY(const auto room, store::find_room(tx, *stay->room));
    if (!room) return fail(ErrorCode::room_not_found);
    return Gone{std::move(r), std::move(*stay), *room};
}

/// The nights that the check-out gave back are the guest's again, and so is the room.
Result<void> take_again(db::Tx& tx, FrontDesk& front, const Gone& left, LocalDate today) {
    const Reservation& r = left.reservation;
    const StayDates nights = freed_nights(r, left.stay, today);
    TRY(const bool in, store::move_back_in(tx, left.room.id));
    if (!in) return fail(ErrorCode::room_taken, "somebody else is in the room");
    if (nights.nights() < 1) return {};
    const store::RoomClaim claim{left.room.id, nights, r.id};
    TRY(const auto taken, store::first_taken(tx, claim));
    if (taken) return fail(ErrorCode::room_taken, "it is taken on " + taken->night.text());
    TRY(const bool claimed, store::claim_more(tx, claim));
    if (!claimed) return fail(ErrorCode::room_taken);
    const store::Moved moved{r.property, {left.stay.taken_type.value_or(r.room_type), nights}};
    TRY(auto sold, take_or_reclaim(tx, front.desk, store::Count::sold, {moved.nights, r.id}));
    if (sold.empty()) return fail(ErrorCode::room_no_longer_available);
    remember_nights(tx, front.desk, moved, std::move(sold));
    return {};
}

/// What was charged for leaving is taken back; nights that were slept in stay charged.
Result<void> correct_leaving(db::Tx& tx, const Entry& entry, const Folio& folio) {
    TRY(const auto items, store::items_of(tx, folio.id));
    for (const FolioItem& item : items) {
        const bool leaving = item.code == code::early_departure || item.code == late_fee_code;
        if (!leaving || item.kind != PostingKind::charge || item.corrected) continue;
        TRY(const auto wrong, store::find_posting(tx, item.posting));
        must(wrong.has_value());
        TRY_VOID(post(tx, entry,
                      {.kind = PostingKind::correction,
                       .code = wrong->code,
                       .description = "Void: " + wrong->description,
                       .quantity = wrong->quantity,
                       .corrects = wrong->id,
                       .reason = "reinstated",
                       .lines = correcting_lines(wrong->lines)}));
    }
    return {};
}

/// A paper that stands would not be of this folio any more.
Result<void> check_no_invoice(db::Tx& tx, const std::vector<Folio>& folios) {
    for (const Folio& folio : folios) {
        const store::PaperQuery invoices{
            .property = folio.property, .kind = PaperKind::invoice, .folio = folio.id};
        TRY(const auto issued, store::papers(tx, invoices));
        for (const Paper& paper : issued)
            if (!paper.credited_by)
                return fail(ErrorCode::illegal_transition, "an invoice stands; credit it first");
    }
    return {};
}

Result<Gone> record_back(db::Tx& tx, FrontDesk& front, const UndoCommand& command,
                         const Entry& entry) {
    TRY(Gone left, who_left(tx, command, entry.property));
    const Reservation& r = left.reservation;
    TRY_VOID(check_idle(tx, r.id));
    TRY(const auto moved, store::move(tx, r.id, Status::checked_out, Status::in_house));
    if (!moved) return fail(ErrorCode::illegal_transition);
    if (!left.stay.shares_with) TRY_VOID(take_again(tx, front, left, entry.property.business_date));
    TRY(const auto folios, store::folios_of(tx, r.id));
    if (folios.empty()) return fail(ErrorCode::folio_not_found);
    left.folio = folios.front().id;
    TRY_VOID(check_no_invoice(tx, folios));
    TRY_VOID(reopen_windows(tx, r.id));
    TRY_VOID(correct_leaving(tx, entry, folios.front()));
    left.stay.checked_out_at.reset();
    TRY_VOID(store::save_stay(tx, left.stay));
    TRY_VOID(tell_trail(
        tx, entry,
        {"check_out.reinstate", r.confirmation_code, left.room.number + ": " + command.reason}));
    return left;
}

Task<Result<Reinstated>> bring_back(Step& step, FrontDesk& front, const UndoCommand& command) {
    CO_TRY(const Property property, property_facts(front.desk, command.stay.property));
    const Entry entry = entry_of(step, property, command.actor);
    const auto body = [&](db::Tx& tx) { return record_back(tx, front, command, entry); };
    CO_TRY(const Gone left, co_await front.db.transact(step, body));
    step.set(attr::pms_room_number, Private(left.room.number));
    Reinstated answer{.room = left.room, .folio = left.folio};
    answer.room.occupied = true;
    if (left.stay.shares_with) co_return answer;
    const NewKeys wanted{.stay = command.stay,
                         .count = std::max(left.stay.keys_made, 1),
                         .workstation = command.workstation,
                         .actor = command.actor};
    auto keys = co_await make_new_keys(step, front, wanted);
    if (keys) answer.keys = std::move(*keys);  // otherwise the desk asks for new keys
    co_return answer;
}

}  // namespace

Task<Result<Reinstated>> reinstate(Step& step, FrontDesk& front, const UndoCommand& command) {
    co_return co_await step.run(span::pms_reinstate, bring_back, front, command);
}

}  // namespace vacancy::hotel
