#include "hotel/desk/receipt.hpp"

#include "web/body.hpp"

namespace vacancy::hotel {

std::string write_receipt(const Receipt& receipt) {
    const Reservation& r = receipt.reservation;
    web::Json json;
    json.open()
        .field("folio_id", receipt.folio.folio.id)
        .field("property_id", r.property)
        .field("confirmation_code", r.confirmation_code)
        .field("room", receipt.room_number)
        .field("check_in", r.stay.arrival)
        .field("check_out", r.stay.departure)
        .field("email", receipt.email)
        .field("guest_name", r.guest.name.reveal())
        .field("language", r.guest.language);
    json.open_array("items");
    for (const FolioItem& item : receipt.folio.items)
        json.open()
            .field("date", item.business_date)
            .field("description", item.description.empty() ? item.code : item.description)
            .field("quantity", item.quantity)
            .field("amount", item.amount)
            .close();
    json.close_array()
        .field("charges", receipt.folio.totals.charges)
        .field("paid", receipt.folio.totals.paid)
        .field("balance", receipt.folio.totals.balance)
        .field("trace_id", receipt.trace_id)
        .close();
    return json.take();
}

}  // namespace vacancy::hotel
