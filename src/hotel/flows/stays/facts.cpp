#include "hotel/desk/rack/stays.hpp"
#include "hotel/flows/rack/assigning.hpp"
#include "hotel/store/rack/rack.hpp"

namespace vacancy::hotel {
namespace {

Result<Stay> record_facts(db::Tx& tx, const FactsChange& change, const Entry& entry) {
    TRY(const Reservation r, reservation_in(tx, change.stay));
    TRY(Stay stay, store::stay_of(tx, r));
    if (change.expected_version != 0 && change.expected_version != stay.version)
        return fail(ErrorCode::version_mismatch);
    stay.vip_level = change.vip_level.value_or(stay.vip_level);
    stay.notes = change.notes.value_or(stay.notes);
    stay.preferences = change.preferences.value_or(stay.preferences);
    stay.company = change.company.value_or(stay.company);
    stay.outside_reference = change.outside_reference.value_or(stay.outside_reference);
    TRY(const bool saved, store::save_facts(tx, stay));
    if (!saved) return fail(ErrorCode::version_mismatch);
    ++stay.version;
    TRY_VOID(tell_trail(tx, entry, {"stay.facts", r.confirmation_code}));
    return stay;
}

Result<DeskRules> record_rules(db::Tx& tx, const RulesChange& change, const Entry& entry) {
    TRY(const DeskRules known, store::desk_rules(tx, change.property));
    if (change.expected_version && *change.expected_version != known.version)
        return fail(ErrorCode::version_mismatch);
    DeskRules rules = change.rules;
    rules.version = known.version;
    TRY(const bool saved, store::save_desk_rules(tx, change.property, rules));
    if (!saved) return fail(ErrorCode::version_mismatch);
    ++rules.version;
    TRY_VOID(tell_trail(tx, entry, {"desk.rules", change.property.text()}));
    return rules;
}

struct Recut {
    const NewKeys& command;
    GuestInHouse guest;
    KeysMade made{};
};

Result<void> record_keys(db::Tx& tx, const Recut& recut, const Entry& entry) {
    Stay stay = recut.guest.stay;
    stay.keys_made = recut.made.count;
    stay.key_system = recut.made.system;
    TRY_VOID(store::save_keys(tx, stay));
    return tell_trail(
        tx, entry,
        {"keys.make", recut.guest.reservation.confirmation_code, std::to_string(recut.made.count)});
}

Task<Result<KeysMade>> encode_again(Step& step, FrontDesk& front, Recut& recut) {
    const NewKeys& command = recut.command;
    CO_TRY(const Property property, property_facts(front.desk, command.stay.property));
    KeyRequest request = keys_in(front, recut.guest.reservation, recut.guest.room);
    request.count = command.count.value_or(std::max(recut.guest.stay.keys_made, 1));
    request.workstation = command.workstation;
    auto made = co_await front.keys.encode(step, request);
    step.set(attr::pms_keys_encoded, made ? made->count : 0);
    step.set(attr::pms_key_system, made ? std::string_view(made->system) : std::string_view{});
    if (!made) co_return std::unexpected(encoder_error(std::move(made).error()));
    recut.made = *made;
    const Entry entry = entry_of(step, property, command.actor);
    const auto body = [&](db::Tx& tx) { return record_keys(tx, recut, entry); };
    CO_TRY_VOID(co_await front.db.transact(step, body));
    co_return recut.made;
}

}  // namespace

Task<Result<Stay>> stay_facts(Step& step, FrontDesk& front, const StayName& query) {
    const auto body = [&](db::Tx& tx) -> Result<Stay> {
        TRY(const Reservation r, reservation_in(tx, query));
        TRY(auto stay, store::find_stay(tx, r.id));
        return stay.value_or(Stay{.reservation = r.id, .property = r.property});
    };
    co_return co_await front.db.read(step, body);
}

Task<Result<Stay>> change_facts(Step& step, FrontDesk& front, const FactsChange& change) {
    CO_TRY(const Property property, property_facts(front.desk, change.stay.property));
    const Entry entry = entry_of(step, property, change.actor);
    const auto body = [&](db::Tx& tx) { return record_facts(tx, change, entry); };
    co_return co_await front.db.transact(step, body);
}

Task<Result<DeskRules>> desk_rules(Step& step, FrontDesk& front, const PropertyId& property) {
    const auto body = [&](db::Tx& tx) { return store::desk_rules(tx, property); };
    co_return co_await front.db.read(step, body);
}

Task<Result<DeskRules>> set_desk_rules(Step& step, FrontDesk& front, const RulesChange& change) {
    CO_TRY(const Property property, property_facts(front.desk, change.property));
    const Entry entry = entry_of(step, property, change.actor);
    const auto body = [&](db::Tx& tx) { return record_rules(tx, change, entry); };
    co_return co_await front.db.transact(step, body);
}

Task<Result<KeysMade>> make_new_keys(Step& step, FrontDesk& front, const NewKeys& command) {
    const auto body = [&](db::Tx& tx) { return guest_in_house(tx, command.stay); };
    CO_TRY(GuestInHouse guest, co_await front.db.read(step, body));
    Recut recut{command, std::move(guest)};
    co_return co_await step.run(span::pms_reencode_keys, encode_again, front, recut);
}

}  // namespace vacancy::hotel
