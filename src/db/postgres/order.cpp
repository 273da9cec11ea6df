#include "db/postgres/order.hpp"

namespace vacancy::db::postgres {

CommitOrder::Ticket CommitOrder::take() {
    const std::scoped_lock lock(mutex_);
    return next_ticket_++;
}

void CommitOrder::conclude(Ticket ticket, Job& job) {
    std::unique_lock lock(mutex_);
    ended_.emplace(ticket, &job);
    if (concluding_) return;  // that thread will find it
    concluding_ = true;
    while (!ended_.empty() && ended_.begin()->first == next_to_conclude_) {
        Job& due = *ended_.begin()->second;
        ended_.erase(ended_.begin());
        ++next_to_conclude_;
        lock.unlock();
        if (!due.failed())
            for (auto& action : due.actions()) action();
        due.complete();
        lock.lock();
    }
    concluding_ = false;
}

}  // namespace vacancy::db::postgres
