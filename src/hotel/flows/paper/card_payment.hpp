#pragma once
// The saga of a payment by card on an open folio: write it down, authorize, capture, post. Up to
// the capture everything goes back, an authorization whose answer was lost too; from the capture on
// it goes through. Nobody else works at the stay meanwhile.

#include "hotel/desk/folios.hpp"
#include "hotel/flows/desk/ledger.hpp"
#include "saga/runner.hpp"

namespace vacancy::hotel {

struct CardPayment {
    saga::Journal journal;
    Property property;
    Folio folio{};
    payments::Payment payment{};
    std::string reference{};  ///< of the posting; makes it once
    std::string description{};
    Actor actor{};
    std::optional<payments::GatewayAnswer> answer{};  ///< the last one of the gateway
    std::string declined{};                           ///< why; empty: it was not
    bool captured = false;
    bool posted = false;
    bool loaded = true;
};
[[nodiscard]] const saga::Table<FrontDesk, CardPayment>& card_payment_table();

/// `step` is the span pms.post itself.
Task<Result<FolioItem>> pay_by_card(Step& step, FrontDesk& front, const PostCommand& command);

}  // namespace vacancy::hotel
