#pragma once
// Desk: what the flows of the front desk need. Owned by the House; its references outlive it; any
// thread may use it.

#include "db/database.hpp"
#include "hotel/calendars.hpp"

#include <string>

namespace vacancy::hotel {

struct Desk {
    db::Database& db;
    const Clock& clock;
    Calendars& calendars;
    /// This process alone writes the inventory (SQLite), so that a hold for what memory knows to be
    /// sold out is refused without touching the disk. False with several nodes.
    bool memory_decides = false;
    /// Names this server to the others on the same database, which follow what it tells (feed.hpp);
    /// empty: there are no others, and nothing is told.
    std::string node{};
};

}  // namespace vacancy::hotel
