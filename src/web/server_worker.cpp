#include "web/server_worker.hpp"

#include "db/queues.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <algorithm>
#include <chrono>

namespace vacancy::web {
namespace {

namespace asio = boost::asio;

constexpr asio::use_awaitable_t<Executor> awaiting{};

/// Often enough that a deadline is kept to a tenth of a second.
constexpr std::chrono::milliseconds sweep_every{100};

/// How often a thread that has work looks how late it is; an idle one only sweeps.
constexpr std::chrono::milliseconds watch_every{10};

/// A database thread leaves the handler it woke within microseconds; a hung one never does.
constexpr std::chrono::milliseconds last_work{300};

}  // namespace

Worker::Worker(Shared& shared, bool adjusts)
    : shared_(shared),
      adjusts_(adjusts),
      work_(io_.get_executor()),
      sweeping_(io_.get_executor()),
      bench_(shared) {}

Worker::~Worker() { stop(); }

void Worker::start() {
    asio::co_spawn(io_.get_executor(), sweep(), asio::detached);
    thread_ = std::thread([this] {
        run();
        at_rest_.set_value();
    });
}

void Worker::run() {
    for (;;) {
        try {
            io_.run();
            return;
        } catch (const std::exception& thrown) {
            // Background work that somebody spawned here without a handler; connections have one.
            shared_.recorder.log().write(
                trace::Severity::error, "work on a server thread broke off",
                {trace::attribute(attr::vacancy_error_detail, std::string_view(thrown.what()))});
        } catch (const BrokenPromise& broken) {
            shared_.recorder.log().write(
                trace::Severity::error, "work on a server thread broke off",
                {trace::attribute(attr::vacancy_error_detail, std::string_view(broken.what))});
        }
    }
}

void Worker::adopt(Socket socket) {
    asio::post(io_.get_executor(), [this, taken = std::move(socket)]() mutable {
        const auto connection = connections_.emplace(connections_.end(), bench_, std::move(taken));
        asio::co_spawn(io_.get_executor(), serve(connection), asio::detached);
    });
}

Task<void> Worker::serve(std::list<Connection>::iterator connection) {
    try {
        co_await connection->serve();
    } catch (...) {  // such as memory: the client sees its connection close
        shared_.recorder.log().write(trace::Severity::error, "a connection broke off");
    }
    connections_.erase(connection);
    count_.fetch_sub(1, std::memory_order_relaxed);
}

Task<void> Worker::sweep() {
    std::int64_t sweep_at = 0;
    while (!shared_.stopping || count_ > 0) {
        const bool is_idle = std::exchange(seen_, bench_.requests) == bench_.requests;
        sweeping_.expires_after(is_idle ? sweep_every : watch_every);
        boost::system::error_code woken;  // by the end
        co_await sweeping_.async_wait(asio::redirect_error(awaiting, woken));
        bench_.tick();
        if (!woken) watch();
        if (bench_.now_ns < sweep_at) continue;
        sweep_at = bench_.now_ns + std::chrono::nanoseconds(sweep_every).count();
        for (Connection& connection : connections_) connection.look_at_deadline(bench_.now_ns);
    }
}

/// How late this thread comes to its work is how long that work has waited.
void Worker::watch() {
    shared_.admission.waited(std::chrono::steady_clock::now() - sweeping_.expiry());
    if (adjusts_) shared_.admission.adjust(db::longest_wait(shared_.db));
}

void Worker::hurry() {
    asio::post(io_.get_executor(), [this] {
        for (Connection& connection : connections_) connection.hurry();
    });
}

void Worker::close_all() {
    asio::post(io_.get_executor(), [this] {
        for (Connection& connection : connections_) connection.close_now();
    });
}

bool Worker::stop() {
    if (!thread_.joinable()) return true;
    asio::post(io_.get_executor(), [this] { sweeping_.cancel(); });
    work_.reset();
    const bool rests = at_rest_.get_future().wait_for(last_work) == std::future_status::ready;
    io_.stop();
    thread_.join();
    return rests;
}

}  // namespace vacancy::web
