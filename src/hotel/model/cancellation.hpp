#pragma once
// What canceling or missing a stay costs, and the terms as they are kept with a reservation.

#include "hotel/model/reservation.hpp"

#include <string_view>

namespace vacancy::hotel {

struct Terms {
    CancellationPolicy cancellation{};
    Fee no_show{};
    friend bool operator==(const Terms&, const Terms&) = default;
};

/// "flexible 1 1080 first_night 0 / first_night 0"; what parse_terms reads back.
[[nodiscard]] std::string terms_text(const Terms& terms);
[[nodiscard]] Result<Terms> parse_terms(std::string_view text);

struct PaidStay {
    StayDates stay;
    Money total;
    Money first_night;
};

/// Never more than the total.
[[nodiscard]] Money fee_of(const Fee& fee, const PaidStay& paid);

/// What is paid when booking; never more than the total.
[[nodiscard]] Money deposit_of(const DepositRule& rule, const PaidStay& stay);

/// The last instant a cancellation is free, on the property's clock; nothing: never free.
[[nodiscard]] std::optional<Instant> free_until(const CancellationPolicy& policy, LocalDate arrival,
                                                std::string_view time_zone);
/// At `free_until` itself it is free still.
[[nodiscard]] Money cancellation_fee(const CancellationPolicy& policy, const PaidStay& paid,
                                     std::optional<Instant> free_until, Instant now);
/// For the guest: "Free until 2026-03-01 18:00, then the first night".
[[nodiscard]] std::string in_words(const CancellationPolicy& policy,
                                   std::optional<Instant> free_until, std::string_view time_zone);

}  // namespace vacancy::hotel
