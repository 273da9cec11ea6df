#pragma once
// Job: one transaction on its way from the coroutine that asked to the database thread that runs
// it. It lives in the asking coroutine's frame (or on the blocked caller's stack), so asking
// allocates nothing of its own; after `complete` the database thread must not touch it.

#include "db/database.hpp"

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <exception>
#include <mutex>
#include <vector>

namespace vacancy::db {

class Job {
public:
    using Action = std::function<void()>;

    Job(Step span, Database::Access access, Database::Work work, std::int64_t queued_ns)
        : span_(std::move(span)), work_(std::move(work)), queued_ns_(queued_ns), access_(access) {}
    Job(const Job&) = delete;
    Job& operator=(const Job&) = delete;

    [[nodiscard]] bool writes() const { return access_ == Database::Access::write; }
    /// The queue's own note, by the machine's clock whatever the store's is.
    void entered(std::int64_t steady_ns) { entered_ns_ = steady_ns; }
    [[nodiscard]] std::int64_t entered_ns() const { return entered_ns_; }
    [[nodiscard]] Database::Access access() const { return access_; }
    [[nodiscard]] Step& span() { return span_; }

    /// Called by the asker before it is queued.
    void on_complete(std::move_only_function<void()> resume) { resume_ = std::move(resume); }

    /// The database thread begins; what an earlier try left is forgotten.
    void begin(std::int64_t now_ns);
    /// Runs the body; true when it wants to commit.
    bool run(Tx& tx);
    void fail_with(Error error) { error_ = std::move(error); }
    [[nodiscard]] bool failed() const { return error_.has_value() || thrown_ != nullptr; }
    void after_commit(Action action) { actions_.push_back(std::move(action)); }
    [[nodiscard]] std::vector<Action>& actions() { return actions_; }
    /// How many shared its commit; one of them is the `first`, so that a commit counts once.
    void batch_of(std::size_t size, bool first) {
        batch_ = size;
        is_first_ = first;
    }
    void in_queue(std::string_view queue) { queue_ = queue; }
    /// Closes the span and wakes the asker. The last touch.
    void complete();

    /// The asker's side, after completion: the error, or the exception thrown by the body.
    std::optional<Error> take_outcome();

private:
    void close_span();
    void measure();

    Step span_;
    Database::Work work_;
    std::move_only_function<void()> resume_{};
    std::vector<Action> actions_{};
    std::optional<Error> error_{};
    std::exception_ptr thrown_{};
    std::int64_t queued_ns_;
    std::int64_t entered_ns_ = 0;
    std::int64_t waited_ns_ = 0;
    std::size_t batch_ = 0;
    std::string_view queue_{};
    int attempts_ = 0;
    bool is_first_ = false;
    Database::Access access_;
};

/// A bounded queue of jobs; any thread puts, database threads take.
class JobQueue {
public:
    explicit JobQueue(std::size_t limit) : limit_(limit) {}

    /// False when it is full or closed.
    [[nodiscard]] bool put(Job& job);
    /// Waits for work, then takes up to `most` in order; empty when closed and drained.
    void take(std::vector<Job*>& out, std::size_t most);
    void close();
    [[nodiscard]] std::size_t size() const;
    /// The longest that one has waited here since this was last asked.
    [[nodiscard]] std::chrono::nanoseconds longest_wait() {
        return std::chrono::nanoseconds(longest_ns_.exchange(0, std::memory_order_relaxed));
    }

private:
    void note_wait(const Job& oldest);

    mutable std::mutex mutex_;
    std::condition_variable filled_;
    std::vector<Job*> jobs_{};
    std::size_t limit_;
    std::atomic<std::int64_t> longest_ns_{0};
    bool closed_ = false;
};

}  // namespace vacancy::db
