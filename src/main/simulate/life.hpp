#pragma once
// Life: the house from one start to its end, be that a crash or the end of the simulation. The
// workers of the server run in it by simulated time. What it leaves behind is the database; its
// coroutines, memory and unsent telemetry die with it. One thread.

#include "hotel/desk/front_desk.hpp"
#include "main/simulate/audit/witness.hpp"
#include "main/simulate/chaos.hpp"
#include "main/simulate/outside/cable.hpp"
#include "main/simulate/timeline.hpp"
#include "main/stage/stage.hpp"
#include "saga/worker.hpp"

#include <boost/asio/io_context.hpp>

#include <memory>
#include <vector>

namespace vacancy::simulate {

/// All of it outlives every life.
struct Surroundings {
    db::Database& store;
    const Clock& clock;
    Chaos& chaos;
    Timeline& timeline;
    Witness& witness;
    payments::Gateway& bank;
    notices::Postman& postman;
    notices::Courier& courier;
    hotel::KeyEncoder& locks;
    Cable& cable;
};

class Life {
public:
    explicit Life(const Surroundings& around);
    Life(const Life&) = delete;
    Life& operator=(const Life&) = delete;
    /// Ends it; whatever is still under way is destroyed.
    ~Life();

    /// Reads the calendars and begins the workers.
    Result<void> start();
    void spawn(Task<void> work);
    /// Runs what can run now, until it crashes.
    void run();
    [[nodiscard]] Stage& world() { return world_; }
    [[nodiscard]] hotel::FrontDesk& front_desk() { return front_desk_; }
    [[nodiscard]] Instant began() const { return began_; }
    /// Every span that began has ended and is accounted for; called when nothing is under way.
    void check_spans();

private:
    Task<void> sweep();
    Task<void> close_days();
    Task<void> tell_till();
    Task<bool> tell_letters();
    Task<void> recover();
    Task<void> recover_desk();
    Task<void> deliver(outbox::Deliverer& deliverer);
    Task<void> rest(std::chrono::seconds about);

    Surroundings around_;
    Instant began_;
    Stage world_;
    hotel::FrontDesk front_desk_;
    std::shared_ptr<Collector> collector_;
    MailDeliverer mail_;
    WebhookDeliverer webhook_;
    WebhookCaller call_;
    std::unique_ptr<boost::asio::io_context> context_;
};

}  // namespace vacancy::simulate
