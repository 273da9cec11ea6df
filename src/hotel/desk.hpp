#pragma once
// Desk: what the flows of the front desk need. Owned by the House; its references outlive it; any
// thread may use it.

#include "db/database.hpp"
#include "hotel/calendars.hpp"

namespace vacancy::hotel {

struct Desk {
    db::Database& db;
    const Clock& clock;
    Calendars& calendars;
    /// This process alone writes the inventory (SQLite), so that a hold for what memory knows to be
    /// sold out is refused without touching the disk. False with several nodes.
    bool memory_decides = false;
};

}  // namespace vacancy::hotel
