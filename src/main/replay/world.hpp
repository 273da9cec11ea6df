#pragma once
// World: the real rooms on one thread and a simulated clock, with payment and mail simulated in
// process. What a replay books, it books through the same flows as the server.

#include "hotel/desk/front_desk.hpp"
#include "main/replay/key_board.hpp"
#include "main/stage/stage.hpp"
#include "outside/in_process_gateway.hpp"

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
    trace::Recorder& recorder() { return rooms_.recorder(); }
    hotel::Desk& desk() { return rooms_.desk(); }
    hotel::FrontDesk& front_desk() { return front_desk_; }
    const KeyBoard& keys() const { return keys_; }
    booking::Shop& shop() { return rooms_.shop(); }
    notices::Mailroom& mailroom() { return rooms_.mailroom(); }
    outside::InProcessGateway& gateway() { return gateway_; }
    outside::InProcessMailbox& mailbox() { return mailbox_; }

private:
    struct Ways;  // the mail and webhook ports
    ManualClock& clock_;
    std::unique_ptr<db::Database> db_;
    outside::InProcessGateway gateway_;
    outside::InProcessMailbox mailbox_;
    std::unique_ptr<Ways> ways_;
    Stage rooms_;
    KeyBoard keys_;
    hotel::FrontDesk front_desk_;
};

}  // namespace vacancy::replay
