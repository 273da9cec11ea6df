#include "hotel/desk/interfaces.hpp"
#include "hotel/store/interfaces/interfaces.hpp"
#include "saga/delivery/listeners.hpp"

namespace vacancy::hotel {

Result<void> tell_interfaces(db::Tx& tx, const InterfaceNews& news) {
    TRY_VOID(store::write_letters(tx, news));
    tx.after_commit([] { outbox::announce(interface_channel); });
    return {};
}

Task<Result<std::vector<InterfaceLetter>>> letters_for(Step& step, FrontDesk& front,
                                                       const LettersQuery& query) {
    const store::InterfaceName to{query.property, query.interface};
    const auto body = [&](db::Tx& tx) { return store::letters_for(tx, to, query.limit); };
    co_return co_await front.db.read(step, body);
}

Task<Result<void>> told(Step& step, FrontDesk& front, const ToldLetters& letters) {
    const store::InterfaceName to{letters.property, letters.interface};
    const auto body = [&](db::Tx& tx) -> Result<void> {
        for (const LetterId& id : letters.letters) TRY_VOID(store::forget_letter(tx, to, id));
        return {};
    };
    co_return co_await front.db.transact(step, body);
}

Task<Result<std::vector<InterfaceGuest>>> tell_all_guests(Step& step, FrontDesk& front,
                                                          const LettersQuery& query) {
    const store::InterfaceName to{query.property, query.interface};
    const auto body = [&](db::Tx& tx) -> Result<std::vector<InterfaceGuest>> {
        TRY_VOID(store::forget_guest_letters(tx, to));
        return store::guests_in_house(tx, query.property);
    };
    co_return co_await front.db.transact(step, body);
}

Result<std::int64_t> purge_letters(db::Tx& tx, Instant before, int limit) {
    return store::purge_letters(tx, before, limit);
}

}  // namespace vacancy::hotel
