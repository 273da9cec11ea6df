#pragma once
// A deadline on one step: `timeout` when the work has no answer in time. The work is asked to stop
// and waited for, so that nothing it refers to dies under it; an answer that came after all wins.
//
// Work that never has to wait (prices and availability from memory) costs no timer. All of it
// happens on the caller's executor, which has one thread.

#include "base/error.hpp"
#include "trace/pause.hpp"
#include "trace/task.hpp"

#include <boost/asio/async_result.hpp>
#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/error.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <chrono>
#include <exception>
#include <functional>
#include <memory>
#include <optional>
#include <utility>

namespace vacancy::saga {

namespace detail {

/// The work and its alarm. Owned by the two while they run, never by the waiting coroutine:
/// `resume` owns that one, and both would keep each other alive when the executor ends.
template <class T>
struct Race {
    std::optional<Result<T>> answer{};
    std::exception_ptr thrown{};
    bool has_ended = false;  ///< the work; the spawner may hear of it a little later
    bool alarm_ended = true;
    boost::asio::cancellation_signal stop_work{};
    boost::asio::cancellation_signal stop_alarm{};
    std::move_only_function<void()> resume{};
};

template <class T>
Task<void> finish(Task<Result<T>> work, std::shared_ptr<Race<T>> race) {
    try {
        Task<Result<T>> own = std::move(work);  // nothing of it outlives what it refers to
        race->answer.emplace(co_await std::move(own));
    } catch (const boost::system::system_error&) {
        // it was asked to stop: no answer
    } catch (...) {
        race->thrown = std::current_exception();
    }
    race->has_ended = true;
}

/// Runs until it has to wait, or to its end.
template <class T>
void start_work(const Executor& executor, Task<Result<T>> work,
                const std::shared_ptr<Race<T>>& race) {
    const auto ended = [race](const std::exception_ptr&) {
        if (!race->alarm_ended) race->stop_alarm.emit(boost::asio::cancellation_type::terminal);
        if (auto resume = std::exchange(race->resume, {})) resume();
    };
    boost::asio::co_spawn(executor, finish<T>(std::move(work), race),
                          boost::asio::bind_cancellation_slot(race->stop_work.slot(), ended));
}

template <class T>
void start_alarm(const Executor& executor, Task<void> alarm, const std::shared_ptr<Race<T>>& race) {
    race->alarm_ended = false;
    const auto ended = [race](const std::exception_ptr&) {
        race->alarm_ended = true;
        if (!race->has_ended) race->stop_work.emit(boost::asio::cancellation_type::terminal);
    };
    boost::asio::co_spawn(executor, std::move(alarm),
                          boost::asio::bind_cancellation_slot(race->stop_alarm.slot(), ended));
}

}  // namespace detail

/// Zero: no deadline.
template <class T>
Task<Result<T>> in_time(Timers& timers, std::chrono::milliseconds budget, Task<Result<T>> work) {
    if (budget.count() == 0) co_return co_await std::move(work);
    const Executor executor = co_await boost::asio::this_coro::executor;
    auto race = std::make_shared<detail::Race<T>>();
    detail::start_work<T>(executor, std::move(work), race);
    if (!race->has_ended) detail::start_alarm<T>(executor, timers.pause(budget), race);
    if (!race->has_ended) {
        const std::weak_ptr<detail::Race<T>> waited_for = std::exchange(race, nullptr);
        auto initiate = [&waited_for](auto handler) {
            waited_for.lock()->resume = std::move(handler);
        };
        const boost::asio::use_awaitable_t<Executor> token;
        co_await boost::asio::async_initiate<const boost::asio::use_awaitable_t<Executor>, void()>(
            std::move(initiate), token);
        race = waited_for.lock();  // the work's end, which resumed us, still owns it
    }
    if (race->thrown) std::rethrow_exception(race->thrown);
    if (race->answer) co_return std::move(*race->answer);
    co_return fail(ErrorCode::timeout);
}

}  // namespace vacancy::saga
