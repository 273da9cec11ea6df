#pragma once
// Supplier: the port the shop sells through. Our own hotel is one supplier among others (see
// outside/), so the in-house path and the third-party path cannot drift apart.
//
// Every verb that changes something takes `along`: what the shop wants recorded together with it. A
// supplier that lives in our database runs it in the same transaction. One outside (`is_apart`)
// runs it in a transaction of its own: that of `hold` before it calls out, as the journaled intent,
// so that a crash finds what to give back; those of the others after the supplier agreed. Verbs are
// idempotent by reservation id; `release` gives back whatever the supplier has of it.

#include "base/guarded.hpp"
#include "base/id.hpp"
#include "base/money.hpp"
#include "base/time.hpp"
#include "db/database.hpp"
#include "trace/step.hpp"

#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace vacancy::booking {

struct StayRequest {
    PropertyId property;
    StayDates stay;
    int guests = 1;
    std::optional<RoomTypeId> room_type{};
    std::optional<RatePlanId> rate_plan{};
    int children = 0;  ///< of the guests
    /// Every night at this price instead of the plan's: a contract, a group, a recorded history.
    std::optional<Money> agreed_rate{};
};

struct NightPrice {
    LocalDate date;
    Money price;
};

struct Offer {
    RoomTypeId room_type;
    RatePlanId rate_plan;
    int rooms_left = 0;  ///< neither sold nor held
    Money total;         ///< what the guest pays, taxes and fees in it
    std::vector<NightPrice> nights{};
    std::optional<Money> due_at_booking{};  ///< absent: all of it; the rest is due at the property
    std::string room_type_name{};
    std::string rate_plan_name{};
    std::string meal_plan{};
    AccountId account{};                ///< whose property it is; its staff may see the booking
    std::string cancellation_policy{};  ///< in words, for the guest
    std::optional<Instant> free_cancellation_until{};
};

/// Why something is not offered, in the words of ?explain=true.
struct Refusal {
    RoomTypeId room_type;
    std::optional<RatePlanId> rate_plan{};
    std::string reason;  ///< sold_out, closed, closed_to_arrival, minimum_stay, occupancy, …
    std::optional<LocalDate> night{};
};

struct Availability {
    std::vector<Offer> offers;      ///< cheapest first
    std::vector<Refusal> refusals;  ///< only when asked to explain
};

struct GuestDetails {
    Private<std::string> name;
    Private<std::string> email;
    std::optional<Private<std::string>> phone{};
    std::string language = "en";
};

struct HoldRequest {
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
    std::string contention_reason{};      ///< no_rooms_left, closed, …
    std::string competing_reservation{};  ///< the latest to take one of the nights
};

struct CancelTerms {
    Money fee;
    Money paid_total;
    std::string policy{};  ///< in words, for the guest
    std::optional<Instant> free_until{};
};

struct SwapRequest {
    ReservationId reservation;
    StayRequest stay;
    Money total;
};

using Along = std::function<Result<void>(db::Tx&)>;

class Supplier {
public:
    virtual ~Supplier() = default;
    /// It is outside our database.
    [[nodiscard]] virtual bool is_apart() const { return false; }
    virtual Task<Result<Availability>> availability(Step&, const StayRequest&, bool explain) = 0;
    /// The price of exactly this room type and rate plan now.
    virtual Task<Result<Offer>> price(Step&, const StayRequest&) = 0;
    virtual Task<Result<HoldOutcome>> hold(Step&, const HoldRequest&, const Along& along) = 0;
    /// hold_expired when its time is over (judged by the store's time), whatever the sweeper did.
    virtual Task<Result<void>> confirm(Step&, ReservationId, const Along& along) = 0;
    /// Gives a held (tentative) stay back; answers whether there was something to release.
    virtual Task<Result<bool>> release(Step&, ReservationId, const Along& along) = 0;
    virtual Task<Result<CancelTerms>> cancel_terms(Step&, ReservationId) = 0;
    /// Cancels a confirmed stay and gives its nights back.
    virtual Task<Result<void>> cancel(Step&, ReservationId, const Along& along) = 0;
    /// Quote for another stay in place of this one: its own nights count as free.
    virtual Task<Result<Offer>> swap_price(Step&, const SwapRequest&) = 0;
    /// Gives the old nights back and takes the new ones in one transaction, or changes nothing.
    virtual Task<Result<void>> swap(Step&, const SwapRequest&, const Along& along) = 0;
};

}  // namespace vacancy::booking
