#pragma once
// The one way in which set-up changes what is on sale: change and new version of the prices in one
// transaction, then memory reads the property again before the change is answered.

#include "hotel/flows/memory.hpp"
#include "hotel/store/prices.hpp"

namespace vacancy::hotel {

/// `change`: Result<T>(db::Tx&).
template <class Change>
auto changed(Step& step, Desk& desk, PropertyId property, Change change)
    -> Task<std::invoke_result_t<Change&, db::Tx&>> {
    using Outcome = std::invoke_result_t<Change&, db::Tx&>;
    const auto body = [&](db::Tx& tx) -> Outcome {
        TRY(auto outcome, change(tx));
        TRY_VOID(store::touch_rates(tx, property));
        tell_book(tx, desk, property);
        return outcome;
    };
    auto outcome = co_await desk.db.transact(step, body);
    if (!outcome) co_return outcome;
    auto reloaded = co_await reload(step, desk, property);
    if (!reloaded) co_return std::unexpected(std::move(reloaded).error());
    co_return outcome;
}

/// `read`: Result<T>(db::Tx&), in a snapshot.
template <class Read>
auto read_from(Step& step, Desk& desk, Read read) -> Task<std::invoke_result_t<Read&, db::Tx&>> {
    co_return co_await desk.db.read(step, std::move(read));
}

}  // namespace vacancy::hotel
