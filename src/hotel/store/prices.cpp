#include "hotel/store/prices.hpp"

#include <algorithm>

namespace vacancy::hotel::store {
namespace {

using db::Row;
using db::Sql;

constexpr Sql set_rates_sql{
    "hotel.set_rates", "INSERT", "daily_rate",
    "INSERT INTO daily_rate (property_id, night, rate_plan_id, room_type_id, amount_minor,"
    " single_discount_minor, extra_adult_minor, extra_child_minor)"
    " SELECT $1, night, $2, $3, CAST($7 AS BIGINT), CAST($8 AS BIGINT), CAST($9 AS BIGINT),"
    " CAST($10 AS BIGINT) FROM calendar_day"
    " WHERE night >= $4 AND night < $5 AND (weekday_bit & $6) <> 0"
    " ON CONFLICT (property_id, night, rate_plan_id, room_type_id) DO UPDATE SET"
    " amount_minor = excluded.amount_minor,"
    " single_discount_minor = excluded.single_discount_minor,"
    " extra_adult_minor = excluded.extra_adult_minor,"
    " extra_child_minor = excluded.extra_child_minor"};

constexpr Sql drop_rates_sql{
    "hotel.drop_rates", "DELETE", "daily_rate",
    "DELETE FROM daily_rate WHERE property_id = $1 AND night >= $4 AND night < $5"
    " AND rate_plan_id = $2 AND room_type_id = $3 AND night IN (SELECT d.night FROM calendar_day d"
    " WHERE d.night >= $4 AND d.night < $5 AND (d.weekday_bit & $6) <> 0)"};

constexpr Sql set_rules_sql{
    "hotel.set_restrictions", "INSERT", "restriction_night",
    "INSERT INTO restriction_night (property_id, night, rate_plan_id, room_type_id, closed,"
    " closed_to_arrival, closed_to_departure, min_stay, max_stay, min_lead_days, max_lead_days)"
    " SELECT $1, night, $2, $3, CAST($7 AS INTEGER), CAST($8 AS INTEGER), CAST($9 AS INTEGER),"
    " CAST($10 AS INTEGER), CAST($11 AS INTEGER), CAST($12 AS INTEGER), CAST($13 AS INTEGER)"
    " FROM calendar_day WHERE night >= $4 AND night < $5 AND (weekday_bit & $6) <> 0"
    " ON CONFLICT (property_id, night, rate_plan_id, room_type_id) DO UPDATE SET"
    " closed = excluded.closed, closed_to_arrival = excluded.closed_to_arrival,"
    " closed_to_departure = excluded.closed_to_departure, min_stay = excluded.min_stay,"
    " max_stay = excluded.max_stay, min_lead_days = excluded.min_lead_days,"
    " max_lead_days = excluded.max_lead_days"};

constexpr Sql drop_rules_sql{
    "hotel.drop_restrictions", "DELETE", "restriction_night",
    "DELETE FROM restriction_night WHERE property_id = $1 AND night >= $4 AND night < $5"
    " AND rate_plan_id = $2 AND room_type_id = $3 AND night IN (SELECT d.night FROM calendar_day d"
    " WHERE d.night >= $4 AND d.night < $5 AND (d.weekday_bit & $6) <> 0)"};

constexpr Sql select_rates{
    "hotel.select_rates", "SELECT", "daily_rate",
    "SELECT night, rate_plan_id, room_type_id, amount_minor, single_discount_minor,"
    " extra_adult_minor, extra_child_minor FROM daily_rate"
    " WHERE property_id = $1 AND night >= $2 AND night < $3"
    " ORDER BY night, rate_plan_id, room_type_id"};

constexpr Sql select_rules{
    "hotel.select_restrictions", "SELECT", "restriction_night",
    "SELECT night, rate_plan_id, room_type_id, closed, closed_to_arrival, closed_to_departure,"
    " min_stay, max_stay, min_lead_days, max_lead_days FROM restriction_night"
    " WHERE property_id = $1 AND night >= $2 AND night < $3"
    " ORDER BY night, rate_plan_id, room_type_id"};

constexpr Sql insert_tax_sql{
    "hotel.insert_tax", "INSERT", "tax_fee",
    "INSERT INTO tax_fee (id, property_id, name, is_fee, inclusive, basis, percent_bp,"
    " amount_minor, adults_only, valid_from, valid_to)"
    " VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)"};

constexpr Sql update_tax_sql{
    "hotel.update_tax", "UPDATE", "tax_fee",
    "UPDATE tax_fee SET name = $3, is_fee = $4, inclusive = $5, basis = $6, percent_bp = $7,"
    " amount_minor = $8, adults_only = $9, valid_from = $10, valid_to = $11, version = version + 1"
    " WHERE id = $1 AND version = $2"};

constexpr Sql delete_tax_sql{"hotel.delete_tax", "DELETE", "tax_fee",
                             "DELETE FROM tax_fee WHERE id = $1 AND version = $2"};

constexpr Sql select_taxes{
    "hotel.select_taxes", "SELECT", "tax_fee",
    "SELECT id, property_id, name, is_fee, inclusive, basis, percent_bp, amount_minor,"
    " adults_only, valid_from, valid_to, version FROM tax_fee WHERE property_id = $1 ORDER BY id"};

constexpr Sql touch_sql{
    "hotel.touch_rates", "UPDATE", "property",
    "UPDATE property SET rates_version = rates_version + 1 WHERE id = $1 RETURNING rates_version"};

std::string basis_word(const TaxFee& tax) {
    return std::string(tax_basis_words.at(static_cast<std::size_t>(tax.basis)));
}

TaxFee read_tax(const Row& row) {
    const auto basis = std::ranges::find(tax_basis_words, row.text_view(5));
    must(basis != tax_basis_words.end());
    return {.id = row.id<TaxFeeId>(0),
            .property = row.id<PropertyId>(1),
            .name = row.text(2),
            .is_fee = row.boolean(3),
            .inclusive = row.boolean(4),
            .basis = static_cast<TaxBasis>(basis - tax_basis_words.begin()),
            .percent = {row.small(6)},
            .amount_minor = row.integer(7),
            .adults_only = row.boolean(8),
            .valid_from = row.date(9),
            .valid_to = row.is_null(10) ? std::nullopt : std::optional(row.date(10)),
            .version = row.integer(11)};
}

RuleRow read_rule(const Row& row) {
    RuleRow rule{.night = row.date(0), .room_type = row.id<RoomTypeId>(2)};
    if (!row.text_view(1).empty()) rule.rate_plan = row.id<RatePlanId>(1);
    rule.rule = {.closed = row.boolean(3),
                 .closed_to_arrival = row.boolean(4),
                 .closed_to_departure = row.boolean(5),
                 .min_stay = static_cast<std::uint16_t>(row.small(6)),
                 .max_stay = static_cast<std::uint16_t>(row.small(7)),
                 .min_lead_days = static_cast<std::uint16_t>(row.small(8)),
                 .max_lead_days = static_cast<std::uint16_t>(row.small(9))};
    return rule;
}

}  // namespace

Result<std::int64_t> set_rates(db::Tx& tx, const RateChange& c) {
    if (c.rate.amount < 0)
        return tx.run(drop_rates_sql, c.property, c.rate_plan, c.room_type, c.nights.from,
                      c.nights.until, c.nights.weekdays);
    return tx.run(set_rates_sql, c.property, c.rate_plan, c.room_type, c.nights.from,
                  c.nights.until, c.nights.weekdays, c.rate.amount, c.rate.single_discount,
                  c.rate.extra_adult, c.rate.extra_child);
}

Result<std::int64_t> set_rules(db::Tx& tx, const RuleChange& c) {
    const std::string plan = c.rate_plan ? c.rate_plan->text() : std::string();
    if (c.rule == DayRule{})
        return tx.run(drop_rules_sql, c.property, plan, c.room_type, c.nights.from, c.nights.until,
                      c.nights.weekdays);
    return tx.run(set_rules_sql, c.property, plan, c.room_type, c.nights.from, c.nights.until,
                  c.nights.weekdays, c.rule.closed, c.rule.closed_to_arrival,
                  c.rule.closed_to_departure, c.rule.min_stay, c.rule.max_stay,
                  c.rule.min_lead_days, c.rule.max_lead_days);
}

Result<std::vector<RateRow>> rates(db::Tx& tx, const PropertyId& property,
                                   const StayDates& nights) {
    std::vector<RateRow> found;
    const auto collect = [&](const Row& row) {
        found.push_back({row.date(0),
                         row.id<RatePlanId>(1),
                         row.id<RoomTypeId>(2),
                         {row.integer(3), row.integer(4), row.integer(5), row.integer(6)}});
    };
    TRY_VOID(tx.each(select_rates, collect, property, nights.arrival, nights.departure));
    return found;
}

Result<std::vector<RuleRow>> rules(db::Tx& tx, const PropertyId& property,
                                   const StayDates& nights) {
    std::vector<RuleRow> found;
    TRY_VOID(tx.each(
        select_rules, [&](const Row& row) { found.push_back(read_rule(row)); }, property,
        nights.arrival, nights.departure));
    return found;
}

Result<void> insert_tax(db::Tx& tx, const TaxFee& tax) {
    TRY_VOID(tx.run(insert_tax_sql, tax.id, tax.property, tax.name, tax.is_fee, tax.inclusive,
                    basis_word(tax), tax.percent.value, tax.amount_minor, tax.adults_only,
                    tax.valid_from, tax.valid_to));
    return {};
}

Result<bool> update_tax(db::Tx& tx, const TaxFee& tax, std::int64_t version) {
    TRY(const auto rows, tx.run(update_tax_sql, tax.id, version, tax.name, tax.is_fee,
                                tax.inclusive, basis_word(tax), tax.percent.value, tax.amount_minor,
                                tax.adults_only, tax.valid_from, tax.valid_to));
    return rows == 1;
}

Result<bool> delete_tax(db::Tx& tx, const TaxFeeId& tax, std::int64_t version) {
    TRY(const auto rows, tx.run(delete_tax_sql, tax, version));
    return rows == 1;
}

Result<std::vector<TaxFee>> taxes(db::Tx& tx, const PropertyId& property) {
    std::vector<TaxFee> found;
    TRY_VOID(
        tx.each(select_taxes, [&](const Row& row) { found.push_back(read_tax(row)); }, property));
    return found;
}

Result<std::int64_t> touch_rates(db::Tx& tx, const PropertyId& property) {
    const auto version = [](const Row& row) { return row.integer(0); };
    TRY(const auto touched, tx.first(touch_sql, version, property));
    if (!touched) return fail(ErrorCode::property_not_found);
    return *touched;
}

}  // namespace vacancy::hotel::store
