#pragma once
// What hangs on the hotel's cables: key encoders, telephones and tills. They connect to us and
// speak FIAS. What they are told and what they tell, as plain values.

#include "base/money.hpp"
#include "hotel/model/property.hpp"
#include "hotel/model/reservation.hpp"

#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace vacancy::hotel {

enum class InterfaceKind : std::uint8_t { keys, telephone, point_of_sale };
[[nodiscard]] std::string_view name_of(InterfaceKind kind);
[[nodiscard]] std::optional<InterfaceKind> interface_kind_named(std::string_view word);

struct Interface {
    PropertyId property;
    std::string name;  ///< unique within the property: "keys"
    InterfaceKind kind = InterfaceKind::keys;
    std::string listen;  ///< address and port the interface connects to; port 0: any
    bool enabled = true;
    std::string code_page = "utf-8";  ///< utf-8, cp850, cp1252
    std::string time_zone{};          ///< IANA: of the dates and times on the link
    std::chrono::milliseconds timeout{5000};
    std::string workstation = "1";  ///< WS of the desk whose encoder this is
    std::string coder = "1";        ///< KC of the encoder there
    std::string posting_code = "pos";
    bool confirms_deletion = true;  ///< KD is answered by KA
    std::int64_t version = 1;
};

/// What is wrong with an interface's settings; nothing when they can be used.
[[nodiscard]] Result<void> check_interface(const Interface& interface);
/// "127.0.0.1:5010" in its parts; nothing when it is no such thing.
struct ListenAddress {
    std::string host;
    std::uint16_t port = 0;
};
[[nodiscard]] std::optional<ListenAddress> parse_listen(std::string_view text);

enum class LetterKind : std::uint8_t {
    guest_in,
    guest_change,
    guest_out,
    room_status,
    night_begins,
    night_ends,
};
[[nodiscard]] std::string_view name_of(LetterKind kind);
[[nodiscard]] std::optional<LetterKind> letter_kind_named(std::string_view word);

/// What the interfaces of a property shall be told.
struct InterfaceNews {
    PropertyId property;
    LetterKind kind = LetterKind::guest_in;
    std::optional<ReservationId> reservation{};
    std::string room_number{};
    std::string old_room_number{};  ///< of a guest who changed rooms
    std::string told_by{};          ///< the interface that said it and need not hear it
};

/// A stay's number on the links, twelve digits of its id: short enough for them, and opens nothing.
[[nodiscard]] std::string guest_number(const ReservationId& reservation);

/// A guest as interfaces know one.
struct InterfaceGuest {
    std::string number;
    Private<std::string> name{};
    std::string language{};
    StayDates stay{};
    int vip_level = 0;
    bool no_post = false;
    std::string room_number{};
};

using LetterId = Id<struct interface_letter_tag>;

/// News for one interface, with what is true of its guest or room now.
struct InterfaceLetter {
    LetterId id;
    LetterKind kind = LetterKind::guest_in;
    std::string room_number{};
    std::string old_room_number{};
    std::optional<InterfaceGuest> guest{};
    std::optional<Housekeeping> housekeeping{};
    bool occupied = false;
};

enum class KeyState : std::uint8_t { asked, made, to_erase };
[[nodiscard]] std::string_view name_of(KeyState state);
[[nodiscard]] std::optional<KeyState> key_state_named(std::string_view word);

/// Whose keys open a room.
struct RoomKey {
    PropertyId property;
    std::string room_number;
    ReservationId reservation;
    std::string interface;
    KeyState state = KeyState::asked;
    int keys = 0;
    Instant valid_from{};
    Instant valid_until{};
};

}  // namespace vacancy::hotel
