#include "db/postgres/worker.hpp"

#include "base/id.hpp"

#include <algorithm>

namespace vacancy::db::postgres {
namespace {

constexpr int most_tries = 8;

/// 1, 2, 4 … ms, each with up to as much again by chance, so that rivals do not meet again.
void back_off(int tried) {
    const auto base = std::int64_t{1000} << std::min(tried - 1, 6);
    const auto jitter = static_cast<std::int64_t>(random_u64() % static_cast<std::uint64_t>(base));
    std::this_thread::sleep_for(std::chrono::microseconds(base + jitter));
}

}  // namespace

void Worker::loop() {
    std::vector<Job*> taken;
    for (;;) {
        shared_.queue.take(taken, 1);
        if (taken.empty()) return;
        run(*taken.front());
    }
}

void Worker::run(Job& job) {
    std::optional<CommitOrder::Ticket> ticket;
    for (int tried = 1;; ++tried) {
        if (try_once(job, ticket) != End::again || tried == most_tries) break;
        back_off(tried);
    }
    if (ticket) return shared_.order.conclude(*ticket, job);
    job.complete();
}

void Worker::roll_back(const PostgresTx& tx) {
    if (connection_.is_lost()) return connection_.close();
    if (!tx.has_begun()) return;
    const auto ended = connection_.run(PostgresTx::rollback());
    if (!is_good(ended.get())) connection_.close();
}

Worker::End Worker::try_once(Job& job, std::optional<CommitOrder::Ticket>& ticket) {
    const Clock& clock = shared_.clock != nullptr ? *shared_.clock : system_clock();
    job.begin(clock.steady_ns());
    if (auto connected = connect(); !connected) {
        job.fail_with(std::move(connected).error());
        return End::rolled_back;
    }
    PostgresTx tx(connection_, shared_.clock, job);
    if (job.run(tx)) tx.settle();
    if (!job.failed() && tx.broken_by()) job.fail_with(*tx.broken_by());
    if (job.failed()) {
        roll_back(tx);
        return tx.wants_another_try() ? End::again : End::rolled_back;
    }
    if (!job.actions().empty() && !ticket) ticket = shared_.order.take();
    return commit(job, tx);
}

Worker::End Worker::commit(Job& job, PostgresTx& tx) {
    if (!tx.has_begun()) return End::committed;  // nothing was asked
    connection_.forget_warning();
    const auto ended = tx.commit();
    if (tx.broken_by()) {  // by a statement that was sent with the COMMIT, which then did not run
        job.fail_with(*tx.broken_by());
        roll_back(tx);
        return tx.wants_another_try() ? End::again : End::rolled_back;
    }
    if (!is_good(ended.get())) {
        if (connection_.is_lost()) {  // it may have been durable before the connection broke
            connection_.close();
            const bool in_doubt = job.writes();
            job.fail_with(
                {.code = in_doubt ? ErrorCode::outcome_unknown : ErrorCode::store_unavailable,
                 .detail = {}});
            return in_doubt ? End::rolled_back : End::again;  // what was only read is read again
        }
        job.fail_with(error_of(ended.get(), false));
        const bool again = is_retryable(sqlstate_of(ended.get()));
        roll_back(tx);
        return again ? End::again : End::rolled_back;
    }
    if (std::string_view(PQcmdStatus(ended.get())) != "COMMIT") {
        job.fail_with({.code = ErrorCode::store_unavailable, .detail = {}});
        return End::rolled_back;
    }
    // The wait for the synchronous standby was given up: durable here, perhaps not there.
    if (job.writes() && connection_.was_warned()) {
        job.fail_with({.code = ErrorCode::outcome_unknown, .detail = {}});
        return End::rolled_back;
    }
    return End::committed;
}

}  // namespace vacancy::db::postgres
