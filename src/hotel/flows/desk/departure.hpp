#pragma once
// The saga of a check-out: bill, pay, close and tell housekeeping, keys off, receipt. Up to the
// payment a failure leaves folio and room open; from the payment on it goes through.

#include "hotel/flows/desk/arrival.hpp"

namespace vacancy::hotel {

struct Departure {
    saga::Journal journal;
    Reservation reservation;
    Property property;
    Room room{};
    FolioView folio{};
    Actor actor{};
    std::string receipt_email{};
    std::string city_ledger{};
    /// The authorization of the check-in, with what is taken of it as its amount.
    std::optional<payments::Payment> held{};
    /// What the authorization does not cover, on a card of its own.
    std::optional<payments::Payment> rest{};
    /// Paid too much: what goes back.
    std::vector<payments::Refund> refunds{};
    std::vector<payments::Payment> refunded_payments{};
    std::vector<std::pair<PaymentId, payments::GatewayAnswer>> answers{};
    bool shares = false;      ///< somebody else has the room, and stays
    bool is_express = false;  ///< the guest is not there
    bool waives_fee = false;  ///< of leaving late
    bool closed = false;      ///< paid and left
    bool keys_off = false;
    bool loaded = true;
    Pace* pace = nullptr;  ///< of the operation, while it runs
};

[[nodiscard]] const saga::Table<FrontDesk, Departure>& departure_table();

/// After recovery took the entry: reads reservation, folio and payments.
Task<Result<void>> ensure_loaded(Step& step, FrontDesk& front, Departure& departure);

// The rows.
Task<Result<void>> load_folio(Step& step, FrontDesk& front, Departure& departure);
Task<Result<void>> reopen(Step& step, FrontDesk& front, Departure& departure);
Task<Result<void>> final_payment(Step& step, FrontDesk& front, Departure& departure);
Task<Result<void>> close_stay(Step& step, FrontDesk& front, Departure& departure);
Task<Result<void>> keys_off(Step& step, FrontDesk& front, Departure& departure);
Task<Result<void>> send_receipt(Step& step, FrontDesk& front, Departure& departure);

}  // namespace vacancy::hotel
