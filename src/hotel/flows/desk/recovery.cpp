#include "hotel/desk/recovery.hpp"

#include "hotel/flows/desk/departure.hpp"
#include "hotel/flows/night/no_show.hpp"

namespace vacancy::hotel {

Task<Result<saga::RecoverReport>> recover(trace::Recorder& recorder, FrontDesk& front) {
    CO_TRY(saga::RecoverReport sum, co_await saga::recover(recorder, front, arrival_table()));
    CO_TRY(const auto departures, co_await saga::recover(recorder, front, departure_table()));
    CO_TRY(const auto absences, co_await saga::recover(recorder, front, absence_table()));
    for (const saga::RecoverReport& more : {departures, absences}) {
        sum.taken += more.taken;
        sum.done += more.done;
        sum.undone += more.undone;
        sum.waiting += more.waiting;
    }
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
