#pragma once
// What companies owe, for the flows that make them owe more; inside their transactions.

#include "hotel/flows/desk/ledger.hpp"
#include "hotel/model/paper/company.hpp"

namespace vacancy::hotel {

/// By id, or by its name; company_not_found, also when it is another property's.
Result<Company> company_called(db::Tx& tx, const PropertyId& property, std::string_view word);
/// Waits for others who make the company owe more, and judges its limit.
Result<void> check_credit(db::Tx& tx, const Company& company, const Money& more);

struct CompanyShare {
    const Company& company;
    FolioId folio;
    Money amount;
    std::string reference{};
};
/// The company owes that part of the folio; its limit was judged before.
Result<void> post_to_company(db::Tx& tx, const Entry& entry, const CompanyShare& share);

/// All windows but that one can be closed: nothing is owed, or a company's account takes it.
Result<void> check_other_windows(db::Tx& tx, const Folio& own);
/// What they owe goes to their companies' accounts, once by that check-out.
Result<void> settle_other_windows(db::Tx& tx, const Entry& entry, const Folio& own,
                                  const SagaId& check_out);
/// What makes the posting of a window's rest once: a guest who was reinstated leaves a second time.
[[nodiscard]] std::string rest_reference(const FolioId& folio, const SagaId& check_out);
/// Every window of the stay takes nothing more; or does again.
Result<void> close_windows(db::Tx& tx, const ReservationId& reservation);
Result<void> reopen_windows(db::Tx& tx, const ReservationId& reservation);

}  // namespace vacancy::hotel
