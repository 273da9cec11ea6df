#pragma once
// The door of the front desk. Commands, answers and verbs; the only header other rooms include.
//
// Verbs that change something take `along`: what the caller wants recorded in the same transaction;
// an error of it undoes the whole. Verbs are idempotent by reservation id: asked again for what is
// done already they answer well and do not run `along` a second time, except `release`, which runs
// it whenever it answers well.

#include "hotel/desk.hpp"
#include "hotel/model/offer.hpp"
#include "hotel/model/property.hpp"
#include "hotel/model/reservation.hpp"
#include "trace/step.hpp"
#include "trace/task.hpp"

#include <functional>

namespace vacancy::hotel {

using Along = std::function<Result<void>(db::Tx&)>;

struct AvailabilityQuery {
    StayRequest stay;
    bool explain = false;
};

struct HoldCommand {
    ReservationId reservation;
    std::string confirmation_code;
    StayRequest stay;  ///< room type and rate plan are set
    Money total;       ///< as quoted; another price now is price_changed
    GuestDetails guest;
    std::chrono::seconds time_to_live{600};
};

struct HoldOutcome {
    bool acquired = false;
    HoldId hold{};
    Instant expires_at{};
    std::string contention_reason{};      ///< no_rooms_left, closed, minimum_stay, …
    std::string competing_reservation{};  ///< the latest to take one of the nights; may be empty
};

struct CancelTerms {
    Money fee;
    Money paid_total;
    std::string policy{};  ///< in words, for the guest
    std::optional<Instant> free_until{};
};

struct SwapCommand {
    ReservationId reservation;
    StayRequest stay;  ///< room type and rate plan default to the present ones
    Money total;
    std::optional<std::int64_t> expected_version{};  ///< of the reservation
};

/// From memory, cheapest first. Unknown property: property_not_found.
Task<Result<Availability>> availability(Step& step, Desk& desk, const AvailabilityQuery& query);
/// The price of exactly this room type and rate plan now; sold_out (detail: the reason) when it is
/// not offered, room_type_not_found, rate_plan_not_found.
Task<Result<Offer>> price(Step& step, Desk& desk, const StayRequest& stay);

/// Sets one room of the type aside for every night, all or none. price_changed when the quoted
/// total is not the price any more; nothing acquired is an answer, not an error.
Task<Result<HoldOutcome>> hold(Step& step, Desk& desk, const HoldCommand& command,
                               const Along& along);
/// hold_expired when its time is over by the store's time; illegal_transition from other states.
Task<Result<void>> confirm(Step& step, Desk& desk, const ReservationId& reservation,
                           const Along& along);
/// Gives a held stay back; answers whether there was something to release.
Task<Result<bool>> release(Step& step, Desk& desk, const ReservationId& reservation,
                           const Along& along);
Task<Result<CancelTerms>> cancel_terms(Step& step, Desk& desk, const ReservationId& reservation);
/// Cancels a confirmed stay and gives its nights back.
Task<Result<void>> cancel(Step& step, Desk& desk, const ReservationId& reservation,
                          const Along& along);
/// The price of another stay in place of this one: its own nights count as free.
Task<Result<Offer>> swap_price(Step& step, Desk& desk, const SwapCommand& command);
/// Old nights back and new nights taken in one transaction, or nothing changed:
/// room_no_longer_available, price_changed, version_mismatch.
Task<Result<void>> swap(Step& step, Desk& desk, const SwapCommand& command, const Along& along);

Task<Result<void>> check_in(Step& step, Desk& desk, const ReservationId& reservation,
                            const Along& along);
Task<Result<void>> check_out(Step& step, Desk& desk, const ReservationId& reservation,
                             const Along& along);
/// The arrival night stays sold, the others go back.
Task<Result<void>> mark_no_show(Step& step, Desk& desk, const ReservationId& reservation,
                                const Along& along);

struct Sweep {
    int limit = 256;
};
/// Gives the nights of holds whose time is over back; answers how many holds. Only tidies: every
/// verb judges expiry by itself.
Task<Result<int>> expire_due_holds(Step& step, Desk& desk, const Sweep& sweep);
/// Moves the business date of properties without a night audit to their local day.
Task<Result<int>> roll_business_dates(Step& step, Desk& desk);

Task<Result<Reservation>> find_reservation(Step& step, Desk& desk,
                                           const ReservationId& reservation);
/// From memory: facts for pages and mails. property_not_found.
Result<Property> property_facts(Desk& desk, const PropertyId& property);
std::vector<Property> all_properties(Desk& desk);
/// The room type and plan as the calendar knows them, for pages and mails.
Result<RoomType> room_type_facts(Desk& desk, const PropertyId& property, const RoomTypeId& type);
Result<RatePlan> rate_plan_facts(Desk& desk, const PropertyId& property, const RatePlanId& plan);

/// Reads everything search needs into memory; at start, before the first request. Blocks.
Result<void> load_calendars(Step& step, Desk& desk);

}  // namespace vacancy::hotel
