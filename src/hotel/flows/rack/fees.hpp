#pragma once
// What check-in and check-out have to know of the rack's rules: nights that go back on sale, fees
// of coming early and leaving late.

#include "hotel/flows/desk/ledger.hpp"

namespace vacancy::hotel {

inline constexpr std::string_view early_fee_code = "early_check_in";
inline constexpr std::string_view late_fee_code = "late_check_out";

/// The nights nobody will sleep in when the guest leaves on that day: the first night is the
/// guest's, unless the stay is a day use.
[[nodiscard]] StayDates freed_nights(const Reservation& reservation, const Stay& stay,
                                     LocalDate business_date);

/// Once for each time the guest leaves; nothing when there is no such fee.
[[nodiscard]] Result<void> post_late_fee(db::Tx& tx, const Entry& entry,
                                         const Reservation& reservation);
/// The same for each time the guest comes.
[[nodiscard]] Result<void> post_early_fee(db::Tx& tx, const Entry& entry,
                                          const Reservation& reservation);

}  // namespace vacancy::hotel
