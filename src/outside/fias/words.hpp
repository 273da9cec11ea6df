#pragma once
// What the front desk says and hears, as FIAS records; nothing of it is decided here. Pure.

#include "hotel/desk/interfaces.hpp"
#include "hotel/desk/key_encoder.hpp"
#include "outside/fias/record.hpp"

namespace vacancy::outside::fias {

/// Whose link it is and when.
struct Moment {
    const hotel::Interface& interface;
    Instant now;
};

/// KR with KC, WS, RN, KT (N new, D duplicate), K#, G#, GN, GA, GD, DT, DA, TI; `code` is the
/// guest's number.
[[nodiscard]] Record key_request(const Moment& moment, const hotel::KeyRequest& request);
/// KD with KC, WS, RN, G#, DA, TI.
[[nodiscard]] Record key_delete(const Moment& moment, const hotel::RoomKey& key);

/// GI, GC, GO, RE, NS or NE; nothing for a room whose state has no word on the link.
[[nodiscard]] std::optional<Record> record_of(const Moment& moment,
                                              const hotel::InterfaceLetter& letter);
/// GI within a data swap.
[[nodiscard]] Record swapped(const Moment& moment, const hotel::InterfaceGuest& guest);
/// DS and DE, with date and time.
[[nodiscard]] Record stamped(std::string_view id, const Moment& moment);

/// PS. Its number is P# with the day it names; without P# the moment it names.
[[nodiscard]] hotel::InterfaceCharge charge_in(const Record& ps, const hotel::Interface& interface);
/// PA, with what the PS said it is about.
[[nodiscard]] Record posting_answer(const Moment& moment, const Record& ps,
                                    std::string_view status);
[[nodiscard]] std::string_view status_of(hotel::ChargeVerdict verdict);

/// RE with a room status; nothing when it is about something else (doors, lights, minibar rights).
[[nodiscard]] std::optional<hotel::RoomReport> report_in(const Record& re,
                                                         const hotel::Interface& interface);

}  // namespace vacancy::outside::fias
