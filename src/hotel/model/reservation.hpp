#pragma once
// A reservation: one room for one stay, and the edges its life may take.

#include "base/guarded.hpp"
#include "hotel/model/rate_plan.hpp"

namespace vacancy::hotel {

enum class Status : std::uint8_t {
    tentative,  ///< held until hold_expires_at
    confirmed,
    in_house,
    checked_out,
    canceled,
    no_show,
    expired,
};
[[nodiscard]] std::string_view name_of(Status status);
[[nodiscard]] std::optional<Status> status_named(std::string_view word);

/// True when a reservation may go from one state to the other; the whole life is this table.
[[nodiscard]] bool may_become(Status from, Status to);

struct GuestDetails {
    Private<std::string> name;
    Private<std::string> email;
    std::optional<Private<std::string>> phone{};
    std::string language = "en";
};

struct Reservation {
    ReservationId id;
    std::string confirmation_code;
    PropertyId property;
    RoomTypeId room_type;
    RatePlanId rate_plan;
    StayDates stay;
    int guests = 1;
    int children = 0;
    GuestDetails guest{};
    Status status = Status::tentative;
    Money total{};
    Money first_night{};                ///< what the first night costs, for fees
    CancellationPolicy cancellation{};  ///< as sold: later changes of the plan do not reach it
    Fee no_show{};
    HoldId hold{};
    Instant hold_expires_at{};
    std::int64_t version = 1;
    Instant created_at{};
    Instant updated_at{};
};

}  // namespace vacancy::hotel
