#pragma once
// How busy the desk is: every operation is counted by the hour on the hotel's own clock and kept
// with its slow step, whatever came of it.

#include "hotel/desk/front_desk.hpp"
#include "hotel/model/desk/peak.hpp"

namespace vacancy::hotel {

/// A check-in or check-out that has just ended.
struct Ended {
    const PropertyId& property;
    std::string_view operation;  ///< check_in, check_out
    std::string_view result;     ///< success, or why not
    std::int64_t began_ns = 0;   ///< by the steady clock
    Pace pace{};
};
/// That it cannot be kept changes nothing for the guest: the statement's own span tells.
Task<void> note_operation(Step& step, FrontDesk& front, const Ended& ended);

/// A row of a saga whose time counts: `act = timed<assign_room, &span::pms_assign_room, Arrival>`.
/// The state has a member `Pace* pace`, null after recovery took it.
template <auto verb, const trace::SpanDef* def, class State>
Task<Result<void>> timed(Step& step, FrontDesk& front, State& state) {
    const std::int64_t began = front.clock.steady_ns();
    auto outcome = co_await verb(step, front, state);
    if (state.pace != nullptr) state.pace->took(def->name, front.clock.steady_ns() - began);
    co_return outcome;
}

}  // namespace vacancy::hotel
