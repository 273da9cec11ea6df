#pragma once
// Stage: the real rooms on one thread and a simulated clock, behind ports that the caller brings.
// What a replay or the simulator books, it books through the same flows as the server. Destroying
// it is what a crash leaves: the database and the outside only.

#include "booking/shop.hpp"
#include "hotel/calendars.hpp"
#include "hotel/desk.hpp"
#include "main/house/deliverers.hpp"
#include "notices/mailroom.hpp"
#include "outside/house_supplier.hpp"
#include "payments/till.hpp"
#include "trace/recorder.hpp"

namespace vacancy {

/// All of it outlives the Stage.
struct StagePorts {
    db::Database& db;  ///< runs on the caller's thread and has the schema of this binary
    const Clock& clock;
    payments::Gateway& gateway;
    notices::Postman& postman;
    notices::Courier& courier;
    Timers& timers;
    /// Zero where time does not pass by itself.
    std::chrono::milliseconds step_deadline{0};
    trace::RecorderOptions recording{};
};

class Stage {
public:
    explicit Stage(StagePorts ports);
    Stage(const Stage&) = delete;
    Stage& operator=(const Stage&) = delete;
    ~Stage();

    db::Database& db() { return ports_.db; }
    trace::Recorder& recorder() { return recorder_; }
    hotel::Desk& desk() { return desk_; }
    payments::Till& till() { return till_; }
    booking::Shop& shop() { return shop_; }
    notices::Mailroom& mailroom() { return mailroom_; }

private:
    StagePorts ports_;
    trace::Recorder recorder_;
    hotel::Calendars calendars_;
    hotel::Desk desk_;
    outside::HouseSupplier supplier_;
    payments::Till till_;
    booking::Shop shop_;
    notices::Mailroom mailroom_;
};

}  // namespace vacancy
