#include "hotel/store/rate_plans.hpp"

#include <algorithm>

namespace vacancy::hotel::store {
namespace {

using db::Row;
using db::Sql;

constexpr Sql insert_sql{
    "hotel.insert_rate_plan", "INSERT", "rate_plan",
    "INSERT INTO rate_plan (id, property_id, code, name, meal_plan, refundable, free_until_days,"
    " free_until_minute, cancel_fee, cancel_fee_bp, no_show_fee, no_show_fee_bp, deposit,"
    " deposit_bp, base_guests, derived_from, derive_bp, derive_minor, derive_per_guest_minor,"
    " active) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17,"
    " $18, $19, $20)"};

constexpr Sql update_sql{
    "hotel.update_rate_plan", "UPDATE", "rate_plan",
    "UPDATE rate_plan SET code = $3, name = $4, meal_plan = $5, refundable = $6,"
    " free_until_days = $7, free_until_minute = $8, cancel_fee = $9, cancel_fee_bp = $10,"
    " no_show_fee = $11, no_show_fee_bp = $12, deposit = $13, deposit_bp = $14, base_guests = $15,"
    " derived_from = $16, derive_bp = $17, derive_minor = $18, derive_per_guest_minor = $19,"
    " active = $20, version = version + 1 WHERE id = $1 AND version = $2"};

constexpr Sql select_sql{
    "hotel.select_rate_plans", "SELECT", "rate_plan",
    "SELECT id, property_id, code, name, meal_plan, refundable, free_until_days, free_until_minute,"
    " cancel_fee, cancel_fee_bp, no_show_fee, no_show_fee_bp, deposit, deposit_bp, base_guests,"
    " derived_from, derive_bp, derive_minor, derive_per_guest_minor, active, version"
    " FROM rate_plan WHERE property_id = $1 ORDER BY code"};

constexpr Sql select_types_sql{"hotel.select_rate_plan_room_types", "SELECT", "rate_plan_room_type",
                               "SELECT t.rate_plan_id, t.room_type_id FROM rate_plan_room_type t"
                               " JOIN rate_plan p ON p.id = t.rate_plan_id"
                               " WHERE p.property_id = $1 ORDER BY t.rate_plan_id, t.room_type_id"};

constexpr Sql insert_type_sql{
    "hotel.insert_rate_plan_room_type", "INSERT", "rate_plan_room_type",
    "INSERT INTO rate_plan_room_type (rate_plan_id, room_type_id) VALUES ($1, $2)"};

constexpr Sql delete_types_sql{"hotel.delete_rate_plan_room_types", "DELETE", "rate_plan_room_type",
                               "DELETE FROM rate_plan_room_type WHERE rate_plan_id = $1"};

template <class Kind, std::size_t N>
std::string word(const std::array<std::string_view, N>& words, Kind kind) {
    return std::string(words.at(static_cast<std::size_t>(kind)));
}

template <class Kind, std::size_t N>
Kind kind_in(const std::array<std::string_view, N>& words, std::string_view stored) {
    const auto found = std::ranges::find(words, stored);
    must(found != words.end());
    return static_cast<Kind>(found - words.begin());
}

std::optional<RatePlanId> parent(const RatePlan& plan) {
    return plan.derived ? std::optional(plan.derived->parent) : std::nullopt;
}

RatePlan read_plan(const Row& row) {
    RatePlan plan{
        .id = row.id<RatePlanId>(0),
        .property = row.id<PropertyId>(1),
        .code = row.text(2),
        .name = row.text(3),
        .meal_plan = kind_in<MealPlan>(meal_plan_words, row.text_view(4)),
        .cancellation = {row.boolean(5),
                         row.small(6),
                         std::chrono::minutes{row.integer(7)},
                         {kind_in<FeeKind>(fee_words, row.text_view(8)), {row.small(9)}}},
        .no_show = {kind_in<FeeKind>(fee_words, row.text_view(10)), {row.small(11)}},
        .deposit = {kind_in<DepositKind>(deposit_words, row.text_view(12)), {row.small(13)}},
        .base_guests = row.small(14),
        .active = row.boolean(19),
        .version = row.integer(20)};
    if (!row.is_null(15))
        plan.derived =
            Derivation{row.id<RatePlanId>(15), {row.small(16)}, row.integer(17), row.integer(18)};
    return plan;
}

Result<void> insert_types(db::Tx& tx, const RatePlan& plan) {
    for (const RoomTypeId& type : plan.room_types) TRY_VOID(tx.run(insert_type_sql, plan.id, type));
    return {};
}

}  // namespace

Result<void> insert_rate_plan(db::Tx& tx, const RatePlan& p) {
    const Derivation derived = p.derived.value_or(Derivation{});
    const CancellationPolicy& c = p.cancellation;
    TRY_VOID(tx.run(
        insert_sql, p.id, p.property, p.code, p.name, word(meal_plan_words, p.meal_plan),
        c.refundable, c.free_until_days, c.free_until_time.count(), word(fee_words, c.fee.kind),
        c.fee.percent.value, word(fee_words, p.no_show.kind), p.no_show.percent.value,
        word(deposit_words, p.deposit.kind), p.deposit.percent.value, p.base_guests, parent(p),
        derived.percent.value, derived.amount_minor, derived.per_guest_minor, p.active));
    return insert_types(tx, p);
}

Result<bool> update_rate_plan(db::Tx& tx, const RatePlan& p, std::int64_t version) {
    const Derivation derived = p.derived.value_or(Derivation{});
    const CancellationPolicy& c = p.cancellation;
    TRY(const auto rows,
        tx.run(update_sql, p.id, version, p.code, p.name, word(meal_plan_words, p.meal_plan),
               c.refundable, c.free_until_days, c.free_until_time.count(),
               word(fee_words, c.fee.kind), c.fee.percent.value, word(fee_words, p.no_show.kind),
               p.no_show.percent.value, word(deposit_words, p.deposit.kind),
               p.deposit.percent.value, p.base_guests, parent(p), derived.percent.value,
               derived.amount_minor, derived.per_guest_minor, p.active));
    if (rows != 1) return false;
    TRY_VOID(tx.run(delete_types_sql, p.id));
    TRY_VOID(insert_types(tx, p));
    return true;
}

Result<std::vector<RatePlan>> rate_plans(db::Tx& tx, const PropertyId& property) {
    std::vector<RatePlan> found;
    TRY_VOID(
        tx.each(select_sql, [&](const Row& row) { found.push_back(read_plan(row)); }, property));
    const auto put = [&](const Row& row) {
        const auto plan = std::ranges::find(found, row.id<RatePlanId>(0), &RatePlan::id);
        if (plan != found.end()) plan->room_types.push_back(row.id<RoomTypeId>(1));
    };
    TRY_VOID(tx.each(select_types_sql, put, property));
    return found;
}

}  // namespace vacancy::hotel::store
