#pragma once
// Letter: what the outbox says about a booking. The fields are in README.md.

#include "booking/model/booking.hpp"

#include <optional>
#include <string>

namespace vacancy::booking {

struct Letter {
    Booking booking;
    std::optional<Money> fee{};
    std::optional<Money> refund{};
    std::optional<Money> previous_total{};
    std::optional<Money> due{};  ///< of the fee; absent: what the stay has open
    std::string trace_id{};
};

/// JSON.
[[nodiscard]] std::string write_letter(const Letter& letter);

}  // namespace vacancy::booking
