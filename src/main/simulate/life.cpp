#include "main/simulate/life.hpp"

#include "booking/recovery.hpp"
#include "hotel/api.hpp"
#include "hotel/desk/interfaces.hpp"
#include "hotel/desk/night.hpp"
#include "hotel/desk/recovery.hpp"
#include "main/simulate/town.hpp"
#include "saga/running/owner.hpp"

#include <boost/asio/co_spawn.hpp>

namespace vacancy::simulate {

using namespace std::chrono_literals;

namespace {

/// The one life whose crash points may strike.
Chaos* striking = nullptr;

void crash_here(std::string_view name) {
    if (striking != nullptr) striking->may_crash(name, 8);
}

trace::RecorderOptions recording() {
    trace::RecorderOptions options;
    options.inline_execution = true;
    options.hash_key = "simulated";
    return options;
}

}  // namespace

Life::Life(const Surroundings& around)
    : around_(around),
      began_(around.clock.now()),
      world_({.db = around.store,
              .clock = around.clock,
              .gateway = around.bank,
              .postman = around.postman,
              .courier = around.courier,
              .timers = around.timeline,
              .step_deadline = 30s,
              .recording = recording()}),
      front_desk_{.db = around.store,
                  .desk = world_.desk(),
                  .till = world_.till(),
                  .keys = around.locks,
                  .clock = around.clock,
                  .crash_point = crash_here},
      collector_(std::make_shared<Collector>(around.witness)),
      mail_(world_.mailroom()),
      webhook_(world_.mailroom()),
      call_(world_.mailroom()),
      context_(std::make_unique<boost::asio::io_context>(1)) {
    saga::become_another_process();
    striking = &around_.chaos;
    world_.shop().crash_point = crash_here;
    world_.recorder().send_to(collector_);
    world_.recorder().log().write_to([](std::string_view) {});
}

Life::~Life() {
    // What the exporter had not sent is lost in a crash, and nobody else is told of the rest.
    world_.recorder().send_to(nullptr);
    striking = nullptr;
    around_.timeline.forget_house();
    context_.reset();
    if (world_.recorder().open_traces() != 0)
        around_.witness.broken("a span that began has never ended");
}

Result<void> Life::start() {
    Step step = Step::silent();
    TRY_VOID(hotel::load_calendars(step, world_.desk()));
    spawn(recover());
    if (around_.chaos.desk_is_open) spawn(recover_desk());
    if (around_.chaos.stays_overnight) {
        spawn(close_days());
        spawn(tell_till());
    }
    spawn(deliver(mail_));
    spawn(deliver(webhook_));
    spawn(deliver(call_));
    spawn(sweep());
    return {};
}

void Life::spawn(Task<void> work) {
    boost::asio::co_spawn(*context_, std::move(work), [this](std::exception_ptr thrown) {
        if (thrown == nullptr) return;
        try {
            std::rethrow_exception(thrown);
        } catch (const Crashed&) {
            // what has crashed is not asked any more
        } catch (const BrokenPromise& promise) {
            around_.witness.broken("a promise of the code was broken: " + promise.what);
        } catch (const std::exception& other) {
            around_.witness.broken(fmt::format("an exception got out: {}", other.what()));
        }
    });
}

void Life::run() {
    context_->restart();
    while (!around_.chaos.has_crashed() && context_->poll_one() > 0) {
    }
}

void Life::check_spans() {
    trace::Recorder& recorder = world_.recorder();
    recorder.flush(1s);
    const trace::SpanAccounts& spans = recorder.accounts();
    if (recorder.open_traces() != 0) around_.witness.broken("a span that began has never ended");
    if (spans.started != spans.kept + spans.sampled_out + spans.dropped)
        around_.witness.broken("spans are not accounted for");
    if (spans.kept != collector_->spans()) around_.witness.broken("kept spans were not exported");
}

Task<void> Life::rest(std::chrono::seconds about) {
    const std::chrono::microseconds middle = about;
    const auto how_long = around_.chaos.dice.between(middle / 2, middle * 3 / 2);
    co_await around_.timeline.pause(how_long);
}

Task<void> Life::recover() {
    for (;;) {
        // A store that does not answer is asked again in the next round.
        (void)co_await booking::recover(world_.recorder(), world_.shop());
        co_await rest(2s);
    }
}

Task<void> Life::recover_desk() {
    for (;;) {
        (void)co_await hotel::recover(world_.recorder(), front_desk_);
        co_await rest(2s);
    }
}

Task<void> Life::deliver(outbox::Deliverer& deliverer) {
    Step idle = Step::silent();
    const auto body = [&](db::Tx& tx) { return outbox::release_leases(tx, deliverer.channel()); };
    // When this fails the leases end by themselves.
    (void)co_await around_.store.transact(idle, body);
    outbox::Worker worker(world_.recorder(), around_.store, deliverer);
    for (;;) {
        const auto taken = co_await worker.round();
        if (!taken || *taken == 0) co_await rest(2s);
    }
}

Task<void> Life::sweep() {
    const hotel::Sweep sweep;
    for (;;) {
        (void)co_await world_.recorder().run(span::vacancy_holds_sweep, hotel::expire_due_holds,
                                             world_.desk(), sweep);
        co_await rest(20s);
    }
}

/// What the link does that the till has connected to: one letter after the other, forgotten when it
/// was answered.
Task<bool> Life::tell_letters() {
    Step step = Step::silent();
    const hotel::LettersQuery query{
        .property = the_property(), .interface = till_name, .limit = 10};
    const auto letters = co_await hotel::letters_for(step, front_desk_, query);
    if (!letters) co_return false;
    for (const hotel::InterfaceLetter& letter : *letters) {
        const bool is_heard = co_await around_.cable.tell(letter);
        if (!is_heard) co_return false;
        const hotel::ToldLetters told{
            .property = the_property(), .interface = till_name, .letters = {letter.id}};
        const auto forgotten = co_await hotel::told(step, front_desk_, told);
        if (!forgotten) co_return false;
    }
    co_return !letters->empty();
}

Task<void> Life::tell_till() {
    for (;;) {
        const bool more = co_await tell_letters();
        if (!more) co_await rest(2s);
    }
}

Task<void> Life::close_days() {
    for (;;) {
        (void)co_await world_.recorder().run(span::vacancy_job, hotel::close_due_nights,
                                             front_desk_);
        co_await rest(20s);
    }
}

}  // namespace vacancy::simulate
