#pragma once
// Who gets which room: the rack, rooms given in advance, moves and swaps of guests in the house.
// A move and a swap are sagas: the new keys are made before anybody is moved, so that an encoder
// that fails leaves everything as it was and the desk can try again.

#include "hotel/desk/front_desk.hpp"
#include "hotel/model/desk/assignment.hpp"
#include "hotel/model/rack/rack.hpp"
#include "trace/step.hpp"
#include "trace/task.hpp"

namespace vacancy::hotel {

struct RackQuery {
    PropertyId property;
    StayDates nights;  ///< at most 62
};
inline constexpr int longest_rack = 62;
Task<Result<Rack>> room_rack(Step& step, FrontDesk& front, const RackQuery& query);

/// A reservation as people name it.
struct StayName {
    PropertyId property;
    std::string confirmation_code;
};

struct AssignCommand {
    StayName stay;
    std::string room_number{};  ///< empty: the rule decides
    Upgrade upgrade = Upgrade::forbidden;
    Actor actor;
};
struct Assigned {
    Room room;
    bool upgraded = false;
    std::string why{};
};
/// A room for a guest who has not come yet; one given before goes back. reservation_not_found,
/// illegal_transition (not confirmed), room_not_found, room_taken, room_not_ready (the rule finds
/// none), room_no_longer_available (no night left of a better type).
Task<Result<Assigned>> assign_ahead(Step& step, FrontDesk& front, const AssignCommand& command);
struct UnassignCommand {
    StayName stay;
    Actor actor;
};
/// Harmless when there is none.
Task<Result<void>> unassign(Step& step, FrontDesk& front, const UnassignCommand& command);

struct MoveCommand {
    StayName stay;
    std::string room_number;
    std::string reason;
    bool upgrade = false;  ///< a better type than the one booked may be given
    bool charges = false;  ///< the difference is charged; otherwise it is the house's gift
    std::optional<int> keys{};
    std::string workstation{};
    Actor actor;
};
struct MovedGuest {
    Room from;
    Room to;
    bool upgraded = false;
    Money charged{};
    KeysMade keys{};
    bool old_keys_off = true;  ///< false: the encoder was not reached; it will be asked again
};
/// The folio stays the guest's, the room left is dirty. illegal_transition (not in the house, or
/// somebody is at it), room_not_found, room_not_ready, room_taken, room_no_longer_available,
/// key_encoder_unavailable (nothing changed).
Task<Result<MovedGuest>> move_guest(Step& step, FrontDesk& front, const MoveCommand& command);

struct SwapRoomsCommand {
    PropertyId property;
    std::string first;
    std::string second;
    std::string reason;
    std::string workstation{};
    Actor actor;
};
struct SwappedRooms {
    std::string first_code;   ///< who is in the first room now
    std::string second_code;  ///< who is in the second room now
    KeysMade first_keys{};    ///< of the first room; none before the arrival
    KeysMade second_keys{};
};
/// Two rooms of one type, whose guests are both in the house or both expected. Errors as of a move.
Task<Result<SwappedRooms>> swap_rooms(Step& step, FrontDesk& front,
                                      const SwapRoomsCommand& command);

struct NewKeys {
    StayName stay;
    std::optional<int> count{};
    std::string workstation{};
    Actor actor;
};
/// Keys for a guest in the house: lost ones, further ones, or until another departure. Earlier ones
/// open no more. key_encoder_unavailable: nothing changed, or it is not known; ask again.
Task<Result<KeysMade>> make_new_keys(Step& step, FrontDesk& front, const NewKeys& command);

}  // namespace vacancy::hotel
