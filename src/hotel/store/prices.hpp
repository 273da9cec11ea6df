#pragma once
// Rows of price_month, restriction_night and tax_fee. Whoever changes them calls `touch_rates`
// first, in the same transaction: it locks the property, so that two who change nights of the same
// month do so one after the other.

#include "db/database.hpp"
#include "hotel/model/book.hpp"
#include "hotel/model/changes.hpp"

#include <vector>

namespace vacancy::hotel::store {

/// One after the other; answers how many nights were written.
Result<std::int64_t> set_rates(db::Tx& tx, const std::vector<RateChange>& changes);

Result<std::int64_t> set_rules(db::Tx& tx, const RuleChange& change);

Result<std::vector<RateRow>> rates(db::Tx& tx, const PropertyId& property, const StayDates& nights);

Result<std::vector<RuleRow>> rules(db::Tx& tx, const PropertyId& property, const StayDates& nights);

Result<void> insert_tax(db::Tx& tx, const TaxFee& tax);
/// False when it is not at that version any more.
Result<bool> update_tax(db::Tx& tx, const TaxFee& tax, std::int64_t version);
Result<bool> delete_tax(db::Tx& tx, const TaxFeeId& tax, std::int64_t version);
Result<std::vector<TaxFee>> taxes(db::Tx& tx, const PropertyId& property);

/// Prices, rules or what is for sale changed: holds priced before are priced again. Answers the new
/// version.
Result<std::int64_t> touch_rates(db::Tx& tx, const PropertyId& property);

}  // namespace vacancy::hotel::store
