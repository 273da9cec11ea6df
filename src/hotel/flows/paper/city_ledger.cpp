#include "hotel/flows/paper/city_ledger.hpp"

#include "hotel/store/desk/folios.hpp"
#include "hotel/store/paper/companies.hpp"

namespace vacancy::hotel {

Result<Company> company_called(db::Tx& tx, const PropertyId& property, std::string_view word) {
    std::optional<Company> company;
    if (const auto id = CompanyId::parse(word)) {
        TRY(company, store::find_company(tx, *id));
    } else {
        TRY(company, store::find_company_named(tx, property, word));
    }
    if (!company || company->property != property) return fail(ErrorCode::company_not_found);
    return std::move(*company);
}

Result<void> check_credit(db::Tx& tx, const Company& company, const Money& more) {
    TRY_VOID(store::touch_company(tx, company.id));
    TRY(const std::int64_t balance, store::company_balance(tx, company.id));
    return may_owe(company, {balance, more.currency}, more);
}

Result<void> post_to_company(db::Tx& tx, const Entry& entry, const CompanyShare& share) {
    Posting posting{.kind = PostingKind::payment,
                    .code = "city_ledger",
                    .description = share.company.name,
                    .lines = city_ledger_lines(share.folio, share.company.id, share.amount)};
    if (!share.reference.empty()) posting.reference = share.reference;
    TRY_VOID(post(tx, entry, std::move(posting)));
    return {};
}

Result<void> check_other_windows(db::Tx& tx, const Folio& own) {
    TRY(const auto folios, store::folios_of(tx, own.reservation));
    for (const Folio& folio : folios) {
        if (folio.id == own.id) continue;
        TRY(const auto view, store::view_folio(tx, folio.property, folio.id));
        const Money& balance = view.totals.balance;
        if (balance.is_zero()) continue;
        if (!folio.company || balance.amount < 0)
            return fail(ErrorCode::balance_open, "another window of the folio is not settled");
        TRY(const Company company, company_called(tx, own.property, folio.company->text()));
        TRY_VOID(check_credit(tx, company, balance));
    }
    return {};
}

std::string rest_reference(const FolioId& folio, const SagaId& check_out) {
    return "city_ledger:" + folio.text() + ":" + check_out.text();
}

Result<void> settle_other_windows(db::Tx& tx, const Entry& entry, const Folio& own,
                                  const SagaId& check_out) {
    TRY(const auto folios, store::folios_of(tx, own.reservation));
    for (const Folio& folio : folios) {
        if (folio.id == own.id || !folio.company) continue;
        TRY(const auto view, store::view_folio(tx, folio.property, folio.id));
        if (view.totals.balance.amount <= 0) continue;
        TRY(const Company company, company_called(tx, own.property, folio.company->text()));
        const CompanyShare share{company, folio.id, view.totals.balance,
                                 rest_reference(folio.id, check_out)};
        TRY_VOID(post_to_company(tx, entry, share));
    }
    return {};
}

Result<void> close_windows(db::Tx& tx, const ReservationId& reservation) {
    TRY(const auto folios, store::folios_of(tx, reservation));
    for (const Folio& folio : folios)
        if (folio.open) TRY_VOID(store::close_folio(tx, folio.id));
    return {};
}

Result<void> reopen_windows(db::Tx& tx, const ReservationId& reservation) {
    TRY(const auto folios, store::folios_of(tx, reservation));
    for (const Folio& folio : folios)
        if (!folio.open) TRY_VOID(store::reopen_folio(tx, folio.id));
    return {};
}

}  // namespace vacancy::hotel
