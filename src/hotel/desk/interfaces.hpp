#pragma once
// What the desk has to do with key encoders, telephones and tills: their settings, what they are
// told and what they tell. How they are spoken to is not known here.

#include "hotel/desk/front_desk.hpp"
#include "hotel/model/interfaces/interface.hpp"
#include "trace/step.hpp"
#include "trace/task.hpp"

namespace vacancy::hotel {

/// By name.
Task<Result<std::vector<Interface>>> interfaces(Step& step, FrontDesk& front,
                                                const PropertyId& property);
/// Of all properties, for what keeps the links.
Task<Result<std::vector<Interface>>> all_interfaces(Step& step, FrontDesk& front);

struct PutInterface {
    Interface interface;  ///< version 0 changes whatever is there; an empty zone is the property's
    Actor actor;
};
/// Made when there is none of that name; invalid_request says what is wrong, version_mismatch.
Task<Result<Interface>> put_interface(Step& step, FrontDesk& front, const PutInterface& command);

/// Every interface of the property will hear it, also one that is away now, once the transaction
/// has committed. For all flows that let somebody in, move or out, change a room's state or close a
/// day.
Result<void> tell_interfaces(db::Tx& tx, const InterfaceNews& news);
/// outbox::Listener of this channel is woken after each commit that has news.
inline constexpr std::string_view interface_channel = "interface";

struct LettersQuery {
    PropertyId property;
    std::string interface;
    int limit = 100;
};
/// What the interface has not been told yet, the oldest first.
Task<Result<std::vector<InterfaceLetter>>> letters_for(Step& step, FrontDesk& front,
                                                       const LettersQuery& query);
struct ToldLetters {
    PropertyId property;
    std::string interface;
    std::vector<LetterId> letters{};
};
Task<Result<void>> told(Step& step, FrontDesk& front, const ToldLetters& letters);
/// Who is in the house, by room; what the interface had not been told of guests is part of it.
Task<Result<std::vector<InterfaceGuest>>> tell_all_guests(Step& step, FrontDesk& front,
                                                          const LettersQuery& query);
/// News that nobody came to hear before that goes; answers how many.
Result<std::int64_t> purge_letters(db::Tx& tx, Instant before, int limit);

/// A charge that a till, telephone or minibar reports.
struct InterfaceCharge {
    PropertyId property;
    std::string interface;
    std::string room_number;
    std::string guest_number{};  ///< of those who share a room; empty: the one it was given to
    std::string number;          ///< makes it once on this interface
    std::string code;
    std::string description{};
    std::int64_t amount_minor = 0;  ///< below zero: taken back
    int quantity = 1;
};
enum class ChargeVerdict : std::uint8_t { taken, no_guest, no_post, malformed };
struct ChargeTaken {
    ChargeVerdict verdict = ChargeVerdict::taken;
    bool was_there = false;  ///< the same number before; nothing was posted
};
/// An error means: later.
Task<Result<ChargeTaken>> take_charge(Step& step, FrontDesk& front, const InterfaceCharge& charge);

struct RoomReport {
    PropertyId property;
    std::string interface;
    std::string room_number;
    Housekeeping housekeeping = Housekeeping::dirty;
};
/// room_not_found; illegal_transition for a room that is out of order or out of service.
Task<Result<void>> take_room_report(Step& step, FrontDesk& front, const RoomReport& report);

struct NoPostCommand {
    PropertyId property;
    std::string confirmation_code;
    bool no_post = true;
    Actor actor;
};
/// Interfaces may not charge to this stay (or may again). reservation_not_found.
Task<Result<void>> set_no_post(Step& step, FrontDesk& front, const NoPostCommand& command);

}  // namespace vacancy::hotel
