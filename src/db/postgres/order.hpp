#pragma once
// CommitOrder: what follows a commit runs in the order of the commits, although many connections
// commit at once. A transaction takes a ticket just before it sends COMMIT. One that waited for
// another's row locks gets its ticket later, so the order of tickets agrees with the order of
// conflicting commits. Whoever completes the lowest open ticket runs what has become due, for
// itself and for others.

#include "db/driver/job.hpp"

#include <map>

namespace vacancy::db::postgres {

class CommitOrder {
public:
    using Ticket = std::uint64_t;

    [[nodiscard]] Ticket take();
    /// The commit ended; runs actions and completes jobs whose turn it is, maybe this one.
    void conclude(Ticket ticket, Job& job);

private:
    std::mutex mutex_;
    std::map<Ticket, Job*> ended_{};
    Ticket next_ticket_ = 0;
    Ticket next_to_conclude_ = 0;
    bool concluding_ = false;
};

}  // namespace vacancy::db::postgres
