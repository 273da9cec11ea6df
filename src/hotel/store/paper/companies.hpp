#pragma once
// Rows of company, and the lines of postings that name one. A company's balance is their sum.

#include "db/database.hpp"
#include "hotel/model/paper/company.hpp"

#include <vector>

namespace vacancy::hotel::store {

Result<void> insert_company(db::Tx& tx, const Company& company);
/// False: it is not at that version any more.
Result<bool> update_company(db::Tx& tx, const Company& company);
Result<std::optional<Company>> find_company(db::Tx& tx, const CompanyId& id);
Result<std::optional<Company>> find_company_named(db::Tx& tx, const PropertyId& property,
                                                  std::string_view name);
/// By name.
Result<std::vector<Company>> companies(db::Tx& tx, const PropertyId& property);
/// Its row is written, so that those who make it owe more come one after the other.
Result<void> touch_company(db::Tx& tx, const CompanyId& id);
Result<std::int64_t> company_balance(db::Tx& tx, const CompanyId& id);
/// In the order of posting, without what is open of them.
Result<std::vector<CompanyEntry>> company_entries(db::Tx& tx, const CompanyId& id);

}  // namespace vacancy::hotel::store
