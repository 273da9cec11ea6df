#include "hotel/store/prices.hpp"

#include "db/later.hpp"
#include "hotel/store/month_prices.hpp"

#include <algorithm>
#include <map>
#include <tuple>

namespace vacancy::hotel::store {
namespace {

using db::Row;
using db::Sql;

constexpr Sql write_month_sql{
    "hotel.write_price_month", "INSERT", "price_month",
    "INSERT INTO price_month (property_id, month, rate_plan_id, room_type_id, prices)"
    " VALUES ($1, $2, $3, $4, $5)"
    " ON CONFLICT (property_id, month, rate_plan_id, room_type_id)"
    " DO UPDATE SET prices = excluded.prices"};

constexpr Sql drop_month_sql{"hotel.drop_price_month", "DELETE", "price_month",
                             "DELETE FROM price_month WHERE property_id = $1 AND month = $2"
                             " AND rate_plan_id = $3 AND room_type_id = $4"};

constexpr Sql select_month{"hotel.select_price_month", "SELECT", "price_month",
                           "SELECT prices FROM price_month WHERE property_id = $1 AND month = $2"
                           " AND rate_plan_id = $3 AND room_type_id = $4"};

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

constexpr Sql select_months{"hotel.select_price_months", "SELECT", "price_month",
                            "SELECT month, rate_plan_id, room_type_id, prices FROM price_month"
                            " WHERE property_id = $1 AND month >= $2 AND month <= $3"
                            " ORDER BY month, rate_plan_id, room_type_id"};

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

/// One row of price_month.
struct MonthKey {
    PropertyId property;
    RatePlanId plan;
    RoomTypeId type;
    std::string month;

    friend auto operator<=>(const MonthKey&, const MonthKey&) = default;
};

Result<MonthPrices> read_month(db::Tx& tx, const MonthKey& key) {
    const auto read = [](const Row& row) { return row.text(0); };
    TRY(const auto text, tx.first(select_month, read, key.property, key.month, key.plan, key.type));
    if (!text) return MonthPrices{};
    return MonthPrices::parse(*text);
}

/// Nobody else writes these rows now: `touch_rates` has the property.
Result<void> write_month(db::Tx& tx, const MonthKey& key, const MonthPrices& month) {
    if (month.empty())
        return db::later(tx, {}, drop_month_sql, key.property, key.month, key.plan, key.type);
    return db::later(tx, {}, write_month_sql, key.property, key.month, key.plan, key.type,
                     month.text());
}

LocalDate next_month(LocalDate night) {
    const auto next = night.ymd().year() / night.ymd().month() + date::months{1};
    return LocalDate::of(static_cast<int>(next.year()), static_cast<unsigned>(next.month()), 1);
}

/// Changes the nights of one month; answers how many had to be. A price that is taken away counts
/// only where there was one.
std::int64_t change_month(MonthPrices& month, const RateChange& change, const StayDates& part) {
    std::int64_t changed = 0;
    for (LocalDate night = part.arrival; night < part.departure; ++night) {
        if ((change.nights.weekdays >> (night.iso_weekday() - 1) & 1) == 0) continue;
        DayRate& cell = month.days.at(day_of(night));
        if (change.rate.amount < 0 && cell.amount < 0) continue;
        cell = change.rate;
        ++changed;
    }
    return changed;
}

/// Reads a month only when some of what it has is to stay, or is to be counted.
Result<std::int64_t> change_months(db::Tx& tx, const RateChange& change,
                                   std::map<MonthKey, MonthPrices>& months) {
    constexpr int every_day = 127;
    std::int64_t nights = 0;
    for (LocalDate from = change.nights.from; from < change.nights.until; from = next_month(from)) {
        const LocalDate until = std::min(next_month(from), change.nights.until);
        const MonthKey key{change.property, change.rate_plan, change.room_type, month_of(from)};
        auto at = months.find(key);
        if (at == months.end()) {
            const bool whole = change.nights.weekdays == every_day && day_of(from) == 0 &&
                               until == next_month(from) && change.rate.amount >= 0;
            MonthPrices month;
            if (!whole) {
                TRY(month, read_month(tx, key));
            }
            at = months.emplace(key, month).first;
        }
        nights += change_month(at->second, change, {from, until});
    }
    return nights;
}

}  // namespace

Result<std::int64_t> set_rates(db::Tx& tx, const std::vector<RateChange>& changes) {
    std::map<MonthKey, MonthPrices> months;
    std::int64_t nights = 0;
    for (const RateChange& change : changes) {
        TRY(const auto changed, change_months(tx, change, months));
        nights += changed;
    }
    for (const auto& [key, month] : months) TRY_VOID(write_month(tx, key, month));
    return nights;
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
    if (nights.nights() < 1) return found;
    bool readable = true;
    const auto collect = [&](const Row& row) {
        const auto month = MonthPrices::parse(row.text_view(3));
        const auto first = LocalDate::parse(row.text(0) + "-01");
        readable = readable && month && first;
        if (!readable) return;
        const auto plan = row.id<RatePlanId>(1);
        const auto type = row.id<RoomTypeId>(2);
        for (std::size_t day = 0; day < month->days.size(); ++day) {
            const LocalDate night = *first + static_cast<int>(day);
            const bool is_of_month = day_of(night) == day;
            if (month->days[day].amount >= 0 && nights.covers(night) && is_of_month)
                found.push_back({night, plan, type, month->days[day]});
        }
    };
    TRY_VOID(tx.each(select_months, collect, property, month_of(nights.arrival),
                     month_of(nights.departure - 1)));
    if (!readable) return fail(ErrorCode::internal, "the prices of a month cannot be read");
    const auto order = [](const RateRow& rate) {
        return std::tie(rate.night, rate.rate_plan, rate.room_type);
    };
    std::ranges::sort(found, {}, order);
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
