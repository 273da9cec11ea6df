#include "hotel/desk/recovery.hpp"

#include "hotel/flows/desk/departure.hpp"
#include "hotel/flows/night/no_show.hpp"
#include "hotel/flows/paper/card_payment.hpp"
#include "hotel/flows/rack/moving.hpp"
#include "hotel/flows/stays/changing_stay.hpp"
#include "hotel/flows/stays/undoing.hpp"

namespace vacancy::hotel {

namespace {

void add(saga::RecoverReport& sum, const saga::RecoverReport& part) {
    sum.taken += part.taken;
    sum.done += part.done;
    sum.undone += part.undone;
    sum.waiting += part.waiting;
}

}  // namespace

Task<Result<saga::RecoverReport>> recover(trace::Recorder& recorder, FrontDesk& front) {
    CO_TRY(saga::RecoverReport sum, co_await saga::recover(recorder, front, arrival_table()));
    CO_TRY(const auto departures, co_await saga::recover(recorder, front, departure_table()));
    CO_TRY(const auto absences, co_await saga::recover(recorder, front, absence_table()));
    CO_TRY(const auto moves, co_await saga::recover(recorder, front, moving_table()));
    CO_TRY(const auto swaps, co_await saga::recover(recorder, front, swapping_table()));
    CO_TRY(const auto reverts, co_await saga::recover(recorder, front, reverting_table()));
    CO_TRY(const auto changes, co_await saga::recover(recorder, front, changing_table()));
    CO_TRY(const auto cards, co_await saga::recover(recorder, front, card_payment_table()));
    for (const auto& part : {departures, absences, moves, swaps, reverts, changes, cards})
        add(sum, part);
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
