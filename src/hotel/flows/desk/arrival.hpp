#pragma once
// The saga of a check-in: assign a room, authorize the estimated total, encode keys, update the
// status. Its journal holds ids only; recovery reads the rest.

#include "hotel/desk/staying.hpp"
#include "hotel/flows/desk/peak_hours.hpp"
#include "saga/runner.hpp"
#include "trace/measuring/major_units.hpp"

namespace vacancy::hotel {

struct Arrival {
    saga::Journal journal;
    Reservation reservation;
    Property property;
    payments::Payment payment{};  ///< what is authorized; an amount of zero: nothing is
    Room room{};
    bool was_assigned = false;  ///< the room had been given to the guest in advance
    bool upgraded = false;
    int keys = 2;
    Actor actor{};
    std::string workstation{};
    IdentityCheck identity{};
    AssignmentWish wish{};
    std::string wanted_room{};  ///< what wish.room_number looks at
    std::vector<RoomType> types{};
    int vip_level = 0;
    std::string document_hash{};  ///< where the house keeps one
    bool waives_fee = false;      ///< of coming early
    std::optional<std::chrono::minutes> day_use_until{};
    int attempts = 0;
    Money paid{};  ///< ahead of the stay
    std::optional<payments::GatewayAnswer> authorized{};
    std::optional<payments::GatewayAnswer> given_up{};
    KeysMade made{};
    FolioId folio{};
    bool loaded = true;    ///< false: recovery knows the ids only
    Pace* pace = nullptr;  ///< of the operation, while it runs

    [[nodiscard]] bool pays() const { return !payment.amount.is_zero(); }
    [[nodiscard]] const RoomType& type_named(const RoomTypeId& type) const;
};

[[nodiscard]] const saga::Table<FrontDesk, Arrival>& arrival_table();

/// After recovery took the entry: reads reservation, room and payment.
Task<Result<void>> ensure_loaded(Step& step, FrontDesk& front, Arrival& arrival);

// The rows' undoing, in undo_arrival.cpp.
Task<Result<void>> release_room(Step& step, FrontDesk& front, Arrival& arrival);
Task<Result<void>> void_authorization(Step& step, FrontDesk& front, Arrival& arrival);
Task<Result<void>> erase_keys(Step& step, FrontDesk& front, Arrival& arrival);

inline void crash_here(const FrontDesk& front, std::string_view name) {
    if (front.crash_point != nullptr) front.crash_point(name);
}

using trace::major_units;

}  // namespace vacancy::hotel
