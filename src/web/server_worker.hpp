#pragma once
// Worker: one thread, its io_context and the connections that live on it. `adopt`, `hurry` and
// `close_all` may be called by any thread; everything else happens on the worker's own.

#include "web/http/connection.hpp"

#include <boost/asio/basic_waitable_timer.hpp>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>

#include <atomic>
#include <chrono>
#include <future>
#include <list>
#include <memory>
#include <thread>

namespace vacancy::web {

using Timer = boost::asio::basic_waitable_timer<
    std::chrono::steady_clock, boost::asio::wait_traits<std::chrono::steady_clock>, Executor>;

class Worker {
public:
    /// One of them `adjusts` the admission by what all have seen.
    Worker(Shared& shared, bool adjusts);
    ~Worker();
    Worker(const Worker&) = delete;
    Worker& operator=(const Worker&) = delete;

    [[nodiscard]] Executor executor() { return io_.get_executor(); }
    void start();
    /// Takes over a socket that was accepted for this worker's executor.
    void adopt(Socket socket);
    void hurry();
    void close_all();
    /// Ends the thread once nothing is left to do on it, or abandons the rest after a moment:
    /// false then, and the worker must not be freed, for others may still answer into it.
    bool stop();
    [[nodiscard]] int connections() const { return count_.load(std::memory_order_relaxed); }
    /// For the one who accepts: counts a connection that is on its way to `adopt`.
    void expect() { count_.fetch_add(1, std::memory_order_relaxed); }

private:
    Task<void> sweep();
    void watch();
    Task<void> serve(std::list<Connection>::iterator connection);
    void run();

    Shared& shared_;
    bool adjusts_;
    boost::asio::io_context io_{1};
    boost::asio::executor_work_guard<Executor> work_;
    Timer sweeping_;
    Bench bench_;
    std::uint64_t seen_ = 0;  ///< requests until the last look
    std::list<Connection> connections_;
    std::atomic<int> count_{0};
    std::promise<void> at_rest_;
    std::thread thread_;
};

}  // namespace vacancy::web
