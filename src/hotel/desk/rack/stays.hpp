#pragma once
// What the desk does with stays besides check-in and check-out: walk-ins, guests who share a room,
// longer and shorter stays, taking a check-in or a check-out back, and what it notes.

#include "hotel/desk/rack/rooms.hpp"
#include "hotel/desk/staying.hpp"
#include "hotel/model/desk/stay.hpp"

namespace vacancy::hotel {

/// Facts of a stay; made when it has none yet. reservation_not_found.
Task<Result<Stay>> stay_facts(Step& step, FrontDesk& front, const StayName& query);
struct FactsChange {
    StayName stay;
    std::optional<int> vip_level{};
    std::optional<std::string> notes{};
    std::optional<std::string> preferences{};
    std::optional<std::string> company{};
    std::optional<std::string> outside_reference{};
    std::int64_t expected_version = 0;  ///< 0: whatever it is
    Actor actor;
};
/// version_mismatch.
Task<Result<Stay>> change_facts(Step& step, FrontDesk& front, const FactsChange& change);

/// The house's own rules until somebody sets them.
Task<Result<DeskRules>> desk_rules(Step& step, FrontDesk& front, const PropertyId& property);
struct RulesChange {
    PropertyId property;
    DeskRules rules;                                 ///< its version does not count
    std::optional<std::int64_t> expected_version{};  ///< nothing: whatever it is
    Actor actor;
};
Task<Result<DeskRules>> set_desk_rules(Step& step, FrontDesk& front, const RulesChange& change);

struct WalkInCommand {
    PropertyId property;
    GuestDetails guest;
    LocalDate check_out{};  ///< of a day use: none
    int guests = 1;
    int children = 0;
    RoomTypeId room_type;
    RatePlanId rate_plan;
    std::optional<Money> rate{};  ///< for each night (or the day), agreed at the desk
    bool day_use = false;         ///< leaves before the night
    CheckInCommand check_in;      ///< without property and code
};
struct WalkedIn {
    std::string confirmation_code;
    ReservationId reservation;
    Money total{};
    CheckedIn checked_in;
};
/// Sells, guarantees and checks in. Errors as of a check-in, and sold_out; after an error nothing
/// is sold (outcome_unknown: it is found among the arrivals or in the house). `step` is the span
/// pms.check_in itself.
Task<Result<WalkedIn>> walk_in(Step& step, FrontDesk& front, const WalkInCommand& command);

struct ShareCommand {
    StayName stay;  ///< of who has the room
    GuestDetails guest;
    IdentityCheck identity;
    Actor actor;
};
struct Sharing {
    Reservation reservation;
    Room room;
    FolioId folio;
};
/// A further guest in the same room with a folio of their own; the room and its nights stay the
/// first guest's. identity_failed, illegal_transition.
Task<Result<Sharing>> share_room(Step& step, FrontDesk& front, const ShareCommand& command);

struct UndoCommand {
    StayName stay;
    std::string reason;
    std::string workstation{};
    Actor actor;
};
/// On the same business date and before anything was charged: the authorization is given up, the
/// room is free, the keys open nothing. illegal_transition says what stands in the way.
Task<Result<void>> revert_check_in(Step& step, FrontDesk& front, const UndoCommand& command);

struct Reinstated {
    Room room;
    FolioId folio;
    std::optional<KeysMade> keys{};  ///< nothing: the encoder did not answer; ask for new keys
};
/// On the same business date and while the room is free: the guest is in the house again, the folio
/// is open. illegal_transition, room_taken, room_no_longer_available.
Task<Result<Reinstated>> reinstate(Step& step, FrontDesk& front, const UndoCommand& command);

struct StayChange {
    StayName stay;
    LocalDate check_out;
    bool quote_only = false;
    std::string workstation{};
    Actor actor;
};
struct StayQuote {
    StayDates stay;
    Money total;         ///< of the whole stay
    Money difference;    ///< to what it was
    Money kept{};        ///< nights given up that are charged all the same
    Money authorized{};  ///< what the gateway holds now (or is asked to hold)
    bool raises_authorization = false;
    bool applied = false;
    std::optional<KeysMade> keys{};  ///< nothing: none were needed, or the encoder is silent
};
/// A guest in the house stays longer or leaves earlier. room_taken (the room is somebody else's on
/// a further night: move the guest first), room_no_longer_available (the house is full),
/// payment_failed (the gateway declined the higher estimate), illegal_transition, invalid_request.
Task<Result<StayQuote>> change_stay(Step& step, FrontDesk& front, const StayChange& change);

}  // namespace vacancy::hotel
