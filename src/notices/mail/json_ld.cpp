#include "notices/mail/render.hpp"
#include "web/body.hpp"

#include <fmt/format.h>

namespace vacancy::notices {
namespace {

/// RFC 3339 with the hotel's offset would need one more conversion; UTC says the same instant.
std::string wall_instant(LocalDate day, std::chrono::minutes wall, const HotelFacts& hotel) {
    return instant_of(day, wall, hotel.time_zone).text();
}

std::string status_of(Occasion occasion) {
    return occasion == Occasion::canceled ? "https://schema.org/ReservationCancelled"
                                          : "https://schema.org/ReservationConfirmed";
}

/// "</script>" inside a guest's name must not end the element.
std::string safe_in_script(const std::string& json) {
    std::string out;
    for (const char c : json) {
        if (c == '<') {
            out += "\\u003c";
        } else {
            out += c;
        }
    }
    return out;
}

void write_hotel(web::Json& json, const HotelFacts& hotel) {
    json.open("reservationFor").field("@type", "LodgingBusiness").field("name", hotel.name);
    json.field("telephone", hotel.phone).open("address").field("@type", "PostalAddress");
    json.field("streetAddress", hotel.street).field("addressLocality", hotel.city);
    json.field("postalCode", hotel.postal_code).field("addressCountry", hotel.country);
    json.close().close();
}

/// Major units as text: schema.org's totalPrice.
std::string price_of(const Money& money) {
    const std::string text = money.text();
    return text.substr(0, text.find(' '));
}

}  // namespace

std::string json_ld_of(const StayNotice& notice) {
    web::Json json;
    json.open().field("@context", "https://schema.org").field("@type", "LodgingReservation");
    json.field("reservationNumber", notice.confirmation_code);
    json.field("reservationStatus", status_of(notice.occasion));
    json.open("underName").field("@type", "Person").field("name", notice.guest_name.reveal());
    json.close();
    write_hotel(json, notice.hotel);
    json.field("checkinTime",
               wall_instant(notice.stay.arrival, notice.hotel.check_in_from, notice.hotel));
    json.field("checkoutTime",
               wall_instant(notice.stay.departure, notice.hotel.check_out_until, notice.hotel));
    json.field("lodgingUnitDescription", notice.room_type).field("numAdults", notice.guests);
    json.field("totalPrice", price_of(notice.total));
    json.field("priceCurrency", notice.total.currency.code());
    if (notice.occasion != Occasion::canceled && !notice.manage_url.empty())
        json.field("modifyReservationUrl", notice.manage_url);
    json.close();
    return safe_in_script(json.take());
}

}  // namespace vacancy::notices
