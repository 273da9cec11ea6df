#pragma once
// What the desk knows of a reservation beyond what was sold. Plain values.

#include "hotel/model/reservation.hpp"

#include <chrono>

namespace vacancy::hotel {

struct Stay {
    ReservationId reservation;
    PropertyId property;
    std::optional<RoomId> room{};
    std::optional<ReservationId> shares_with{};
    int vip_level = 0;  ///< 0 to 9
    std::string notes{};
    std::string preferences{};
    std::string company{};
    std::string outside_reference{};
    std::string identity_kind{};
    std::string identity_verified_by{};
    int keys_made = 0;
    std::string key_system{};
    std::optional<RoomTypeId> taken_type{};  ///< whose nights it uses when upgraded
    std::optional<Instant> checked_in_at{};
    std::optional<Instant> checked_out_at{};
    bool day_use = false;  ///< leaves before the night
    std::int64_t version = 1;
};

/// What a property asks of its desk.
struct DeskRules {
    std::int64_t incidentals_per_night_minor = 5'000;
    int keys_default = 2;
    bool keeps_document_hash = false;
    std::int64_t early_check_in_fee_minor = 0;  ///< 0: early guests are welcome
    std::int64_t late_check_out_fee_minor = 0;
    int late_check_out_grace_min = 30;
    std::chrono::minutes day_use_until{18 * 60};  ///< wall time at which a stay of a day ends
    std::int64_t version = 0;                     ///< 0: never set, these are the house's own
};

/// The price of each night: the first is known, the rest of the total is shared by the others so
/// that all of them sum to it.
[[nodiscard]] std::vector<Money> night_prices(const Reservation& reservation);

}  // namespace vacancy::hotel
