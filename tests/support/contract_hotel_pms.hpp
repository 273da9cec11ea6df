#pragma once
// The telemetry contract of the scope hotel.pms as a table, transcribed from the contract and from
// nothing in src/.

#include "support/contract_booking_service.hpp"

namespace vacancy::testing::contract {

[[nodiscard]] const Contract& hotel_pms();

}  // namespace vacancy::testing::contract
