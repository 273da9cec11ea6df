#include "saga/running/bell.hpp"

#include <boost/asio/async_result.hpp>
#include <boost/asio/basic_waitable_timer.hpp>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <functional>
#include <mutex>

namespace vacancy::saga {

namespace asio = boost::asio;
using Timer = asio::basic_waitable_timer<std::chrono::steady_clock,
                                         asio::wait_traits<std::chrono::steady_clock>, Executor>;

struct Bell::State : std::enable_shared_from_this<Bell::State> {
    explicit State(const Executor& at) : executor(at), timer(at) {}

    /// Under the mutex: the waiter goes on.
    void wake() {
        ++generation;
        timer.cancel();
        rung = stopped;
        // Whoever rings may be another thread: the context must not end before it has left `post`.
        const auto guard = asio::make_work_guard(executor);
        asio::post(executor, [go_on = std::exchange(waiter, nullptr)]() mutable { go_on(); });
    }
    void ring() {
        const std::scoped_lock lock(mutex);
        if (waiter) return wake();
        rung = true;
    }
    void wait(std::move_only_function<void()> resume, std::chrono::milliseconds at_most) {
        const std::scoped_lock lock(mutex);
        waiter = std::move(resume);
        if (rung) return wake();
        timer.expires_after(at_most);
        timer.async_wait([self = shared_from_this(), mine = generation](auto) {
            const std::scoped_lock timer_lock(self->mutex);
            if (self->generation == mine && self->waiter) self->wake();
        });
    }

    Executor executor;
    std::mutex mutex{};
    Timer timer;
    std::move_only_function<void()> waiter{};
    std::uint64_t generation = 0;
    bool rung = false;
    bool stopped = false;
};

Bell::Bell(const Executor& executor) : state_(std::make_shared<State>(executor)) {}
Bell::~Bell() = default;

void Bell::ring() { state_->ring(); }

void Bell::stop() {
    {
        const std::scoped_lock lock(state_->mutex);
        state_->stopped = true;
    }
    state_->ring();
}

bool Bell::is_stopped() const {
    const std::scoped_lock lock(state_->mutex);
    return state_->stopped;
}

Task<void> Bell::wait(std::chrono::milliseconds at_most) {
    // Once it waits this coroutine may already run elsewhere: only the shared state is touched.
    auto initiate = [state = state_, at_most](auto handler) {
        state->wait([resume = std::move(handler)]() mutable { std::move(resume)(); }, at_most);
    };
    const asio::use_awaitable_t<Executor> token;
    co_await asio::async_initiate<const asio::use_awaitable_t<Executor>, void()>(
        std::move(initiate), token);
}

}  // namespace vacancy::saga
