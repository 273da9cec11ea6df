#include "booking/flows/find.hpp"

#include "booking/flows/sagas/saga_state.hpp"
#include "booking/store/bookings.hpp"

#include <algorithm>

namespace vacancy::booking {
namespace {

std::optional<std::string> code_in(const Shop& shop, const std::string& given) {
    if (auto code = normalize_confirmation_code(given)) return std::move(*code);
    if (shop.open_manage_link) return shop.open_manage_link(given, shop.clock.now());
    return std::nullopt;
}

bool may_see(const Asker& asker, const Booking& booking) {
    if (!asker.staff || !asker.account) return true;  // the code is the key
    return booking.account == *asker.account &&
           (!asker.property || *asker.property == booking.property);
}

}  // namespace

Task<Result<Found>> find_booking(Step& step, Shop& shop, const std::string& code,
                                 const Asker& asker) {
    const auto exact = code_in(shop, code);
    if (!exact) co_return fail(ErrorCode::booking_not_found);
    const auto body = [&](db::Tx& tx) -> Result<Found> {
        TRY(auto booking, store::by_code(tx, *exact));
        if (!booking || !may_see(asker, *booking)) return fail(ErrorCode::booking_not_found);
        TRY(auto payments, payments::payments_of(tx, booking->reservation.text()));
        return Found{.booking = std::move(*booking), .payments = std::move(payments)};
    };
    co_return co_await shop.db.read(step, body);
}

PaymentFacts facts_of(const std::vector<payments::Payment>& payments, const Currency& currency) {
    const auto first = std::ranges::find_if_not(payments, payments::is_guarantee);
    if (first == payments.end())
        return {.status = "none", .amount = {.amount = 0, .currency = currency}};
    return {.transaction_id = first->transaction_id,
            .status = std::string(payments::name_of(first->status)),
            .amount = first->amount};
}

Result<void> check_version(const Booking& booking, const std::optional<int>& expected) {
    if (expected && *expected != booking.version) return fail(ErrorCode::version_mismatch);
    return {};
}

Result<void> check_settled(const std::vector<payments::Payment>& payments) {
    const auto is_open = [](const payments::Payment& payment) {
        return payment.status == payments::LedgerStatus::authorized;
    };
    if (std::ranges::none_of(payments, is_open)) return {};
    return std::unexpected(Error{.code = ErrorCode::payment_error,
                                 .detail = "A payment of this booking is still being settled",
                                 .retry_after_s = 2});
}

}  // namespace vacancy::booking
