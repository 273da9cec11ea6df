#include "trace/pause.hpp"

#include <boost/asio/basic_waitable_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>

namespace vacancy {
namespace {

using Timer = boost::asio::basic_waitable_timer<
    std::chrono::steady_clock, boost::asio::wait_traits<std::chrono::steady_clock>, Executor>;

class RealTimers final : public Timers {
public:
    Task<void> pause(std::chrono::microseconds how_long) override {
        const Executor executor = co_await boost::asio::this_coro::executor;
        Timer timer(executor, how_long);
        co_await timer.async_wait(boost::asio::use_awaitable_t<Executor>{});
    }
};

}  // namespace

Timers& real_timers() {
    static RealTimers timers;
    return timers;
}

}  // namespace vacancy
