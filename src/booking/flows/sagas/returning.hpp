#pragma once
// Giving captured money back after a stay was canceled or became cheaper: the refunds are journaled
// with what makes them due, then the gateway is asked for each, then the ledger is told.

#include "booking/flows/sagas/saga_state.hpp"

#include <vector>

namespace vacancy::booking {

struct Returning {
    std::vector<payments::Payment> payments{};       ///< of the reservation
    std::vector<payments::Refund> refunds{};         ///< journaled, not yet done
    std::vector<payments::GatewayAnswer> answers{};  ///< one for each refund, once all answered

    [[nodiscard]] Money sum(const Currency& currency) const;
};

/// Journals what is to go back, the latest payment first.
Result<void> intend_returning(db::Tx& tx, const Returning& back);
/// Asks the gateway for every refund; may be repeated. Spans: booking.return_payment.
Task<Result<void>> return_money(Step& step, Shop& shop, Returning& back);
Result<void> note_returned(db::Tx& tx, const Returning& back);
/// Recovery: the payments of the reservation and the refunds of that purpose which are not done.
Task<Result<Returning>> load_returning(Step& step, Shop& shop, const Booking& booking,
                                       const std::string& purpose);

}  // namespace vacancy::booking
