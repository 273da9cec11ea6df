#include "hotel/api.hpp"
#include "hotel/desk/interfaces.hpp"
#include "hotel/store/desk/stays.hpp"
#include "hotel/store/desk/trail.hpp"
#include "hotel/store/interfaces/interfaces.hpp"
#include "hotel/store/reservations.hpp"

#include <algorithm>

namespace vacancy::hotel {
namespace {

Result<Interface> write_interface(db::Tx& tx, Interface wanted) {
    TRY(const auto all, store::interfaces(tx, wanted.property));
    const auto known = std::ranges::find(all, wanted.name, &Interface::name);
    if (known == all.end()) {
        if (wanted.version > 0) return fail(ErrorCode::version_mismatch);
        TRY(const bool made, store::insert_interface(tx, wanted));
        if (!made) return fail(ErrorCode::version_mismatch);
        wanted.version = 1;
        return wanted;
    }
    if (wanted.version == 0) wanted.version = known->version;
    TRY(const bool changed, store::update_interface(tx, wanted));
    if (!changed) return fail(ErrorCode::version_mismatch);
    ++wanted.version;
    return wanted;
}

Deed deed_of(const Actor& actor, std::string_view action, const Step& step) {
    return {.actor = actor.id,
            .role = actor.role,
            .action = std::string(action),
            .subject = {},
            .detail = {},
            .trace_id = step.context().trace_id.text()};
}

Result<void> record_no_post(db::Tx& tx, const NoPostCommand& command, Deed deed) {
    TRY(const auto id, store::reservation_by_code(tx, command.property, command.confirmation_code));
    if (!id) return fail(ErrorCode::reservation_not_found);
    TRY(const auto reservation, store::find_reservation(tx, *id));
    must(reservation.has_value());
    TRY(const Stay stay, store::stay_of(tx, *reservation));
    TRY_VOID(store::set_no_post(tx, *id, command.no_post));
    deed.subject = command.confirmation_code;
    deed.detail = command.no_post ? "no charges by interfaces" : "charges by interfaces";
    TRY_VOID(store::append_trail(tx, command.property, deed));
    if (reservation->status != Status::in_house || !stay.room) return {};
    TRY(const auto room, store::find_room(tx, *stay.room));
    must(room.has_value());
    return tell_interfaces(tx, {.property = command.property,
                                .kind = LetterKind::guest_change,
                                .reservation = *id,
                                .room_number = room->number});
}

}  // namespace

Task<Result<std::vector<Interface>>> interfaces(Step& step, FrontDesk& front,
                                                const PropertyId& property) {
    const auto body = [&](db::Tx& tx) { return store::interfaces(tx, property); };
    co_return co_await front.db.read(step, body);
}

Task<Result<std::vector<Interface>>> all_interfaces(Step& step, FrontDesk& front) {
    const auto body = [&](db::Tx& tx) { return store::all_interfaces(tx); };
    co_return co_await front.db.read(step, body);
}

Task<Result<Interface>> put_interface(Step& step, FrontDesk& front, const PutInterface& command) {
    CO_TRY(const Property property, property_facts(front.desk, command.interface.property));
    Interface wanted = command.interface;
    if (wanted.time_zone.empty()) wanted.time_zone = property.time_zone;
    CO_TRY_VOID(check_interface(wanted));
    Deed deed = deed_of(command.actor, "interface.put", step);
    deed.subject = wanted.name;
    deed.detail = wanted.listen;
    const auto body = [&](db::Tx& tx) -> Result<Interface> {
        TRY(auto written, write_interface(tx, wanted));
        TRY_VOID(store::append_trail(tx, property.id, deed));
        return written;
    };
    auto written = co_await front.db.transact(step, body);
    if (written && front.links != nullptr) front.links->changed();
    co_return written;
}

Task<Result<void>> set_no_post(Step& step, FrontDesk& front, const NoPostCommand& command) {
    const Deed deed = deed_of(command.actor, "stay.no_post", step);
    const auto body = [&](db::Tx& tx) { return record_no_post(tx, command, deed); };
    co_return co_await front.db.transact(step, body);
}

}  // namespace vacancy::hotel
