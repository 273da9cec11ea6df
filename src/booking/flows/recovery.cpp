#include "booking/recovery.hpp"

#include "booking/flows/sagas/cancel.hpp"
#include "booking/flows/sagas/create_saga.hpp"
#include "booking/flows/sagas/modify.hpp"

namespace vacancy::booking {

Task<Result<saga::RecoverReport>> recover(trace::Recorder& recorder, Shop& shop) {
    saga::RecoverReport sum;
    const auto add = [&](const saga::RecoverReport& report) {
        sum.taken += report.taken;
        sum.done += report.done;
        sum.undone += report.undone;
        sum.waiting += report.waiting;
    };
    CO_TRY(const auto created, co_await saga::recover(recorder, shop, create_table()));
    add(created);
    CO_TRY(const auto canceled, co_await saga::recover(recorder, shop, cancel_table()));
    add(canceled);
    CO_TRY(const auto changed, co_await saga::recover(recorder, shop, modify_table()));
    add(changed);
    co_return sum;
}

Task<void> keep_recovering(trace::Recorder& recorder, Shop& shop, saga::Bell& bell) {
    constexpr std::chrono::milliseconds period{1000};
    while (!bell.is_stopped()) {
        const auto report = co_await recover(recorder, shop);
        const bool more = report && report->taken > 0 && report->waiting == 0;
        if (!more) co_await bell.wait(period);
    }
}

}  // namespace vacancy::booking
