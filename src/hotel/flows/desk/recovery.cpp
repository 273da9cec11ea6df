#include "hotel/desk/recovery.hpp"

#include "hotel/flows/desk/departure.hpp"

namespace vacancy::hotel {

Task<Result<saga::RecoverReport>> recover(trace::Recorder& recorder, FrontDesk& front) {
    CO_TRY(saga::RecoverReport sum, co_await saga::recover(recorder, front, arrival_table()));
    CO_TRY(const auto departures, co_await saga::recover(recorder, front, departure_table()));
    sum.taken += departures.taken;
    sum.done += departures.done;
    sum.undone += departures.undone;
    sum.waiting += departures.waiting;
    co_return sum;
}

Task<void> keep_recovering(trace::Recorder& recorder, FrontDesk& front, saga::Bell& bell) {
    constexpr std::chrono::milliseconds period{1000};
    while (!bell.is_stopped()) {
        const auto report = co_await recover(recorder, front);
        const bool more = report && report->taken > 0 && report->waiting == 0;
        if (!more) co_await bell.wait(period);
    }
}

}  // namespace vacancy::hotel
