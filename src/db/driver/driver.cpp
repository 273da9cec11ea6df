#include "db/driver/driver.hpp"

#include "db/queues.hpp"

#include <boost/asio/async_result.hpp>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <future>

namespace vacancy::db {

namespace asio = boost::asio;

std::chrono::nanoseconds longest_wait(Database& database) {
    auto* const driver = dynamic_cast<Driver*>(&database);
    return driver != nullptr ? driver->longest_wait() : std::chrono::nanoseconds{};
}

Step Driver::open_span(Step& step) const {
    Step span = step.open(span::vacancy_db_transaction, {});
    span.set(attr::db_system_name, system_name());
    return span;
}

void Driver::start(Job& job) {
    const std::string_view queue = queue_of(job);
    job.in_queue(queue);
    if (submit(job)) return;
    job.span().count(metric::vacancy_db_refused, {queue});
    job.fail_with({.code = ErrorCode::overloaded, .detail = {}, .retry_after_s = 1});
    job.complete();
}

Task<std::optional<Error>> Driver::perform(Step& step, Access access, Work work) {
    Job job(open_span(step), access, std::move(work), clock_.steady_ns());
    if (run_here(job)) co_return job.take_outcome();
    const Executor executor = co_await asio::this_coro::executor;
    // Once the job is submitted this coroutine may already run elsewhere: nothing of it is touched
    // after that. The handler owns the coroutine, so its frame outlives the job. The guard goes
    // when the database thread has left `post`: until then the executor's context must not end.
    auto initiate = [this, &job, executor](auto handler) {
        job.on_complete([executor, guard = asio::make_work_guard(executor),
                         resume = std::move(handler)]() mutable {
            asio::post(executor, [resume = std::move(resume)]() mutable { std::move(resume)(); });
        });
        start(job);
    };
    const asio::use_awaitable_t<Executor> token;
    co_await asio::async_initiate<const asio::use_awaitable_t<Executor>, void()>(
        std::move(initiate), token);
    co_return job.take_outcome();
}

std::optional<Error> Driver::perform_now(Step& step, Access access, Work work) {
    Job job(open_span(step), access, std::move(work), clock_.steady_ns());
    if (run_here(job)) return job.take_outcome();
    std::promise<void> promise;
    auto done = promise.get_future();
    job.on_complete([promise = std::move(promise)]() mutable { promise.set_value(); });
    start(job);
    done.wait();
    return job.take_outcome();
}

}  // namespace vacancy::db
