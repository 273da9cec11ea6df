#include "hotel/model/cancellation.hpp"
#include "hotel/routes/wire.hpp"

#include <fmt/format.h>

namespace vacancy::hotel {
namespace {

constexpr web::Limits whole_percent{0, 10'000};  // basis points
constexpr web::Limits any_amount{0, 1'000'000'000};
constexpr std::array<std::string_view, 2> tax_or_fee{"tax", "fee"};

std::string under(std::string_view pointer, std::string_view field) {
    return fmt::format("{}/{}", pointer, field);
}

Fee read_fee(web::Body& body, std::string_view pointer, const Fee& absent) {
    if (!body.has(pointer)) return absent;
    Fee fee{.kind = static_cast<FeeKind>(body.one_of(under(pointer, "kind"), fee_words))};
    if (fee.kind == FeeKind::percent)
        fee.percent = {static_cast<int>(body.integer(under(pointer, "percent_bp"), whole_percent))};
    return fee;
}

void show_fee(web::Json& json, std::string_view name, const Fee& fee) {
    json.open(name).field("kind", fee_words.at(static_cast<std::size_t>(fee.kind)));
    if (fee.kind == FeeKind::percent) json.field("percent_bp", fee.percent.value);
    json.close();
}

CancellationPolicy read_cancellation(web::Body& body) {
    CancellationPolicy policy;
    if (!body.has("/cancellation")) return policy;
    policy.refundable = body.boolean("/cancellation/refundable", true);
    policy.free_until_days = static_cast<int>(
        body.optional_integer("/cancellation/free_until_days", {0, 365}).value_or(1));
    policy.free_until_time =
        read_wall_time(body, "/cancellation/free_until_time", policy.free_until_time);
    policy.fee = read_fee(body, "/cancellation/fee", policy.fee);
    return policy;
}

DepositRule read_deposit(web::Body& body) {
    DepositRule deposit;
    if (!body.has("/deposit")) return deposit;
    deposit.kind = static_cast<DepositKind>(body.one_of("/deposit/kind", deposit_words));
    if (deposit.kind == DepositKind::percent)
        deposit.percent = {static_cast<int>(body.integer("/deposit/percent_bp", whole_percent))};
    return deposit;
}

std::optional<Derivation> read_derivation(web::Body& body) {
    if (!body.has("/derived")) return std::nullopt;
    constexpr web::Limits signed_amount{-1'000'000'000, 1'000'000'000};
    const auto number = [&](std::string_view pointer, web::Limits limits) {
        return body.optional_integer(pointer, limits).value_or(0);
    };
    return Derivation{
        .parent = body.id<RatePlanId>("/derived/rate_plan_id"),
        .percent = {static_cast<int>(number("/derived/percent_bp", {-10'000, 100'000}))},
        .amount_minor = number("/derived/amount_minor", signed_amount),
        .per_guest_minor = number("/derived/per_guest_minor", signed_amount)};
}

}  // namespace

RatePlan read_rate_plan(web::Body& body, const Property& property) {
    RatePlan plan{
        .property = property.id, .code = body.text("/code", 20), .name = body.text("/name", 100)};
    if (body.has("/meal_plan"))
        plan.meal_plan = static_cast<MealPlan>(body.one_of("/meal_plan", meal_plan_words));
    plan.cancellation = read_cancellation(body);
    plan.no_show = read_fee(body, "/no_show", plan.no_show);
    plan.deposit = read_deposit(body);
    plan.base_guests = static_cast<int>(body.optional_integer("/base_guests", {1, 20}).value_or(2));
    plan.derived = read_derivation(body);
    plan.active = body.boolean("/active", true);
    const std::size_t types = body.items("/room_type_ids", 100);
    for (std::size_t i = 0; i < types && i < 100; ++i)
        plan.room_types.push_back(body.id<RoomTypeId>(fmt::format("/room_type_ids/{}", i)));
    return plan;
}

void show_rate_plan(web::Json& json, const RatePlan& plan) {
    const CancellationPolicy& c = plan.cancellation;
    json.field("rate_plan_id", plan.id)
        .field("code", plan.code)
        .field("name", plan.name)
        .field("meal_plan", meal_plan_words.at(static_cast<std::size_t>(plan.meal_plan)))
        .field("active", plan.active)
        .field("base_guests", plan.base_guests)
        .open("cancellation")
        .field("refundable", c.refundable)
        .field("free_until_days", c.free_until_days)
        .field("free_until_time", wall_time(c.free_until_time));
    show_fee(json, "fee", c.fee);
    json.close();
    show_fee(json, "no_show", plan.no_show);
    json.open("deposit").field("kind",
                               deposit_words.at(static_cast<std::size_t>(plan.deposit.kind)));
    if (plan.deposit.kind == DepositKind::percent)
        json.field("percent_bp", plan.deposit.percent.value);
    json.close();
    if (plan.derived)
        json.open("derived")
            .field("rate_plan_id", plan.derived->parent)
            .field("percent_bp", plan.derived->percent.value)
            .field("amount_minor", plan.derived->amount_minor)
            .field("per_guest_minor", plan.derived->per_guest_minor)
            .close();
    json.open_array("room_type_ids");
    for (const RoomTypeId& type : plan.room_types) json.item(type.text());
    json.close_array().field("version", plan.version);
}

TaxFee read_tax(web::Body& body, const Property& property) {
    TaxFee tax{.property = property.id, .name = body.text("/name", 100)};
    if (body.has("/kind")) tax.is_fee = body.one_of("/kind", tax_or_fee) == 1;
    tax.inclusive = body.boolean("/inclusive", true);
    tax.basis = static_cast<TaxBasis>(body.one_of("/basis", tax_basis_words));
    if (tax.basis == TaxBasis::percent)
        tax.percent = {static_cast<int>(body.integer("/percent_bp", {0, 100'000}))};
    else
        tax.amount_minor = body.integer("/amount_minor", any_amount);
    tax.adults_only = body.boolean("/adults_only", false);
    tax.valid_from = body.date("/valid_from");
    tax.valid_to = body.optional_date("/valid_to");
    return tax;
}

void show_tax(web::Json& json, const TaxFee& tax) {
    json.field("tax_id", tax.id)
        .field("name", tax.name)
        .field("kind", tax_or_fee.at(tax.is_fee ? 1 : 0))
        .field("inclusive", tax.inclusive)
        .field("basis", tax_basis_words.at(static_cast<std::size_t>(tax.basis)));
    if (tax.basis == TaxBasis::percent)
        json.field("percent_bp", tax.percent.value);
    else
        json.field("amount_minor", tax.amount_minor);
    json.field("adults_only", tax.adults_only)
        .field("valid_from", tax.valid_from)
        .field("valid_to", tax.valid_to)
        .field("version", tax.version);
}

}  // namespace vacancy::hotel
