#pragma once
// Our own hotels as one supplier among others: maps the shop's words to the front desk's and back,
// and decides nothing. Owned by the House; the desk outlives it; any thread may use it.

#include "booking/supplier.hpp"
#include "hotel/api.hpp"

namespace vacancy::outside {

class HouseSupplier final : public booking::Supplier {
public:
    explicit HouseSupplier(hotel::Desk& desk) : desk_(desk) {}

    Task<Result<booking::Availability>> availability(Step& step, const booking::StayRequest& stay,
                                                     bool explain) override;
    Task<Result<booking::Offer>> price(Step& step, const booking::StayRequest& stay) override;
    Task<Result<booking::HoldOutcome>> hold(Step& step, const booking::HoldRequest& request,
                                            const booking::Along& along) override;
    Task<Result<void>> confirm(Step& step, ReservationId reservation,
                               const booking::Along& along) override;
    Task<Result<bool>> release(Step& step, ReservationId reservation,
                               const booking::Along& along) override;
    Task<Result<booking::CancelTerms>> cancel_terms(Step& step, ReservationId reservation) override;
    Task<Result<void>> cancel(Step& step, ReservationId reservation,
                              const booking::Along& along) override;
    Task<Result<booking::Offer>> swap_price(Step& step,
                                            const booking::SwapRequest& request) override;
    Task<Result<void>> swap(Step& step, const booking::SwapRequest& request,
                            const booking::Along& along) override;

private:
    hotel::Desk& desk_;
};

}  // namespace vacancy::outside
