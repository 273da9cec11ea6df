#include "main/house/facts_for_mails.hpp"

namespace vacancy {

Result<notices::HotelFacts> facts_for_mails(hotel::Desk& desk, const PropertyId& id) {
    TRY(const hotel::Property property, hotel::property_facts(desk, id));
    return notices::HotelFacts{.name = property.name,
                               .street = property.address.street,
                               .city = property.address.city,
                               .postal_code = property.address.postal_code,
                               .country = property.address.country,
                               .phone = property.phone,
                               .email = property.email,
                               .time_zone = property.time_zone,
                               .check_in_from = property.check_in_from,
                               .check_out_until = property.check_out_until};
}

}  // namespace vacancy
