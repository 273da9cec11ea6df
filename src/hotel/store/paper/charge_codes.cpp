#include "hotel/store/paper/charge_codes.hpp"

#include <algorithm>

namespace vacancy::hotel::store {
namespace {

using db::Row;
using db::Sql;

constexpr Sql select_sql{"hotel.select_charge_codes", "SELECT", "charge_code",
                         "SELECT property_id, code, name, price_minor, active, version"
                         " FROM charge_code WHERE property_id = $1 ORDER BY code"};

constexpr Sql find_sql{"hotel.find_charge_code", "SELECT", "charge_code",
                       "SELECT property_id, code, name, price_minor, active, version"
                       " FROM charge_code WHERE property_id = $1 AND code = $2"};

constexpr Sql select_taxes_sql{
    "hotel.select_charge_code_taxes", "SELECT", "charge_code_tax",
    "SELECT code, name, percent_bp, included FROM charge_code_tax WHERE property_id = $1"
    " ORDER BY code, line"};

constexpr Sql find_taxes_sql{"hotel.find_charge_code_taxes", "SELECT", "charge_code_tax",
                             "SELECT code, name, percent_bp, included FROM charge_code_tax"
                             " WHERE property_id = $1 AND code = $2 ORDER BY line"};

constexpr Sql put_sql{
    "hotel.put_charge_code", "INSERT", "charge_code",
    "INSERT INTO charge_code (property_id, code, name, price_minor, active)"
    " VALUES ($1, $2, $3, $4, $5) ON CONFLICT (property_id, code) DO UPDATE SET"
    " name = excluded.name, price_minor = excluded.price_minor, active = excluded.active,"
    " version = charge_code.version + 1 WHERE $6 = 0 OR charge_code.version = $6"};

constexpr Sql forget_taxes_sql{"hotel.delete_charge_code_taxes", "DELETE", "charge_code_tax",
                               "DELETE FROM charge_code_tax WHERE property_id = $1 AND code = $2"};

constexpr Sql insert_tax_sql{
    "hotel.insert_charge_code_tax", "INSERT", "charge_code_tax",
    "INSERT INTO charge_code_tax (property_id, code, line, name, percent_bp, included)"
    " VALUES ($1, $2, $3, $4, $5, $6)"};

ChargeCode read_code(const Row& row) {
    ChargeCode code{.property = row.id<PropertyId>(0),
                    .code = row.text(1),
                    .name = row.text(2),
                    .active = row.boolean(4),
                    .version = row.integer(5)};
    if (!row.is_null(3)) code.price_minor = row.integer(3);
    return code;
}

CodeTax read_tax(const Row& row) {
    return {.name = row.text(1), .percent = BasisPoints{row.small(2)}, .included = row.boolean(3)};
}

}  // namespace

Result<std::vector<ChargeCode>> charge_codes(db::Tx& tx, const PropertyId& property) {
    std::vector<ChargeCode> codes;
    TRY_VOID(
        tx.each(select_sql, [&](const Row& row) { codes.push_back(read_code(row)); }, property));
    TRY_VOID(tx.each(
        select_taxes_sql,
        [&](const Row& row) {
            const auto of = std::ranges::find(codes, row.text(0), &ChargeCode::code);
            if (of != codes.end()) of->taxes.push_back(read_tax(row));
        },
        property));
    return codes;
}

Result<std::optional<ChargeCode>> find_charge_code(db::Tx& tx, const PropertyId& property,
                                                   std::string_view code) {
    TRY(auto found, tx.first(find_sql, read_code, property, code));
    if (!found) return std::nullopt;
    TRY_VOID(tx.each(
        find_taxes_sql, [&](const Row& row) { found->taxes.push_back(read_tax(row)); }, property,
        code));
    return found;
}

Result<bool> put_charge_code(db::Tx& tx, const ChargeCode& code) {
    TRY(const auto rows, tx.run(put_sql, code.property, code.code, code.name, code.price_minor,
                                code.active, code.version));
    if (rows == 0) return false;
    TRY_VOID(tx.run(forget_taxes_sql, code.property, code.code));
    int line = 0;
    for (const CodeTax& tax : code.taxes)
        TRY_VOID(tx.run(insert_tax_sql, code.property, code.code, ++line, tax.name,
                        tax.percent.value, tax.included));
    return true;
}

}  // namespace vacancy::hotel::store
