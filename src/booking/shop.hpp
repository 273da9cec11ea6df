#pragma once
// Shop: the place of the booking room; what its flows need. Built once by the House and shared by
// all threads; everything it refers to outlives it.

#include "booking/supplier.hpp"
#include "payments/till.hpp"
#include "trace/pause.hpp"

#include <chrono>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

namespace vacancy::booking {

/// What staff did to a booking, for the trail of a house that keeps one.
struct CanceledByStaff {
    PropertyId property;
    ReservationId reservation;
    std::string confirmation_code;
    std::string actor;
    std::string role;
    Money fee;
    Money waived;
    std::string reason;
    std::string trace_id;
};

struct Shop {
    db::Database& db;
    Supplier& supplier;
    payments::Till& till;
    const Clock& clock;
    Timers& timers;
    /// One step of a booking may take that long; zero: no deadline (replay and the simulator, whose
    /// time does not pass by itself).
    std::chrono::milliseconds step_deadline{30'000};
    std::chrono::seconds hold_time{600};
    /// A quoted cancellation fee is honored for that long.
    std::chrono::seconds quote_time{900};
    /// Opens a signed manage link: the confirmation code in it, or nothing. Empty: no such links.
    std::function<std::optional<std::string>(std::string_view token, Instant now)>
        open_manage_link{};
    /// Notes it in the transaction that cancels. Empty: nobody keeps a trail.
    std::function<Result<void>(db::Tx&, const CanceledByStaff&)> note_cancellation{};
    /// Called by name between any two steps; tests stop the process there. Null: nothing happens.
    void (*crash_point)(std::string_view name) = nullptr;
};

}  // namespace vacancy::booking
