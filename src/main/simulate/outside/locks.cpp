#include "main/simulate/outside/locks.hpp"

namespace vacancy::simulate {

using namespace std::chrono_literals;

Task<Result<void>> Locks::reach(Step& step, std::string reservation, std::function<void()> act) {
    const bool fails = chaos_.strikes("keys", chaos_.weather.gateway);
    const int how = fails ? chaos_.dice.below(3) : 3;  // refused, lost before, lost after, well
    if (fails) {
        chaos_.touch(step.context().trace_id);
        chaos_.touch_reference(reservation);
    }
    const auto there = chaos_.dice.between(1'000us, 3'000'000us);
    if (how == 0) {
        co_await timeline_.pause(there);
        co_return fail(ErrorCode::upstream_unavailable);
    }
    // It is on its way: that the house falls does not stop it.
    if (how > 1) timeline_.after(there, Side::outside, std::move(act));
    co_await timeline_.pause(there + chaos_.dice.between(1'000us, 50'000us));
    if (how < 3)
        co_return fail(chaos_.dice.chance(500) ? ErrorCode::timeout : ErrorCode::outcome_unknown);
    co_return Result<void>{};
}

Task<Result<hotel::KeysMade>> Locks::encode(Step& step, const hotel::KeyRequest& request) {
    const std::string reservation = request.reservation.text();
    const std::string room = request.room_number;
    std::function<void()> act = [this, reservation, room] {
        witness_.note("keys of {} are cut", room);
        open_to_[room] = reservation;
    };
    CO_TRY_VOID(co_await reach(step, reservation, std::move(act)));
    co_return hotel::KeysMade{.count = request.count, .system = "simulated"};
}

Task<Result<void>> Locks::erase(Step& step, const hotel::KeyErasure& erasure) {
    const std::string reservation = erasure.reservation.text();
    const std::string room = erasure.room_number;
    std::function<void()> act = [this, reservation, room] {
        const auto door = open_to_.find(room);
        if (door == open_to_.end() || door->second != reservation) return;
        witness_.note("keys of {} open nothing", room);
        open_to_.erase(door);
    };
    co_return co_await reach(step, reservation, std::move(act));
}

}  // namespace vacancy::simulate
