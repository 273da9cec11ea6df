#include "outside/house_supplier.hpp"

#include "hotel/model/cancellation.hpp"

namespace vacancy::outside {
namespace {

hotel::StayRequest asked(const booking::StayRequest& stay) {
    return {.property = stay.property,
            .stay = stay.stay,
            .guests = stay.guests,
            .room_type = stay.room_type,
            .rate_plan = stay.rate_plan,
            .children = stay.children,
            .agreed_rate = stay.agreed_rate};
}

booking::Offer shown(hotel::Offer offer) {
    booking::Offer out{.room_type = offer.room_type,
                       .rate_plan = offer.rate_plan,
                       .rooms_left = offer.rooms_left,
                       .total = offer.total,
                       .due_at_booking = offer.due_at_booking,
                       .room_type_name = std::move(offer.room_type_name),
                       .rate_plan_name = std::move(offer.rate_plan_name),
                       .meal_plan = std::move(offer.meal_plan)};
    out.nights.reserve(offer.nights.size());
    for (const hotel::NightPrice& night : offer.nights)
        out.nights.push_back({night.date, night.price});
    return out;
}

/// Whose property it is and how the stay may be canceled: the booking keeps both.
Result<booking::Offer> with_terms(hotel::Desk& desk, const booking::StayRequest& stay,
                                  booking::Offer offer) {
    TRY(const hotel::Property property, hotel::property_facts(desk, stay.property));
    TRY(const hotel::RatePlan plan, hotel::rate_plan_facts(desk, stay.property, offer.rate_plan));
    offer.account = property.account;
    offer.free_cancellation_until =
        hotel::free_until(plan.cancellation, stay.stay.arrival, property.time_zone);
    offer.cancellation_policy =
        hotel::in_words(plan.cancellation, offer.free_cancellation_until, property.time_zone);
    return offer;
}

booking::Availability shown(hotel::Availability found) {
    booking::Availability out;
    out.offers.reserve(found.offers.size());
    for (hotel::Offer& offer : found.offers) out.offers.push_back(shown(std::move(offer)));
    for (const hotel::Refusal& refusal : found.refusals)
        out.refusals.push_back({refusal.room_type, refusal.rate_plan,
                                std::string(hotel::name_of(refusal.reason)), refusal.night});
    return out;
}

hotel::SwapCommand asked(const booking::SwapRequest& request) {
    return {
        .reservation = request.reservation, .stay = asked(request.stay), .total = request.total};
}

}  // namespace

Task<Result<booking::Availability>> HouseSupplier::availability(Step& step,
                                                                const booking::StayRequest& stay,
                                                                bool explain) {
    const hotel::AvailabilityQuery query{asked(stay), explain};
    CO_TRY(auto found, co_await hotel::availability(step, desk_, query));
    co_return shown(std::move(found));
}

Task<Result<booking::Offer>> HouseSupplier::price(Step& step, const booking::StayRequest& stay) {
    const hotel::StayRequest request = asked(stay);
    CO_TRY(auto offer, co_await hotel::price(step, desk_, request));
    co_return with_terms(desk_, stay, shown(std::move(offer)));
}

Task<Result<booking::HoldOutcome>> HouseSupplier::hold(Step& step,
                                                       const booking::HoldRequest& request,
                                                       const booking::Along& along) {
    const hotel::HoldCommand command{.reservation = request.reservation,
                                     .confirmation_code = request.confirmation_code,
                                     .stay = asked(request.stay),
                                     .total = request.total,
                                     .guest = {request.guest.name, request.guest.email,
                                               request.guest.phone, request.guest.language},
                                     .time_to_live = request.time_to_live};
    CO_TRY(auto held, co_await hotel::hold(step, desk_, command, along));
    co_return booking::HoldOutcome{.acquired = held.acquired,
                                   .hold = held.hold,
                                   .expires_at = held.expires_at,
                                   .contention_reason = std::move(held.contention_reason),
                                   .competing_reservation = std::move(held.competing_reservation)};
}

Task<Result<void>> HouseSupplier::confirm(Step& step, ReservationId reservation,
                                          const booking::Along& along) {
    co_return co_await hotel::confirm(step, desk_, reservation, along);
}

Task<Result<bool>> HouseSupplier::release(Step& step, ReservationId reservation,
                                          const booking::Along& along) {
    co_return co_await hotel::release(step, desk_, reservation, along);
}

Task<Result<booking::CancelTerms>> HouseSupplier::cancel_terms(Step& step,
                                                               ReservationId reservation) {
    CO_TRY(auto terms, co_await hotel::cancel_terms(step, desk_, reservation));
    co_return booking::CancelTerms{.fee = terms.fee,
                                   .paid_total = terms.paid_total,
                                   .policy = std::move(terms.policy),
                                   .free_until = terms.free_until};
}

Task<Result<void>> HouseSupplier::cancel(Step& step, ReservationId reservation,
                                         const booking::Along& along) {
    co_return co_await hotel::cancel(step, desk_, reservation, along);
}

Task<Result<booking::Offer>> HouseSupplier::swap_price(Step& step,
                                                       const booking::SwapRequest& request) {
    const hotel::SwapCommand command = asked(request);
    CO_TRY(auto offer, co_await hotel::swap_price(step, desk_, command));
    co_return with_terms(desk_, request.stay, shown(std::move(offer)));
}

Task<Result<void>> HouseSupplier::swap(Step& step, const booking::SwapRequest& request,
                                       const booking::Along& along) {
    const hotel::SwapCommand command = asked(request);
    co_return co_await hotel::swap(step, desk_, command, along);
}

}  // namespace vacancy::outside
