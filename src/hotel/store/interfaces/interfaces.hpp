#pragma once
// Rows of interface, interface_letter and room_key.

#include "db/database.hpp"
#include "hotel/model/interfaces/interface.hpp"

#include <vector>

namespace vacancy::hotel::store {

/// Of one property, by name.
Result<std::vector<Interface>> interfaces(db::Tx& tx, const PropertyId& property);
/// Of all properties.
Result<std::vector<Interface>> all_interfaces(db::Tx& tx);
/// False: it is there already.
Result<bool> insert_interface(db::Tx& tx, const Interface& interface);
/// False: it has another version.
Result<bool> update_interface(db::Tx& tx, const Interface& interface);

/// One letter for every interface of the property that is in use.
Result<void> write_letters(db::Tx& tx, const InterfaceNews& news);
/// The oldest first; what the guest and the room are is read now.
struct InterfaceName {
    PropertyId property;
    std::string name;
};
Result<std::vector<InterfaceLetter>> letters_for(db::Tx& tx, const InterfaceName& to, int limit);
Result<void> forget_letter(db::Tx& tx, const InterfaceName& to, const LetterId& letter);
/// What is said by telling all guests anew.
Result<void> forget_guest_letters(db::Tx& tx, const InterfaceName& to);
/// Deletes at most `limit` letters older than that; answers how many.
Result<std::int64_t> purge_letters(db::Tx& tx, Instant before, int limit);
/// Who is in the house, by room.
Result<std::vector<InterfaceGuest>> guests_in_house(db::Tx& tx, const PropertyId& property);

/// The stay in the house that has that number and room; no number: the one the room was given to.
struct Occupant {
    ReservationId reservation;
    bool no_post = false;
};
Result<std::optional<Occupant>> occupant(db::Tx& tx, const RoomId& room, std::string_view number);
Result<void> set_no_post(db::Tx& tx, const ReservationId& reservation, bool no_post);

Result<void> save_room_key(db::Tx& tx, const RoomKey& key);
Result<std::optional<RoomKey>> find_room_key(db::Tx& tx, const PropertyId& property,
                                             std::string_view room_number);
/// The keys are of no use any more; nothing happens when they are another stay's by now.
Result<void> forget_room_key(db::Tx& tx, const RoomKey& key);
Result<std::vector<RoomKey>> keys_to_erase(db::Tx& tx, const InterfaceName& of);

}  // namespace vacancy::hotel::store
