// A check-in that cannot be finished gives back what it took: the room and its nights, the money,
// the keys. Every verb bears that it runs again, and that there was nothing to give back.

#include "base/canary.hpp"
#include "hotel/flows/desk/arrival.hpp"
#include "hotel/flows/memory.hpp"
#include "hotel/store/desk/stays.hpp"

#include <algorithm>

namespace vacancy::hotel {
namespace {

/// The booked type's nights in place of the better one's.
Result<void> change_type_back(db::Tx& tx, Desk& desk, const Arrival& arrival, Stay& stay) {
    if (!stay.taken_type) return {};
    const Reservation& r = arrival.reservation;
    const StayDates nights{std::max(r.stay.arrival, arrival.property.business_date),
                           r.stay.departure};
    const store::Moved better{r.property, {*stay.taken_type, nights}};
    const store::Moved booked{r.property, {r.room_type, nights}};
    TRY(auto back, store::give_back_nights(tx, store::Count::sold, better.nights));
    TRY(auto taken, take_or_reclaim(tx, desk, store::Count::sold, {booked.nights, r.id}));
    // Sold again in between: the guest keeps the better type's nights, which are still there.
    if (taken.empty()) return fail(ErrorCode::room_no_longer_available);
    remember_nights(tx, desk, better, std::move(back));
    remember_nights(tx, desk, booked, std::move(taken));
    stay.taken_type.reset();
    return {};
}

Result<void> give_room_back(db::Tx& tx, FrontDesk& front, Arrival& arrival) {
    const Reservation& r = arrival.reservation;
    TRY(auto stay, store::find_stay(tx, r.id));
    if (stay && !arrival.was_assigned) {
        TRY_VOID(change_type_back(tx, front.desk, arrival, *stay));
        TRY_VOID(store::release_room(tx, r.id, r.stay.arrival));
        stay->room.reset();
        TRY_VOID(store::save_stay(tx, *stay));
    }
    if (arrival.given_up) TRY_VOID(payments::note(tx, arrival.payment.id, *arrival.given_up));
    TRY_VOID(store::end_work(tx, r.id, arrival.journal.id()));
    return arrival.journal.advance(tx);
}

}  // namespace

Task<Result<void>> release_room(Step& step, FrontDesk& front, Arrival& arrival) {
    CO_TRY_VOID(co_await ensure_loaded(step, front, arrival));
    step.set(attr::pms_assigned_room, Private(arrival.room.number));
    const auto body = [&](db::Tx& tx) { return give_room_back(tx, front, arrival); };
    auto released = co_await front.db.transact(step, body);
    step.set(attr::pms_room_released, released.has_value());
    if (released) crash_here(front, "check_in.after_release");
    co_return released;
}

Task<Result<void>> void_authorization(Step& step, FrontDesk& front, Arrival& arrival) {
    CO_TRY_VOID(co_await ensure_loaded(step, front, arrival));
    if (!arrival.pays() || canary::planted("authorization_forgotten")) co_return Result<void>{};
    auto answer = co_await payments::give_up(step, front.till, arrival.payment);
    if (!answer) co_return std::unexpected(std::move(answer).error());
    step.set(attr::pms_auth_status, payments::name_of(answer->status));
    step.set(attr::pms_auth_code, answer->transaction_id);
    arrival.given_up = std::move(*answer);
    crash_here(front, "check_in.after_void");
    co_return Result<void>{};
}

Task<Result<void>> erase_keys(Step& step, FrontDesk& front, Arrival& arrival) {
    CO_TRY_VOID(co_await ensure_loaded(step, front, arrival));
    const KeyErasure erasure{.property = arrival.property.id,
                             .reservation = arrival.reservation.id,
                             .room_number = arrival.room.number,
                             .later = true};
    auto erased = co_await front.keys.erase(step, erasure);
    step.set(attr::pms_keys_deactivated, erased.has_value());
    if (erased) crash_here(front, "check_in.after_erase");
    co_return erased;
}

}  // namespace vacancy::hotel
