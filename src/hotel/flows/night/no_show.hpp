#pragma once
// The saga of a guest who did not come: the reservation ends and the fee is posted in one commit,
// then the gateway is asked, then the folio closes. There is no way back: it goes on until it is
// through.

#include "hotel/desk/night.hpp"
#include "payments/api.hpp"
#include "saga/runner.hpp"

namespace vacancy::hotel {

struct Absence {
    saga::Journal journal;
    Reservation reservation;
    Property property{};
    Actor actor{};
    std::string waiver{};  ///< why the fee was given up; empty: it was not
    Money fee{};
    Money waived{};
    Money paid{};  ///< ahead of the stay
    FolioId folio{};
    std::optional<payments::Payment> rest{};  ///< what of the fee the card pays now
    std::vector<payments::Refund> refunds{};
    std::vector<payments::Payment> payments{};
    std::vector<std::pair<PaymentId, payments::GatewayAnswer>> answers{};
    bool asked = false;   ///< the gateway has answered all of it
    bool closed = false;  ///< and it stands in the books
    bool loaded = true;   ///< false: recovery knows the ids only
};

[[nodiscard]] const saga::Table<FrontDesk, Absence>& absence_table();

/// What the terms of the sale ask for.
[[nodiscard]] Money no_show_fee(const Reservation& reservation);

}  // namespace vacancy::hotel
