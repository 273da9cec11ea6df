#pragma once
// Following other servers on the same database: what they sold, gave back and repriced is taken
// into this server's calendars. The store alone decides a hold; this keeps search honest.

#include "hotel/desk.hpp"
#include "trace/step.hpp"
#include "trace/task.hpp"

#include <map>
#include <string>

namespace vacancy::hotel {

/// How far a server has followed. Lines may become visible out of the order of their times, since
/// a transaction tells its time before it commits: a while is looked at again, and what was seen
/// in it is remembered. Owned by the one loop that follows.
struct Followed {
    Instant newest{};
    std::map<std::string, Instant> seen{};
};

/// One round; answers how many lines were new.
Task<Result<int>> follow_others(Step& step, Desk& desk, Followed& followed);

/// Lines nobody can still need, at most `limit`; answers how many went.
Result<std::int64_t> purge_feed(db::Tx& tx, int limit);
/// Expired and released holds whose end is before that; no stay ever was of them.
Result<std::int64_t> purge_holds(db::Tx& tx, Instant before, int limit);
/// Holds that block inventory now.
Result<std::int64_t> live_hold_count(db::Tx& tx);

}  // namespace vacancy::hotel
