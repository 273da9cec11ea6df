#pragma once
// What the shop's handlers read from requests.

#include "booking/api.hpp"
#include "web/body.hpp"
#include "web/message.hpp"

namespace vacancy::booking {

[[nodiscard]] Asker asker_of(const web::Request& request);
/// The version in If-Match: "3"; version_mismatch when it is not one of ours.
[[nodiscard]] Result<std::optional<int>> expected_version(const web::Request& request);
/// The language of the mails: asked for, or the first of Accept-Language that we speak.
[[nodiscard]] std::string language_of(const web::Request& request,
                                      const std::optional<std::string>& asked);
[[nodiscard]] BuyerPayment read_payment(web::Body& body);
/// Notes a stay that is no stay: at least one night, at most 366.
template <class Input>
void check_stay(Input& input, const StayDates& stay, std::string_view departure_field) {
    if (stay.nights() < 1 || stay.nights() > 366)
        input.note(departure_field, "invalid", "must be 1 to 366 nights after check_in");
}

}  // namespace vacancy::booking
