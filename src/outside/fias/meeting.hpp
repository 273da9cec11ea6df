#pragma once
// Meeting: where a coroutine waits for something that another thread brings. The wait itself is a
// timer of the coroutine's executor, so that an executor that goes away takes its coroutine with it
// and is not touched after. What was brought and never taken goes with the meeting.

#include "trace/task.hpp"

#include <boost/asio/basic_waitable_timer.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <chrono>
#include <memory>
#include <mutex>
#include <optional>
#include <utility>

namespace vacancy::outside::fias {

template <class T>
class Meeting : public std::enable_shared_from_this<Meeting<T>> {
public:
    /// Any thread. False: nobody waits any more or somebody was first, and `thing` is untouched.
    bool bring(T&& thing) {
        const std::scoped_lock lock(guard_);
        if (is_over_ || thing_) return false;
        thing_.emplace(std::move(thing));
        if (timer_ != nullptr)
            boost::asio::post(timer_->get_executor(), [self = this->shared_from_this()] {
                if (self->timer_ != nullptr) self->timer_->cancel();
            });
        return true;
    }

    /// Waits at most that long; nothing: it did not come. Once.
    static Task<std::optional<T>> wait(std::shared_ptr<Meeting> meeting,
                                       std::chrono::milliseconds limit) {
        const Executor executor = co_await boost::asio::this_coro::executor;
        Timer timer(executor, limit);
        const Attendance attendance(*meeting, timer);
        boost::system::error_code woken;
        const boost::asio::use_awaitable_t<Executor> awaiting{};
        co_await timer.async_wait(boost::asio::redirect_error(awaiting, woken));
        co_return meeting->take();
    }

private:
    using Timer = boost::asio::basic_waitable_timer<
        std::chrono::steady_clock, boost::asio::wait_traits<std::chrono::steady_clock>, Executor>;

    /// The coroutine's side; lives in its frame.
    class Attendance {
    public:
        Attendance(Meeting& meeting, Timer& timer) : meeting_(meeting) {
            const std::scoped_lock lock(meeting.guard_);
            if (meeting.thing_) timer.expires_after(std::chrono::seconds{0});
            meeting.timer_ = &timer;
        }
        ~Attendance() {
            const std::scoped_lock lock(meeting_.guard_);
            meeting_.timer_ = nullptr;
            meeting_.is_over_ = true;
        }
        Attendance(const Attendance&) = delete;
        Attendance& operator=(const Attendance&) = delete;

    private:
        Meeting& meeting_;
    };

    std::optional<T> take() {
        const std::scoped_lock lock(guard_);
        is_over_ = true;
        return std::exchange(thing_, std::nullopt);
    }

    std::mutex guard_;
    Timer* timer_ = nullptr;  ///< null: the coroutine is not there
    std::optional<T> thing_;
    bool is_over_ = false;
};

}  // namespace vacancy::outside::fias
