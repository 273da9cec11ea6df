#include "db/driver/job.hpp"

#include <algorithm>

namespace vacancy::db {

void Job::begin(std::int64_t now_ns) {
    if (attempts_++ == 0) waited_ns_ = now_ns - queued_ns_;
    actions_.clear();
    error_.reset();
    thrown_ = nullptr;
}

bool Job::run(Tx& tx) {
    try {
        error_ = work_(tx);
    } catch (...) {
        thrown_ = std::current_exception();
    }
    return !failed();
}

void Job::measure() {
    if (!queue_.empty() && attempts_ > 0)
        span_.record(metric::vacancy_db_queue_wait, static_cast<double>(waited_ns_) / 1e9,
                     {queue_});
    if (is_first_) span_.record(metric::vacancy_db_batch_size, static_cast<double>(batch_));
}

void Job::close_span() {
    measure();
    span_.set(attr::vacancy_db_access, std::string_view(writes() ? "write" : "read"));
    span_.set(attr::vacancy_db_wait_ms, static_cast<double>(waited_ns_) / 1e6);
    span_.set(attr::vacancy_db_attempts, attempts_);
    if (batch_ > 0) span_.set(attr::db_operation_batch_size, batch_);
    if (thrown_ != nullptr) {
        try {
            std::rethrow_exception(thrown_);
        } catch (const BrokenPromise& broken) {
            span_.close_with_broken_promise(broken);
        } catch (const std::exception& thrown) {
            span_.close_with_exception(thrown);
        } catch (...) {
            span_.close_with_broken_promise({"a transaction body threw"});
        }
        return;
    }
    // A refusal is the room's answer and shows on its own span; only the store's failures are ours.
    const bool ours = error_ && (error_->kind() == ErrorKind::unavailable ||
                                 error_->kind() == ErrorKind::outcome_unknown ||
                                 error_->kind() == ErrorKind::internal);
    span_.close(ours ? &*error_ : nullptr);
}

void Job::complete() {
    close_span();
    auto resume = std::move(resume_);
    if (resume) resume();
}

std::optional<Error> Job::take_outcome() {
    if (thrown_ != nullptr) std::rethrow_exception(thrown_);
    return std::move(error_);
}

bool JobQueue::put(Job& job) {
    job.entered(system_clock().steady_ns());
    {
        const std::scoped_lock lock(mutex_);
        if (closed_ || jobs_.size() >= limit_) return false;
        jobs_.push_back(&job);
    }
    filled_.notify_one();
    return true;
}

void JobQueue::take(std::vector<Job*>& out, std::size_t most) {
    out.clear();
    std::unique_lock lock(mutex_);
    filled_.wait(lock, [this] { return closed_ || !jobs_.empty(); });
    if (!jobs_.empty()) note_wait(*jobs_.front());
    if (jobs_.size() <= most) {
        std::swap(out, jobs_);
        return;
    }
    const auto end = jobs_.begin() + static_cast<std::ptrdiff_t>(most);
    out.assign(jobs_.begin(), end);
    jobs_.erase(jobs_.begin(), end);
}

void JobQueue::note_wait(const Job& oldest) {
    const std::int64_t waited = system_clock().steady_ns() - oldest.entered_ns();
    if (waited > longest_ns_.load(std::memory_order_relaxed))
        longest_ns_.store(waited, std::memory_order_relaxed);
}

void JobQueue::close() {
    {
        const std::scoped_lock lock(mutex_);
        closed_ = true;
    }
    filled_.notify_all();
}

std::size_t JobQueue::size() const {
    const std::scoped_lock lock(mutex_);
    return jobs_.size();
}

}  // namespace vacancy::db
