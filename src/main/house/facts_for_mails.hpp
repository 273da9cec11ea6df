#pragma once
// What a mail says about a hotel, from the front desk's memory.

#include "hotel/api.hpp"
#include "notices/model/stay_notice.hpp"

namespace vacancy {

[[nodiscard]] Result<notices::HotelFacts> facts_for_mails(hotel::Desk& desk, const PropertyId& id);

}  // namespace vacancy
