#include "hotel/routes/paper/handlers.hpp"

#include <fmt/format.h>

#include <array>

namespace vacancy::hotel {
namespace {

constexpr std::size_t most_taxes = 8;
constexpr std::array<std::string_view, 3> ways_to_pay{"bank", "cash", "check"};

ChargeCode read_code(web::Body& body, const Property& property, std::string_view code) {
    ChargeCode read{.property = property.id,
                    .code = std::string(code),
                    .name = body.text("/name", 100),
                    .active = body.boolean("/active", true)};
    if (const auto price = body.optional_money("/price")) {
        if (price->currency != property.currency || price->amount <= 0)
            body.note("/price", "invalid", "an amount above zero in the property's currency");
        read.price_minor = price->amount;
    }
    const std::size_t count = std::min(body.items("/taxes", most_taxes), most_taxes);
    for (std::size_t i = 0; i < count; ++i) {
        const auto at = [&](std::string_view field) {
            return fmt::format("/taxes/{}/{}", i, field);
        };
        read.taxes.push_back(
            {.name = body.text(at("name"), 40),
             .percent = {static_cast<int>(body.integer(at("percent_bp"), {0, 10'000}))},
             .included = body.boolean(at("included"), true)});
    }
    return read;
}

void show_code(web::Json& json, const ChargeCode& code, const Currency& currency) {
    json.open().field("code", code.code).field("name", code.name);
    if (code.price_minor)
        json.field("price", Money{*code.price_minor, currency});
    else
        json.null("price");
    json.open_array("taxes");
    for (const CodeTax& tax : code.taxes)
        json.open()
            .field("name", tax.name)
            .field("percent_bp", tax.percent.value)
            .field("included", tax.included)
            .close();
    json.close_array().field("active", code.active).field("version", code.version).close();
}

Company read_company(web::Body& body, const Property& property) {
    Company company{.property = property.id,
                    .name = body.text("/name", 200),
                    .address = body.optional_paragraph("/address", 500).value_or(""),
                    .tax_number = body.optional_text("/tax_number", 40).value_or(""),
                    .email = body.optional_text("/email", 254).value_or(""),
                    .active = body.boolean("/active", true)};
    if (const auto limit = body.optional_money("/credit_limit")) {
        if (limit->currency != property.currency || limit->amount < 0)
            body.note("/credit_limit", "invalid", "an amount in the property's currency");
        company.credit_limit_minor = limit->amount;
    }
    return company;
}

void show_company(web::Json& json, const Company& company, const Currency& currency) {
    json.field("company_id", company.id)
        .field("name", company.name)
        .field("address", company.address)
        .field("tax_number", company.tax_number)
        .field("email", company.email);
    if (company.credit_limit_minor)
        json.field("credit_limit", Money{*company.credit_limit_minor, currency});
    else
        json.null("credit_limit");
    json.field("active", company.active).field("version", company.version);
}

web::Reply company_reply(const Company& company, const Currency& currency, int status) {
    web::Json json;
    json.open();
    show_company(json, company, currency);
    json.close();
    return versioned(json, company.version, status);
}

void show_entry(web::Json& json, const CompanyEntry& entry) {
    json.open()
        .field("posting_id", entry.posting)
        .field("business_date", entry.business_date)
        .field("kind", name_of(entry.kind))
        .field("description", entry.description)
        .field("folio_id", entry.folio);
    if (entry.confirmation_code.empty())
        json.null("confirmation_code");
    else
        json.field("confirmation_code", entry.confirmation_code);
    json.field("amount", entry.amount)
        .field("open", entry.open)
        .field("posted_at", entry.created_at)
        .close();
}

web::Reply account_reply(const CompanyAccount& account, int status) {
    web::Json json;
    json.open();
    show_company(json, account.company, account.balance.currency);
    json.field("balance", account.balance).open_array("entries");
    for (const CompanyEntry& entry : account.entries) show_entry(json, entry);
    json.close_array().close();
    return versioned(json, account.company.version, status);
}

/// The company in the path; nothing when that is no id.
std::optional<CompanyQuery> company_in(const web::Request& request, const Property& property) {
    const auto id = CompanyId::parse(request.path_parameter("company_id"));
    if (!id) return std::nullopt;
    return CompanyQuery{property.id, *id};
}

web::Reply no_company(Step& step) {
    return web::problem(step, Error{.code = ErrorCode::company_not_found});
}

}  // namespace

Task<web::Reply> get_charge_codes(Step& step, FrontDesk& front, const web::Request& request) {
    const auto property = touchable(front.desk, request);
    if (!property) co_return web::problem(step, property.error());
    const auto codes = co_await charge_codes(step, front, property->id);
    if (!codes) co_return web::problem(step, codes.error());
    web::Json json;
    json.open().open_array("items");
    for (const ChargeCode& code : *codes) show_code(json, code, property->currency);
    json.close_array().null("next_cursor").close();
    co_return web::json_reply(json);
}

Task<web::Reply> put_charge_code(Step& step, FrontDesk& front, const web::Request& request) {
    const auto property = touchable(front.desk, request);
    if (!property) co_return web::problem(step, property.error());
    const std::string_view word = request.path_parameter("code");
    web::Body body(request.body);
    PutChargeCode command{.code = read_code(body, *property, word), .actor = actor_of(request)};
    if (word.empty() || word.size() > 40) body.note("/code", "invalid", "1 to 40 characters");
    if (const auto error = body.error()) co_return web::problem(step, *error);
    const auto version = expected_version(request);
    if (!version) co_return web::problem(step, version.error());
    command.code.version = *version;
    const auto put = co_await put_charge_code(step, front, command);
    if (!put) co_return web::problem(step, put.error());
    web::Json json;
    show_code(json, *put, property->currency);
    co_return versioned(json, put->version);
}

Task<web::Reply> get_companies(Step& step, FrontDesk& front, const web::Request& request) {
    const auto property = touchable(front.desk, request);
    if (!property) co_return web::problem(step, property.error());
    const auto all = co_await companies(step, front, property->id);
    if (!all) co_return web::problem(step, all.error());
    web::Json json;
    json.open().open_array("items");
    for (const Company& company : *all) {
        json.open();
        show_company(json, company, property->currency);
        json.close();
    }
    json.close_array().null("next_cursor").close();
    co_return web::json_reply(json);
}

Task<web::Reply> post_company(Step& step, FrontDesk& front, const web::Request& request) {
    const auto property = touchable(front.desk, request);
    if (!property) co_return web::problem(step, property.error());
    web::Body body(request.body);
    const PutCompany command{read_company(body, *property), actor_of(request)};
    if (const auto error = body.error()) co_return web::problem(step, *error);
    const auto made = co_await put_company(step, front, command);
    if (!made) co_return web::problem(step, made.error());
    co_return company_reply(*made, property->currency, 201);
}

Task<web::Reply> put_company(Step& step, FrontDesk& front, const web::Request& request) {
    const auto property = touchable(front.desk, request);
    if (!property) co_return web::problem(step, property.error());
    const auto query = company_in(request, *property);
    if (!query) co_return no_company(step);
    web::Body body(request.body);
    PutCompany command{read_company(body, *property), actor_of(request)};
    if (const auto error = body.error()) co_return web::problem(step, *error);
    const auto version = expected_version(request);
    if (!version) co_return web::problem(step, version.error());
    command.company.id = query->company;
    command.company.version = *version;
    const auto changed = co_await put_company(step, front, command);
    if (!changed) co_return web::problem(step, changed.error());
    co_return company_reply(*changed, property->currency, 200);
}

Task<web::Reply> get_company(Step& step, FrontDesk& front, const web::Request& request) {
    const auto property = touchable(front.desk, request);
    if (!property) co_return web::problem(step, property.error());
    const auto query = company_in(request, *property);
    if (!query) co_return no_company(step);
    const auto account = co_await company_account(step, front, *query);
    if (!account) co_return web::problem(step, account.error());
    co_return account_reply(*account, 200);
}

Task<web::Reply> post_company_payment(Step& step, FrontDesk& front, const web::Request& request) {
    const auto property = touchable(front.desk, request);
    if (!property) co_return web::problem(step, property.error());
    const auto query = company_in(request, *property);
    if (!query) co_return no_company(step);
    web::Body body(request.body);
    const std::size_t way = body.one_of("/code", ways_to_pay);
    const CompanyPayment command{
        .company = *query,
        .amount = body.money("/amount"),
        .code = std::string(ways_to_pay.at(std::min(way, ways_to_pay.size() - 1))),
        .description = body.optional_text("/description", 200).value_or(""),
        .reference = body.optional_text("/reference", 100).value_or(""),
        .actor = actor_of(request)};
    if (const auto error = body.error()) co_return web::problem(step, *error);
    const auto account = co_await pay_company(step, front, command);
    if (!account) co_return web::problem(step, account.error());
    co_return account_reply(*account, 201);
}

}  // namespace vacancy::hotel
