#include "hotel/accounts.hpp"

#include "hotel/flows/paper/city_ledger.hpp"
#include "hotel/flows/paper/noting.hpp"
#include "hotel/store/desk/folios.hpp"
#include "hotel/store/paper/charge_codes.hpp"
#include "hotel/store/paper/companies.hpp"

namespace vacancy::hotel {

namespace {

Result<ChargeCode> record_code(db::Tx& tx, const PutChargeCode& command, const Entry& entry) {
    TRY(const bool put, store::put_charge_code(tx, command.code));
    if (!put) return fail(ErrorCode::version_mismatch);
    TRY_VOID(note(tx, entry, {"charge_code.put", command.code.code}));
    TRY(auto known, store::find_charge_code(tx, entry.property.id, command.code.code));
    must(known.has_value());
    return std::move(*known);
}

Result<Company> own_company(db::Tx& tx, const CompanyQuery& query) {
    TRY(auto known, store::find_company(tx, query.company));
    if (!known || known->property != query.property) return fail(ErrorCode::company_not_found);
    return std::move(*known);
}

Result<Company> record_company(db::Tx& tx, const PutCompany& command, const Entry& entry) {
    Company company = command.company;
    if (company.id == CompanyId{}) {
        company.id = CompanyId::make(tx.now());
        company.version = 1;
        TRY_VOID(store::insert_company(tx, company));
    } else {
        TRY(const Company known, own_company(tx, {company.property, company.id}));
        if (company.version == 0) company.version = known.version;
        TRY(const bool changed, store::update_company(tx, company));
        if (!changed) return fail(ErrorCode::version_mismatch);
        ++company.version;
    }
    TRY_VOID(note(tx, entry, {"company.put", company.id.text()}));
    return company;
}

Result<CompanyAccount> account_of(db::Tx& tx, const CompanyQuery& query, const Currency& currency) {
    CompanyAccount account;
    TRY(account.company, own_company(tx, query));
    TRY(const std::int64_t balance, store::company_balance(tx, query.company));
    account.balance = {balance, currency};
    TRY(account.entries, store::company_entries(tx, query.company));
    settle_oldest(account.entries);
    return account;
}

Result<CompanyAccount> record_payment(db::Tx& tx, const CompanyPayment& command,
                                      const Entry& entry) {
    TRY(const Company company, own_company(tx, command.company));
    if (command.amount.currency != entry.property.currency || command.amount.amount <= 0)
        return fail(ErrorCode::invalid_request, "an amount above zero in the house's currency");
    Posting posting{.kind = PostingKind::payment,
                    .code = command.code,
                    .description = command.description.empty() ? company.name : command.description,
                    .lines = company_payment_lines(company.id, command.code, command.amount)};
    if (!command.reference.empty()) posting.reference = command.reference;
    TRY(const bool is_new, post(tx, entry, std::move(posting)));
    if (is_new)
        TRY_VOID(note(tx, entry, {"company.payment", company.id.text(), command.amount.text()}));
    return account_of(tx, command.company, entry.property.currency);
}

Result<FolioView> record_move(db::Tx& tx, const ToCityLedger& command, const Entry& entry) {
    TRY(const FolioView seen, store::view_folio(tx, command.folio.property, command.folio.folio));
    TRY_VOID(lock_folios(tx, {seen.folio.id}));
    TRY(const FolioView view, store::view_folio(tx, command.folio.property, command.folio.folio));
    TRY(const Company company, own_company(tx, {command.folio.property, command.company}));
    const Money amount = command.amount.value_or(view.totals.balance);
    if (amount.currency != view.folio.currency || amount.amount <= 0 ||
        amount.amount > view.totals.balance.amount)
        return fail(ErrorCode::invalid_request, "that much is not owed on this folio");
    TRY_VOID(check_credit(tx, company, amount));
    TRY_VOID(post_to_company(tx, entry, {company, view.folio.id, amount}));
    TRY_VOID(note(
        tx, entry,
        {"folio.city_ledger", view.folio.id.text(), amount.text() + " to " + company.id.text()}));
    return store::view_folio(tx, view.folio.property, view.folio.id);
}

Task<Result<CompanyAccount>> take_payment(Step& step, FrontDesk& front,
                                          const CompanyPayment& command) {
    step.set(attr::pms_posting_kind, name_of(PostingKind::payment));
    step.set(attr::pms_posting_code, command.code);
    const At<CompanyPayment> at{command.company.property, command};
    co_return co_await change_accounts(step, front, at, record_payment);
}

Task<Result<FolioView>> move_balance(Step& step, FrontDesk& front, const ToCityLedger& command) {
    step.set(attr::pms_posting_kind, name_of(PostingKind::payment));
    step.set(attr::pms_posting_code, "city_ledger");
    const At<ToCityLedger> at{command.folio.property, command};
    co_return co_await change_accounts(step, front, at, record_move);
}

}  // namespace

Task<Result<std::vector<ChargeCode>>> charge_codes(Step& step, FrontDesk& front,
                                                   const PropertyId& property) {
    const auto body = [&](db::Tx& tx) { return store::charge_codes(tx, property); };
    co_return co_await front.db.read(step, body);
}

Task<Result<ChargeCode>> put_charge_code(Step& step, FrontDesk& front,
                                         const PutChargeCode& command) {
    const At<PutChargeCode> at{command.code.property, command};
    co_return co_await change_accounts(step, front, at, record_code);
}

Task<Result<std::vector<Company>>> companies(Step& step, FrontDesk& front,
                                             const PropertyId& property) {
    const auto body = [&](db::Tx& tx) { return store::companies(tx, property); };
    co_return co_await front.db.read(step, body);
}

Task<Result<Company>> put_company(Step& step, FrontDesk& front, const PutCompany& command) {
    const At<PutCompany> at{command.company.property, command};
    co_return co_await change_accounts(step, front, at, record_company);
}

Task<Result<CompanyAccount>> company_account(Step& step, FrontDesk& front,
                                             const CompanyQuery& query) {
    CO_TRY(const Property property, property_facts(front.desk, query.property));
    const auto body = [&](db::Tx& tx) { return account_of(tx, query, property.currency); };
    co_return co_await front.db.read(step, body);
}

Task<Result<CompanyAccount>> pay_company(Step& step, FrontDesk& front,
                                         const CompanyPayment& command) {
    co_return co_await step.run(span::pms_post, take_payment, front, command);
}

Task<Result<FolioView>> move_to_city_ledger(Step& step, FrontDesk& front,
                                            const ToCityLedger& command) {
    co_return co_await step.run(span::pms_post, move_balance, front, command);
}

}  // namespace vacancy::hotel
