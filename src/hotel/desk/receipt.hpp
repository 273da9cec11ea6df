#pragma once
// Receipt: what the outbox says about a folio that was settled; the mail of it is the notices
// room's. Topic "folio.receipt", subject and version the folio's.

#include "hotel/model/folio/folio.hpp"
#include "hotel/model/reservation.hpp"

#include <string>

namespace vacancy::hotel {

struct Receipt {
    const FolioView& folio;
    const Reservation& reservation;
    std::string room_number;
    std::string email;
    std::string trace_id;
};

/// JSON.
[[nodiscard]] std::string write_receipt(const Receipt& receipt);

}  // namespace vacancy::hotel
