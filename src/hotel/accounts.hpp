#pragma once
// Who pays what: charge codes with their taxes, companies with an account (the city ledger), and
// which window of a stay takes which charges. Verbs; the values are in model/paper.

#include "hotel/desk/folios.hpp"
#include "hotel/model/paper/charge_code.hpp"
#include "hotel/model/paper/company.hpp"

namespace vacancy::hotel {

/// By code, also those not in use any more.
Task<Result<std::vector<ChargeCode>>> charge_codes(Step& step, FrontDesk& front,
                                                   const PropertyId& property);
struct PutChargeCode {
    ChargeCode code;  ///< at the version it was read at; 0: whatever it is
    Actor actor;
};
/// Makes or changes it; what was posted keeps its taxes. version_mismatch.
Task<Result<ChargeCode>> put_charge_code(Step& step, FrontDesk& front,
                                         const PutChargeCode& command);

Task<Result<std::vector<Company>>> companies(Step& step, FrontDesk& front,
                                             const PropertyId& property);
struct PutCompany {
    Company company;  ///< with a nil id: made new; else at the version it was read at (0: any)
    Actor actor;
};
/// already_exists (the name), company_not_found, version_mismatch.
Task<Result<Company>> put_company(Step& step, FrontDesk& front, const PutCompany& command);

struct CompanyQuery {
    PropertyId property;
    CompanyId company;
};
/// What it owes, entry by entry; company_not_found.
Task<Result<CompanyAccount>> company_account(Step& step, FrontDesk& front,
                                             const CompanyQuery& query);
struct CompanyPayment {
    CompanyQuery company;
    Money amount;      ///< above zero
    std::string code;  ///< "bank", "cash"
    std::string description{};
    std::string reference{};  ///< makes it once; empty: none
    Actor actor;
};
/// Settles the oldest entries first.
Task<Result<CompanyAccount>> pay_company(Step& step, FrontDesk& front,
                                         const CompanyPayment& command);

struct ToCityLedger {
    FolioQuery folio;
    CompanyId company;
    std::optional<Money> amount{};  ///< nothing: all that is owed
    Actor actor;
};
/// The company owes what the folio owed. folio_closed, company_not_found, credit_limit_reached;
/// invalid_request when that much is not owed.
Task<Result<FolioView>> move_to_city_ledger(Step& step, FrontDesk& front,
                                            const ToCityLedger& command);

struct StayQuery {
    PropertyId property;
    std::string confirmation_code;
};
struct StayFolios {
    std::vector<FolioView> windows{};  ///< by number; none before they are opened
    std::vector<FolioRoute> routes{};  ///< by code
};
Task<Result<StayFolios>> stay_folios(Step& step, FrontDesk& front, const StayQuery& query);

struct WindowWish {
    int window = 2;
    std::string payer{};                 ///< empty: the company's name, or "guest"
    std::optional<CompanyId> company{};  ///< whose account takes its balance at check-out
};
struct RouteFolios {
    StayQuery stay;
    std::vector<WindowWish> windows{};  ///< opened, or given this payer
    std::vector<FolioRoute> routes{};   ///< in place of those before
    Actor actor;
};
/// Later charges land in the window their code names; what is posted stays where it is. A route to
/// a window that is not there is invalid_request. Possible until the guest has left.
Task<Result<StayFolios>> route_folios(Step& step, FrontDesk& front, const RouteFolios& command);

}  // namespace vacancy::hotel
