#include "main/house/workers.hpp"

#include "booking/recovery.hpp"
#include "hotel/api.hpp"
#include "hotel/desk/night.hpp"
#include "hotel/desk/recovery.hpp"
#include "hotel/feed.hpp"
#include "main/house/deliverers.hpp"
#include "main/house/lines.hpp"
#include "main/upkeep/gauges.hpp"
#include "main/upkeep/retention.hpp"
#include "saga/worker.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>

#include <atomic>
#include <thread>
#include <vector>

namespace vacancy {
namespace {

/// Gives the nights of holds whose time is over back; only tidies, every verb judges by itself.
Task<void> sweep_holds(House& house, saga::Bell& bell) {
    const auto period = std::chrono::seconds{house.config().hold_sweep_s};
    const hotel::Sweep sweep;
    while (!bell.is_stopped()) {
        auto swept = co_await house.recorder().run(span::vacancy_holds_sweep,
                                                   hotel::expire_due_holds, house.desk(), sweep);
        const bool more = swept && *swept == sweep.limit;
        if (!more) co_await bell.wait(period);
    }
}

/// Closes the days whose hour has come; dates without a night audit move along with their zones.
Task<void> roll_days(House& house, saga::Bell& bell) {
    while (!bell.is_stopped()) {
        // A store that does not answer is asked again in a minute; the span says why.
        (void)co_await house.recorder().run(span::vacancy_job, hotel::roll_business_dates,
                                            house.desk());
        (void)co_await house.recorder().run(span::vacancy_job, hotel::close_due_nights,
                                            house.front_desk());
        co_await bell.wait(std::chrono::minutes{1});
    }
}

/// Several servers on one database: what the others changed reaches this one's search.
Task<void> follow_others(House& house, saga::Bell& bell) {
    const auto period = std::chrono::milliseconds{house.config().calendar_follow_ms};
    hotel::Followed followed;
    while (!bell.is_stopped()) {
        // Twice a second for ever: a trace is worth it only when it failed.
        Step silent = Step::silent();
        const auto taken = co_await hotel::follow_others(silent, house.desk(), followed);
        if (!taken)
            house.recorder().log().write(
                trace::Severity::warn, "What other servers changed could not be read",
                {trace::attribute(attr::error_type, name_of(taken.error().code))});
        co_await bell.wait(period);
    }
}

/// What is past its time goes.
Task<void> keep_purging(House& house, saga::Bell& bell) {
    const auto period = std::chrono::seconds{house.config().retention_sweep_s};
    while (!bell.is_stopped()) {
        auto gone = co_await house.recorder().run(span::vacancy_retention_purge, purge, house);
        if (!gone)
            house.recorder().log().write(
                trace::Severity::warn, "What is past its time could not be deleted",
                {trace::attribute(attr::error_type, name_of(gone.error().code))});
        co_await bell.wait(period);
    }
}

Task<void> keep_counting(Gauges& gauges, saga::Bell& bell) {
    while (!bell.is_stopped()) {
        Step silent = Step::silent();
        (void)co_await gauges.refresh(silent);  // the gauges stay as they were; readyz tells why
        co_await bell.wait(std::chrono::seconds{5});
    }
}

}  // namespace

struct Workers::State {
    explicit State(House& h)
        : house(h), gauges(h), mail(h.mailroom()), webhook(h.mailroom()), call(h.mailroom()) {}

    saga::Bell& bell() {
        bells.push_back(std::make_unique<saga::Bell>(context.get_executor()));
        return *bells.back();
    }
    void spawn(Task<void> work) {
        ++running;
        boost::asio::co_spawn(context, std::move(work), [this](std::exception_ptr thrown) {
            --running;
            if (thrown)
                house.recorder().log().write(trace::Severity::error,
                                             "A worker ended with an exception");
            if (running == 0 && stopping) guard.reset();
        });
    }
    ~State() { house.switchboard().close(); }  // before the executor that its lines live on
    State(const State&) = delete;
    State& operator=(const State&) = delete;

    void deliver(outbox::Deliverer& deliverer) {
        outboxes.push_back(
            std::make_unique<outbox::Worker>(house.recorder(), house.db(), deliverer));
        spawn(outboxes.back()->run(bell()));
    }

    House& house;
    Gauges gauges;
    boost::asio::io_context context{1};
    boost::asio::executor_work_guard<Executor> guard{context.get_executor()};
    MailDeliverer mail;
    WebhookDeliverer webhook;
    WebhookCaller call;
    std::vector<std::unique_ptr<saga::Bell>> bells;
    std::vector<std::unique_ptr<outbox::Worker>> outboxes;
    std::thread thread;
    int running = 0;  // on the thread only
    std::atomic<bool> stopping = false;
    std::atomic<bool> done = false;
    bool at_rest = true;  // nobody outside still holds a piece of it
};

Workers::Workers(House& house) : state_(std::make_unique<State>(house)) {}

Workers::~Workers() {
    stop(std::chrono::milliseconds{0});
    // Work that was cut off may still be answered by a database thread: its frames are kept.
    static auto& abandoned = *new std::vector<std::unique_ptr<State>>;  // outlives static objects
    if (!state_->at_rest) abandoned.push_back(std::move(state_));
}

void Workers::start() {
    State& s = *state_;
    boost::asio::post(s.context, [&s] {
        s.spawn(sweep_holds(s.house, s.bell()));
        s.spawn(roll_days(s.house, s.bell()));
        s.spawn(keep_counting(s.gauges, s.bell()));
        if (s.house.config().retention_sweep_s > 0) s.spawn(keep_purging(s.house, s.bell()));
        if (!s.house.desk().node.empty()) s.spawn(follow_others(s.house, s.bell()));
        s.spawn(booking::keep_recovering(s.house.recorder(), s.house.shop(), s.bell()));
        s.spawn(hotel::keep_recovering(s.house.recorder(), s.house.front_desk(), s.bell()));
        s.spawn(keep_lines(s.house, s.bell(),
                           {.spawn = [&s](Task<void> work) { s.spawn(std::move(work)); },
                            .bell = [&s]() -> saga::Bell& { return s.bell(); }}));
        if (s.house.has_postman()) s.deliver(s.mail);
        s.deliver(s.webhook);
        s.deliver(s.call);
    });
    s.thread = std::thread([&s] {
        s.context.run();
        s.done = true;
    });
}

void Workers::stop(std::chrono::milliseconds deadline) {
    State& s = *state_;
    if (!s.thread.joinable()) return;
    boost::asio::post(s.context, [&s] {
        s.stopping = true;
        for (const auto& bell : s.bells) bell->stop();
        if (s.running == 0) s.guard.reset();
    });
    const std::int64_t until = system_clock().steady_ns() + deadline.count() * 1'000'000;
    while (!s.done && system_clock().steady_ns() < until)
        std::this_thread::sleep_for(std::chrono::milliseconds{5});
    s.at_rest = s.done;
    s.context.stop();  // what is still in hand is taken up by the next start, from the journal
    s.thread.join();
}

}  // namespace vacancy
