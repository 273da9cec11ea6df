#pragma once
// Rows of charge_code and charge_code_tax.

#include "db/database.hpp"
#include "hotel/model/paper/charge_code.hpp"

#include <vector>

namespace vacancy::hotel::store {

/// By code, with their taxes; also those not in use any more.
Result<std::vector<ChargeCode>> charge_codes(db::Tx& tx, const PropertyId& property);
Result<std::optional<ChargeCode>> find_charge_code(db::Tx& tx, const PropertyId& property,
                                                   std::string_view code);
/// Made, or changed when it is still at `version` of it (0: whatever is there); false: it is not.
Result<bool> put_charge_code(db::Tx& tx, const ChargeCode& code);

}  // namespace vacancy::hotel::store
