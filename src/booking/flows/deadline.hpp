#pragma once
// A deadline on one step: `timeout` when the work has no answer in time. The work is asked to stop
// and waited for, so that nothing it refers to dies under it; an answer that came after all wins.

#include "base/error.hpp"
#include "trace/pause.hpp"
#include "trace/task.hpp"

#include <boost/asio/experimental/awaitable_operators.hpp>
#include <boost/system/system_error.hpp>

#include <chrono>
#include <exception>
#include <optional>

namespace vacancy::booking {

namespace detail {

template <class T>
struct Finish {
    std::optional<Result<T>> answer{};
    std::exception_ptr thrown{};
};

template <class T>
Task<void> finish(Task<Result<T>> work, Finish<T>& into) {
    try {
        into.answer.emplace(co_await std::move(work));
    } catch (const boost::system::system_error&) {
        // it was asked to stop: no answer
    } catch (...) {
        into.thrown = std::current_exception();
    }
}

}  // namespace detail

/// Zero: no deadline.
template <class T>
Task<Result<T>> in_time(Timers& timers, std::chrono::milliseconds budget, Task<Result<T>> work) {
    using boost::asio::experimental::awaitable_operators::operator||;
    if (budget.count() == 0) co_return co_await std::move(work);
    detail::Finish<T> end;
    Task<void> worker = detail::finish<T>(std::move(work), end);
    Task<void> alarm = timers.pause(budget);
    co_await (std::move(worker) || std::move(alarm));
    if (end.thrown) std::rethrow_exception(end.thrown);
    if (end.answer) co_return std::move(*end.answer);
    co_return fail(ErrorCode::timeout);
}

}  // namespace vacancy::booking
