#include "hotel/desk/room_keys.hpp"

#include "hotel/desk/interfaces.hpp"
#include "hotel/store/interfaces/interfaces.hpp"
#include "saga/delivery/listeners.hpp"

#include <algorithm>

namespace vacancy::hotel {

Task<Result<std::optional<Interface>>> encoder_for(Step& step, db::Database& db,
                                                   const EncoderQuery& query) {
    const auto body = [&](db::Tx& tx) -> Result<std::optional<Interface>> {
        TRY(auto all, store::interfaces(tx, query.property));
        std::erase_if(all, [](const Interface& one) {
            return one.kind != InterfaceKind::keys || !one.enabled;
        });
        if (all.empty()) return std::nullopt;
        const auto there = std::ranges::find(all, query.workstation, &Interface::workstation);
        return there == all.end() ? all.front() : *there;
    };
    co_return co_await db.read(step, body);
}

Task<Result<std::optional<Interface>>> encoder_named(Step& step, db::Database& db,
                                                     const RoomKey& key) {
    const auto body = [&](db::Tx& tx) -> Result<std::optional<Interface>> {
        TRY(const auto all, store::interfaces(tx, key.property));
        const auto known = std::ranges::find(all, key.interface, &Interface::name);
        if (known == all.end() || !known->enabled) return std::nullopt;
        return *known;
    };
    co_return co_await db.read(step, body);
}

Task<Result<std::optional<RoomKey>>> take_room_key(Step& step, db::Database& db,
                                                   const RoomKey& key) {
    const auto body = [&](db::Tx& tx) -> Result<std::optional<RoomKey>> {
        TRY(auto before, store::find_room_key(tx, key.property, key.room_number));
        TRY_VOID(store::save_room_key(tx, key));
        return before;
    };
    co_return co_await db.transact(step, body);
}

Task<Result<void>> write_room_key(Step& step, db::Database& db, const RoomKey& key) {
    const auto body = [&](db::Tx& tx) { return store::save_room_key(tx, key); };
    co_return co_await db.transact(step, body);
}

Task<Result<std::optional<RoomKey>>> room_key_of(Step& step, db::Database& db, const RoomKey& key) {
    const auto body = [&](db::Tx& tx) -> Result<std::optional<RoomKey>> {
        TRY(auto known, store::find_room_key(tx, key.property, key.room_number));
        if (known && known->reservation != key.reservation) return std::nullopt;
        return known;
    };
    co_return co_await db.read(step, body);
}

Task<Result<void>> forget_room_key(Step& step, db::Database& db, const RoomKey& key) {
    const auto body = [&](db::Tx& tx) { return store::forget_room_key(tx, key); };
    co_return co_await db.transact(step, body);
}

Task<Result<void>> erase_room_key_later(Step& step, db::Database& db, const RoomKey& key) {
    const auto body = [&](db::Tx& tx) -> Result<void> {
        TRY(auto known, store::find_room_key(tx, key.property, key.room_number));
        if (!known || known->reservation != key.reservation) return {};
        known->state = KeyState::to_erase;
        TRY_VOID(store::save_room_key(tx, *known));
        tx.after_commit([] { outbox::announce(interface_channel); });
        return {};
    };
    co_return co_await db.transact(step, body);
}

Task<Result<std::vector<RoomKey>>> room_keys_to_erase(Step& step, db::Database& db,
                                                      const RoomKey& of) {
    const store::InterfaceName name{of.property, of.interface};
    const auto body = [&](db::Tx& tx) { return store::keys_to_erase(tx, name); };
    co_return co_await db.read(step, body);
}

}  // namespace vacancy::hotel
