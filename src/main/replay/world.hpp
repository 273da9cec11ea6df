#pragma once
// World: the real rooms on one thread and a simulated clock, with payment and mail simulated in
// process. What a replay books, it books through the same flows as the server.

#include "booking/shop.hpp"
#include "hotel/calendars.hpp"
#include "hotel/desk.hpp"
#include "notices/mailroom.hpp"
#include "outside/house_supplier.hpp"
#include "outside/in_process_gateway.hpp"
#include "payments/till.hpp"
#include "trace/recorder.hpp"

#include <memory>

namespace vacancy::replay {

class World {
public:
    /// `db` runs on the caller's thread and has the schema of this binary.
    World(std::unique_ptr<db::Database> db, ManualClock& clock);
    World(const World&) = delete;
    World& operator=(const World&) = delete;
    ~World();

    db::Database& db() { return *db_; }
    ManualClock& clock() { return clock_; }
    trace::Recorder& recorder() { return recorder_; }
    hotel::Desk& desk() { return desk_; }
    booking::Shop& shop() { return shop_; }
    notices::Mailroom& mailroom() { return mailroom_; }
    outside::InProcessGateway& gateway() { return gateway_; }
    outside::InProcessMailbox& mailbox() { return mailbox_; }

private:
    struct Ways;  // the mail and webhook ports
    ManualClock& clock_;
    std::unique_ptr<db::Database> db_;
    trace::Recorder recorder_;
    outside::InProcessGateway gateway_;
    outside::InProcessMailbox mailbox_;
    std::unique_ptr<Ways> ways_;
    hotel::Calendars calendars_;
    hotel::Desk desk_;
    outside::HouseSupplier supplier_;
    payments::Till till_;
    booking::Shop shop_;
    notices::Mailroom mailroom_;
};

}  // namespace vacancy::replay
