#pragma once
// Finding the booking that a caller names, with its money, and keeping foreign ones out of sight.

#include "booking/api.hpp"
#include "payments/api.hpp"

#include <vector>

namespace vacancy::booking {

struct Found {
    Booking booking;
    std::vector<payments::Payment> payments;
};

/// By confirmation code as typed, or by the token of a manage link. booking_not_found when there is
/// none or it belongs to another tenant than the asker's.
Task<Result<Found>> find_booking(Step& step, Shop& shop, const std::string& code,
                                 const Asker& asker);
/// Of the payment made when booking; `none` when nothing was due then.
[[nodiscard]] PaymentFacts facts_of(const std::vector<payments::Payment>& payments,
                                    const Currency& currency);
/// version_mismatch when If-Match named another version.
[[nodiscard]] Result<void> check_version(const Booking& booking,
                                         const std::optional<int>& expected);
/// payment_error while money of the booking is still being captured: it must settle first.
[[nodiscard]] Result<void> check_settled(const std::vector<payments::Payment>& payments);

}  // namespace vacancy::booking
