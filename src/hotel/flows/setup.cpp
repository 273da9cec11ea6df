#include "hotel/setup.hpp"

#include "hotel/desk/interfaces.hpp"
#include "hotel/flows/changing.hpp"
#include "hotel/store/desk/tasks.hpp"
#include "hotel/store/rate_plans.hpp"
#include "hotel/store/setup.hpp"

#include <algorithm>

namespace vacancy::hotel {
namespace {

template <class Thing>
Thing with_id(const Thing& thing, const Desk& desk) {
    Thing made = thing;
    if (made.id == decltype(made.id){}) made.id = decltype(made.id)::make(desk.clock.now());
    return made;
}

template <class Thing>
Thing at_version(Thing thing, std::int64_t version) {
    thing.version = version;
    return thing;
}

/// The element with that id, or the error.
template <class Thing, class AnyId>
Result<Thing> among(const std::vector<Thing>& all, const AnyId& id, ErrorCode absent) {
    const auto found = std::ranges::find(all, id, &Thing::id);
    if (found == all.end()) return fail(absent);
    return *found;
}

/// The version a change is for: 0 stands for whatever it is now.
std::int64_t expected(std::int64_t given, std::int64_t known) { return given == 0 ? known : given; }

Result<RoomType> own_type(db::Tx& tx, const PropertyId& property, const RoomTypeId& id) {
    TRY(const auto all, store::room_types(tx, property));
    return among(all, id, ErrorCode::room_type_not_found);
}

Result<void> check_plan(db::Tx& tx, const RatePlan& plan) {
    for (const RoomTypeId& type : plan.room_types) TRY_VOID(own_type(tx, plan.property, type));
    if (!plan.derived) return {};
    TRY(const auto all, store::rate_plans(tx, plan.property));
    TRY(const auto parent, among(all, plan.derived->parent, ErrorCode::rate_plan_not_found));
    if (parent.derived || parent.id == plan.id)
        return fail(ErrorCode::invalid_request, "the parent plan needs prices of its own");
    return {};
}

Result<Property> write_property(db::Tx& tx, const Property& property) {
    TRY_VOID(store::make_account(tx, property.account, "Account"));
    TRY_VOID(store::insert_property(tx, property));
    return property;
}

Result<Property> rewrite_property(db::Tx& tx, const Property& property) {
    TRY(const auto known, store::find_property(tx, property.id));
    if (!known) return fail(ErrorCode::property_not_found);
    if (known->property.currency != property.currency)
        return fail(ErrorCode::invalid_request, "the currency of a property does not change");
    const auto version = expected(property.version, known->property.version);
    TRY(const bool changed, store::update_property(tx, property, version));
    if (!changed) return fail(ErrorCode::version_mismatch);
    return at_version(property, version + 1);
}

Result<RoomType> rewrite_type(db::Tx& tx, const RoomType& type) {
    TRY(const auto known, own_type(tx, type.property, type.id));
    const auto version = expected(type.version, known.version);
    TRY(const bool changed, store::update_room_type(tx, type, version));
    if (!changed) return fail(ErrorCode::version_mismatch);
    return at_version(type, version + 1);
}

Result<Room> write_room(db::Tx& tx, const Room& room) {
    TRY_VOID(own_type(tx, room.property, room.room_type));
    TRY_VOID(store::insert_room(tx, room));
    return room;
}

Result<Room> rewrite_room(db::Tx& tx, const Room& room) {
    TRY(const auto all, store::rooms(tx, room.property));
    const auto known = std::ranges::find(all, room.number, &Room::number);
    if (known == all.end()) return fail(ErrorCode::not_found);
    TRY_VOID(own_type(tx, room.property, room.room_type));
    Room next = room;
    next.id = known->id;
    next.occupied = known->occupied;
    const auto version = expected(room.version, known->version);
    TRY(const bool changed, store::update_room(tx, next, version));
    if (!changed) return fail(ErrorCode::version_mismatch);
    const bool is_clean =
        next.housekeeping == Housekeeping::clean || next.housekeeping == Housekeeping::inspected;
    if (is_clean) TRY_VOID(store::finish_tasks(tx, next.id));
    if (next.housekeeping != known->housekeeping)
        TRY_VOID(tell_interfaces(tx, {.property = next.property,
                                      .kind = LetterKind::room_status,
                                      .room_number = next.number}));
    return at_version(next, version + 1);
}

Result<RatePlan> write_plan(db::Tx& tx, const RatePlan& plan) {
    TRY_VOID(check_plan(tx, plan));
    TRY_VOID(store::insert_rate_plan(tx, plan));
    return plan;
}

Result<RatePlan> rewrite_plan(db::Tx& tx, const RatePlan& plan) {
    TRY(const auto all, store::rate_plans(tx, plan.property));
    TRY(const auto known, among(all, plan.id, ErrorCode::rate_plan_not_found));
    TRY_VOID(check_plan(tx, plan));
    const auto leans_on_it = [&](const RatePlan& other) {
        return other.derived && other.derived->parent == plan.id;
    };
    if (plan.derived && std::ranges::any_of(all, leans_on_it))
        return fail(ErrorCode::invalid_request, "other plans are derived from it");
    const auto version = expected(plan.version, known.version);
    TRY(const bool changed, store::update_rate_plan(tx, plan, version));
    if (!changed) return fail(ErrorCode::version_mismatch);
    return at_version(plan, version + 1);
}

Result<TaxFee> write_tax(db::Tx& tx, const TaxFee& tax) {
    TRY_VOID(store::insert_tax(tx, tax));
    return tax;
}

Result<TaxFee> own_tax(db::Tx& tx, const TaxFee& tax) {
    TRY(const auto all, store::taxes(tx, tax.property));
    return among(all, tax.id, ErrorCode::not_found);
}

Result<TaxFee> rewrite_tax(db::Tx& tx, const TaxFee& tax) {
    TRY(const auto known, own_tax(tx, tax));
    const auto version = expected(tax.version, known.version);
    TRY(const bool changed, store::update_tax(tx, tax, version));
    if (!changed) return fail(ErrorCode::version_mismatch);
    return at_version(tax, version + 1);
}

Result<TaxFee> drop_tax(db::Tx& tx, const TaxFee& tax) {
    TRY(const auto known, own_tax(tx, tax));
    TRY(const bool changed, store::delete_tax(tx, tax.id, expected(tax.version, known.version)));
    if (!changed) return fail(ErrorCode::version_mismatch);
    return known;
}

}  // namespace

Task<Result<Account>> find_account(Step& step, Desk& desk, const AccountId& id) {
    const auto read = [&](db::Tx& tx) -> Result<Account> {
        TRY(const auto known, store::find_account(tx, id));
        return known.value_or(Account{.id = id});
    };
    co_return co_await read_from(step, desk, read);
}

Task<Result<Account>> name_account(Step& step, Desk& desk, const Account& account) {
    const auto body = [&](db::Tx& tx) -> Result<Account> {
        TRY_VOID(store::name_account(tx, account));
        return account;
    };
    co_return co_await desk.db.transact(step, body);
}

Task<Result<Property>> create_property(Step& step, Desk& desk, const Property& property) {
    const Property made = with_id(property, desk);
    const auto change = [&](db::Tx& tx) { return write_property(tx, made); };
    co_return co_await changed(step, desk, made.id, change);
}

Task<Result<Property>> change_property(Step& step, Desk& desk, const Property& property) {
    const auto change = [&](db::Tx& tx) { return rewrite_property(tx, property); };
    co_return co_await changed(step, desk, property.id, change);
}

Task<Result<RoomType>> create_room_type(Step& step, Desk& desk, const RoomType& type) {
    const RoomType made = with_id(type, desk);
    const auto change = [&](db::Tx& tx) -> Result<RoomType> {
        TRY_VOID(store::insert_room_type(tx, made));
        return made;
    };
    co_return co_await changed(step, desk, made.property, change);
}

Task<Result<RoomType>> change_room_type(Step& step, Desk& desk, const RoomType& type) {
    const auto change = [&](db::Tx& tx) { return rewrite_type(tx, type); };
    co_return co_await changed(step, desk, type.property, change);
}

Task<Result<std::vector<RoomType>>> room_types(Step& step, Desk& desk, const PropertyId& property) {
    const auto read = [&](db::Tx& tx) { return store::room_types(tx, property); };
    co_return co_await read_from(step, desk, read);
}

Task<Result<Room>> create_room(Step& step, Desk& desk, const Room& room) {
    const Room made = with_id(room, desk);
    const auto change = [&](db::Tx& tx) { return write_room(tx, made); };
    co_return co_await changed(step, desk, made.property, change);
}

Task<Result<Room>> change_room(Step& step, Desk& desk, const Room& room) {
    const auto change = [&](db::Tx& tx) { return rewrite_room(tx, room); };
    co_return co_await changed(step, desk, room.property, change);
}

Task<Result<Room>> change_housekeeping(Step& step, Desk& desk, const Room& room) {
    const auto body = [&](db::Tx& tx) { return rewrite_room(tx, room); };
    co_return co_await desk.db.transact(step, body);
}

Task<Result<std::vector<Room>>> rooms(Step& step, Desk& desk, const PropertyId& property) {
    const auto read = [&](db::Tx& tx) { return store::rooms(tx, property); };
    co_return co_await read_from(step, desk, read);
}

Task<Result<RatePlan>> create_rate_plan(Step& step, Desk& desk, const RatePlan& plan) {
    const RatePlan made = with_id(plan, desk);
    const auto change = [&](db::Tx& tx) { return write_plan(tx, made); };
    co_return co_await changed(step, desk, made.property, change);
}

Task<Result<RatePlan>> change_rate_plan(Step& step, Desk& desk, const RatePlan& plan) {
    const auto change = [&](db::Tx& tx) { return rewrite_plan(tx, plan); };
    co_return co_await changed(step, desk, plan.property, change);
}

Task<Result<std::vector<RatePlan>>> rate_plans(Step& step, Desk& desk, const PropertyId& property) {
    const auto read = [&](db::Tx& tx) { return store::rate_plans(tx, property); };
    co_return co_await read_from(step, desk, read);
}

Task<Result<TaxFee>> create_tax(Step& step, Desk& desk, const TaxFee& tax) {
    const TaxFee made = with_id(tax, desk);
    const auto change = [&](db::Tx& tx) { return write_tax(tx, made); };
    co_return co_await changed(step, desk, made.property, change);
}

Task<Result<TaxFee>> change_tax(Step& step, Desk& desk, const TaxFee& tax) {
    const auto change = [&](db::Tx& tx) { return rewrite_tax(tx, tax); };
    co_return co_await changed(step, desk, tax.property, change);
}

Task<Result<TaxFee>> remove_tax(Step& step, Desk& desk, const TaxFee& tax) {
    const auto change = [&](db::Tx& tx) { return drop_tax(tx, tax); };
    co_return co_await changed(step, desk, tax.property, change);
}

Task<Result<std::vector<TaxFee>>> taxes(Step& step, Desk& desk, const PropertyId& property) {
    const auto read = [&](db::Tx& tx) { return store::taxes(tx, property); };
    co_return co_await read_from(step, desk, read);
}

}  // namespace vacancy::hotel
