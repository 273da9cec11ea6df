#pragma once
// What the flows of the rack share: finding a stay, changing the type whose nights it uses, giving
// a room back, charging the guest, and saying who did it.

#include "hotel/desk/interfaces.hpp"
#include "hotel/desk/rack/rooms.hpp"
#include "hotel/flows/desk/ledger.hpp"
#include "hotel/flows/memory.hpp"
#include "hotel/store/desk/stays.hpp"

namespace vacancy::hotel {

/// reservation_not_found, also for one of another property.
[[nodiscard]] Result<Reservation> reservation_in(db::Tx& tx, const StayName& query);
/// The same when it is in the house, with what the desk knows of it; illegal_transition otherwise.
struct GuestInHouse {
    Reservation reservation;
    Stay stay;
    Room room;
};
[[nodiscard]] Result<GuestInHouse> guest_in_house(db::Tx& tx, const StayName& query);

/// The nights that are still to be slept in; none when the guest is due out.
[[nodiscard]] StayDates nights_ahead(const Reservation& reservation, LocalDate business_date);

/// From now on the stay uses that type's nights; false: it has none left, nothing changed. The
/// caller saves `stay`.
struct TypeChange {
    StayDates nights;
    RoomTypeId to;
};
[[nodiscard]] Result<bool> use_type(db::Tx& tx, Desk& desk, const Reservation& reservation,
                                    std::pair<Stay&, const TypeChange&> change);

/// The room given in advance is free again, and the booked type's nights are used. The caller saves
/// `stay`.
[[nodiscard]] Result<void> let_go(db::Tx& tx, Desk& desk, const Reservation& reservation,
                                  Stay& stay);
/// For a reservation that ends or is rewritten: the room is free again; answers the type whose
/// nights it used.
[[nodiscard]] Result<RoomTypeId> give_assignment_up(db::Tx& tx, const ReservationId& reservation,
                                                    const RoomTypeId& booked);

struct ExtraCharge {
    std::string_view code;
    std::string description;
    std::string reference;  ///< makes it once
    Money amount;
};
/// On the window that takes the code; nothing happens for an amount of zero.
[[nodiscard]] Result<void> charge_guest(db::Tx& tx, const Entry& entry,
                                        const ReservationId& reservation,
                                        const ExtraCharge& charge);

struct Said {
    std::string_view action;
    std::string subject;
    std::string detail{};
};
[[nodiscard]] Result<void> tell_trail(db::Tx& tx, const Entry& entry, const Said& said);

struct GuestNews {
    LetterKind kind = LetterKind::guest_change;
    std::string room;
    std::string old_room{};  ///< of a guest who changed rooms
};
/// Encoders, telephones and tills hear of it.
[[nodiscard]] Result<void> tell_links(db::Tx& tx, const Reservation& reservation,
                                      const GuestNews& news);
/// The same of a room whose state is another one now.
[[nodiscard]] Result<void> tell_room(db::Tx& tx, const PropertyId& property,
                                     const std::string& room_number);

/// Fails unless nobody works at the stay; keeps nobody else out.
[[nodiscard]] Result<void> check_idle(db::Tx& tx, const ReservationId& reservation);

/// The book of a property; property_not_found.
[[nodiscard]] Result<std::shared_ptr<const Book>> book_of(Desk& desk, const PropertyId& property);
/// What these nights cost in that type by the reservation's plan, whatever its restrictions;
/// nothing when the plan has no price there.
[[nodiscard]] std::optional<Money> price_in(const Book& book, const Reservation& reservation,
                                            const TypeChange& wanted);

/// Keys of a guest who is or will be in that room, until the check-out time.
[[nodiscard]] KeyRequest keys_in(const FrontDesk& front, const Reservation& reservation,
                                 const Room& room);
/// For a saga that recovery goes on with: whether the keys of a guest who left that room are still
/// to be erased. They are not when the guest is in it again, with keys made anew. Fails while
/// somebody is at the stay, who may be making them now.
[[nodiscard]] Task<Result<bool>> keys_are_old(Step& step, FrontDesk& front,
                                              const ReservationId& reservation, const RoomId& room);
/// The entry of a verb.
[[nodiscard]] inline Entry entry_of(const Step& step, const Property& property,
                                    const Actor& actor) {
    return {.property = property, .actor = actor, .trace_id = step.context().trace_id.text()};
}
/// Why a verb failed of which everything was undone: an answer that was lost is no unknown outcome
/// any more.
[[nodiscard]] Error undone_error(Error why);
/// What went wrong with an encoder is one thing to the agent.
[[nodiscard]] Error encoder_error(Error why);

}  // namespace vacancy::hotel
