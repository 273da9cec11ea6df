#include "hotel/store/paper/companies.hpp"

namespace vacancy::hotel::store {
namespace {

using db::Row;
using db::Sql;

constexpr Sql insert_sql{"hotel.insert_company", "INSERT", "company",
                         "INSERT INTO company (id, property_id, name, address, tax_number, email,"
                         " credit_limit_minor, active, created_at)"
                         " VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)"};

constexpr Sql update_sql{"hotel.update_company", "UPDATE", "company",
                         "UPDATE company SET name = $2, address = $3, tax_number = $4, email = $5,"
                         " credit_limit_minor = $6, active = $7, version = version + 1"
                         " WHERE id = $1 AND version = $8"};

constexpr Sql find_sql{"hotel.find_company", "SELECT", "company",
                       "SELECT id, property_id, name, address, tax_number, email,"
                       " credit_limit_minor, active, version FROM company WHERE id = $1"};

constexpr Sql find_named_sql{
    "hotel.find_company_named", "SELECT", "company",
    "SELECT id, property_id, name, address, tax_number, email, credit_limit_minor, active, version"
    " FROM company WHERE property_id = $1 AND name = $2"};

constexpr Sql select_sql{
    "hotel.select_companies", "SELECT", "company",
    "SELECT id, property_id, name, address, tax_number, email, credit_limit_minor, active, version"
    " FROM company WHERE property_id = $1 ORDER BY name"};

constexpr Sql touch_sql{"hotel.touch_company", "UPDATE", "company",
                        "UPDATE company SET active = active WHERE id = $1"};

constexpr Sql balance_sql{"hotel.sum_company", "SELECT", "posting_line",
                          "SELECT CAST(coalesce(sum(amount_minor), 0) AS BIGINT) FROM posting_line"
                          " WHERE company_id = $1"};

constexpr Sql entries_sql{
    "hotel.select_company_entries", "SELECT", "posting_line",
    "SELECT p.id, p.business_date, p.kind, p.description, g.folio_id, r.confirmation_code,"
    " l.amount_minor, l.currency, p.created_at"
    " FROM posting_line l JOIN posting p ON p.id = l.posting_id"
    " LEFT JOIN posting_line g ON g.posting_id = p.id AND g.folio_id IS NOT NULL"
    " LEFT JOIN folio f ON f.id = g.folio_id LEFT JOIN reservation r ON r.id = f.reservation_id"
    " WHERE l.company_id = $1 ORDER BY p.created_at, p.id, l.line"};

Company read_company(const Row& row) {
    Company company{.id = row.id<CompanyId>(0),
                    .property = row.id<PropertyId>(1),
                    .name = row.text(2),
                    .address = row.text(3),
                    .tax_number = row.text(4),
                    .email = row.text(5),
                    .active = row.boolean(7),
                    .version = row.integer(8)};
    if (!row.is_null(6)) company.credit_limit_minor = row.integer(6);
    return company;
}

CompanyEntry read_entry(const Row& row) {
    const auto kind = posting_kind_named(row.text_view(2));
    must(kind.has_value());
    CompanyEntry entry{.posting = row.id<PostingId>(0),
                       .business_date = row.date(1),
                       .kind = *kind,
                       .description = row.text(3),
                       .confirmation_code = row.optional_text(5).value_or(""),
                       .amount = row.money(6, 7),
                       .created_at = row.instant(8)};
    if (!row.is_null(4)) entry.folio = row.id<FolioId>(4);
    return entry;
}

}  // namespace

Result<void> insert_company(db::Tx& tx, const Company& c) {
    TRY_VOID(tx.run(insert_sql, c.id, c.property, c.name, c.address, c.tax_number, c.email,
                    c.credit_limit_minor, c.active, tx.now()));
    return {};
}

Result<bool> update_company(db::Tx& tx, const Company& c) {
    TRY(const auto rows, tx.run(update_sql, c.id, c.name, c.address, c.tax_number, c.email,
                                c.credit_limit_minor, c.active, c.version));
    return rows == 1;
}

Result<std::optional<Company>> find_company(db::Tx& tx, const CompanyId& id) {
    return tx.first(find_sql, read_company, id);
}

Result<std::optional<Company>> find_company_named(db::Tx& tx, const PropertyId& property,
                                                  std::string_view name) {
    return tx.first(find_named_sql, read_company, property, name);
}

Result<std::vector<Company>> companies(db::Tx& tx, const PropertyId& property) {
    std::vector<Company> found;
    TRY_VOID(
        tx.each(select_sql, [&](const Row& row) { found.push_back(read_company(row)); }, property));
    return found;
}

Result<void> touch_company(db::Tx& tx, const CompanyId& id) {
    TRY_VOID(tx.run(touch_sql, id));
    return {};
}

Result<std::int64_t> company_balance(db::Tx& tx, const CompanyId& id) {
    TRY(const auto sum, tx.first(balance_sql, [](const Row& row) { return row.integer(0); }, id));
    return sum.value_or(0);
}

Result<std::vector<CompanyEntry>> company_entries(db::Tx& tx, const CompanyId& id) {
    std::vector<CompanyEntry> entries;
    TRY_VOID(tx.each(entries_sql, [&](const Row& row) { entries.push_back(read_entry(row)); }, id));
    return entries;
}

}  // namespace vacancy::hotel::store
