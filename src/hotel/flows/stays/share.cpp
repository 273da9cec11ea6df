#include "hotel/desk/rack/stays.hpp"
#include "hotel/flows/rack/assigning.hpp"
#include "hotel/model/rack/document.hpp"
#include "hotel/store/desk/folios.hpp"
#include "hotel/store/rack/claims.hpp"
#include "hotel/store/setup.hpp"

#include <algorithm>

namespace vacancy::hotel {
namespace {

constexpr std::chrono::seconds instant_hold{60};

Reservation beside(const ShareCommand& command, const Reservation& host, LocalDate today,
                   Instant now) {
    Reservation r = host;
    r.id = ReservationId::make(now);
    r.confirmation_code = make_confirmation_code();
    r.stay = nights_ahead(host, today);
    r.stay.departure = std::max(r.stay.departure, r.stay.arrival + 1);
    r.guests = 1;
    r.children = 0;
    r.guest = command.guest;
    r.total = {0, host.total.currency};
    r.first_night = {0, host.total.currency};
    r.hold = HoldId::make(now);
    r.hold_expires_at = now + instant_hold;
    r.created_at = now;
    r.updated_at = now;
    return r;
}

/// Its life in one go: nights are not taken, they are the host's.
Result<void> bring_to_life(db::Tx& tx, const Reservation& r) {
    TRY(const auto property, store::find_property(tx, r.property));
    if (!property) return fail(ErrorCode::property_not_found);
    TRY(const bool made, store::insert_held(tx, r, property->rates_version, ""));
    if (!made) return fail(ErrorCode::already_exists);
    TRY(const auto confirmed, store::move(tx, r.id, Status::tentative, Status::confirmed));
    TRY(const auto arrived, store::move(tx, r.id, Status::confirmed, Status::in_house));
    must(confirmed && arrived);
    return {};
}

Result<void> note_guest(db::Tx& tx, const FrontDesk& front, const ShareCommand& command,
                        std::pair<const Reservation&, const GuestInHouse&> who) {
    const auto& [r, host] = who;
    TRY(Stay stay, store::stay_of(tx, r));
    stay.room = host.room.id;
    stay.shares_with = host.reservation.id;
    stay.identity_kind = command.identity.kind;
    stay.identity_verified_by = command.identity.verified_by;
    stay.checked_in_at = tx.now();
    TRY_VOID(store::save_stay(tx, stay));
    TRY(const DeskRules rules, store::desk_rules(tx, r.property));
    if (!rules.keeps_document_hash || !command.identity.number) return {};
    return store::set_identity_hash(tx, r.id,
                                    document_hash(front.document_key, *command.identity.number));
}

Result<Sharing> record_share(db::Tx& tx, FrontDesk& front, const ShareCommand& command,
                             const Entry& entry) {
    TRY(const GuestInHouse host, guest_in_house(tx, command.stay));
    if (host.stay.shares_with)
        return fail(ErrorCode::illegal_transition, "name the guest whom the room was given to");
    TRY_VOID(check_idle(tx, host.reservation.id));
    TRY(const auto others, store::sharers_of(tx, host.reservation.id));
    TRY(const auto book, book_of(front.desk, host.reservation.property));
    const auto type = book->type_index(host.room.room_type);
    if (type && static_cast<int>(others.size()) + 2 > book->room_types[*type].max_guests)
        return fail(ErrorCode::invalid_request, "the room is for fewer guests");
    const Reservation r = beside(command, host.reservation, entry.property.business_date, tx.now());
    TRY_VOID(bring_to_life(tx, r));
    TRY_VOID(note_guest(tx, front, command, {r, host}));
    TRY(const Folio folio, store::open_folio(tx, {.id = FolioId::make(tx.now()),
                                                  .property = r.property,
                                                  .reservation = r.id,
                                                  .payer = "guest",
                                                  .currency = r.total.currency}));
    TRY_VOID(tell_links(tx, r, {.kind = LetterKind::guest_in, .room = host.room.number}));
    TRY_VOID(tell_trail(
        tx, entry,
        {"room.share", r.confirmation_code, "with " + host.reservation.confirmation_code}));
    return Sharing{r, host.room, folio.id};
}

}  // namespace

Task<Result<Sharing>> share_room(Step& step, FrontDesk& front, const ShareCommand& command) {
    if (!command.identity.verified) co_return fail(ErrorCode::identity_failed);
    CO_TRY(const Property property, property_facts(front.desk, command.stay.property));
    const Entry entry = entry_of(step, property, command.actor);
    const auto body = [&](db::Tx& tx) { return record_share(tx, front, command, entry); };
    co_return co_await front.db.transact(step, body);
}

}  // namespace vacancy::hotel
