#pragma once
// What the sagas of the shop share: how their state is kept in the journal, and the small things
// their rows do. The journal keeps ids; the rest is read from the tables when recovery needs it.

#include "booking/model/booking.hpp"
#include "booking/shop.hpp"
#include "payments/api.hpp"
#include "saga/journal.hpp"
#include "trace/measuring/major_units.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace vacancy::booking {

/// The ids of a saga as they stand in its journal.
struct SagaKeys {
    BookingId booking;
    std::optional<PaymentId> payment{};
    std::string failure{};                           ///< the code of why it turned back
    int version = 0;                                 ///< of the booking as a change makes it
    std::optional<payments::GatewayAnswer> heard{};  ///< of the payment; not in the ledger yet
};
[[nodiscard]] std::string write_keys(const SagaKeys& keys);
[[nodiscard]] Result<SagaKeys> read_keys(std::string_view text);

using trace::major_units;
[[nodiscard]] std::string look_at(const Booking& booking);
[[nodiscard]] ErrorCode code_named(std::string_view name, ErrorCode otherwise);

inline void crash_here(Shop& shop, std::string_view name) {
    if (shop.crash_point != nullptr) shop.crash_point(name);
}

Task<Result<Booking>> load_booking(Step& step, Shop& shop, BookingId id);
Task<Result<payments::Payment>> load_payment(Step& step, Shop& shop, PaymentId id);

/// The gateway's word for how a payment stands, for answers and spans.
void show_refund(Step& step, const payments::GatewayAnswer& answer, const std::string& own_id);

}  // namespace vacancy::booking
