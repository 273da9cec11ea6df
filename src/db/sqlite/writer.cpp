#include "db/sqlite/writer.hpp"

#include "db/driver/driver.hpp"
#include "db/sqlite/transaction.hpp"

namespace vacancy::db::sqlite {
namespace {

constexpr std::size_t largest_batch = 1024;
constexpr int careful_batches = 64;
constexpr int idle_checkpoint_pages = 1'000;     // 4 MiB, when nobody waits
constexpr int forced_checkpoint_pages = 16'000;  // 64 MiB, whoever waits

}  // namespace

Writer::Writer(std::unique_ptr<Connection> connection, const Clock& clock, std::size_t queue_limit)
    : connection_(std::move(connection)), clock_(clock), queue_(queue_limit) {}

Writer::~Writer() {
    queue_.close();
    if (thread_.joinable()) thread_.join();
}

void Writer::start_thread() {
    thread_ = std::thread([this] { loop(); });
}

void Writer::loop() {
    std::vector<Job*> batch;
    for (;;) {
        queue_.take(batch, largest_batch);
        if (batch.empty()) return;
        if (batch.size() == 1) {
            commit_alone(*batch.front());
        } else {
            commit_together(batch);
        }
        checkpoint(queue_.size() == 0 ? idle_checkpoint_pages : forced_checkpoint_pages);
    }
}

void Writer::run_here(Job& job) {
    must(!connection_->in_transaction());
    commit_alone(job);
    checkpoint(idle_checkpoint_pages);
}

void Writer::expect_ok(int rc) {
    if (rc != SQLITE_OK) stop_process(connection_->message());
}

bool Writer::begin(std::span<Job* const> batch) {
    const int rc = connection_->control("BEGIN IMMEDIATE");
    if (rc == SQLITE_OK) return true;
    if (is_fatal(rc)) stop_process(connection_->message());
    for (Job* job : batch) {
        job->begin(clock_.steady_ns());
        job->fail_with(error_of(rc, connection_->message()));
        job->complete();
    }
    return false;
}

void Writer::roll_back() {
    if (connection_->in_transaction()) expect_ok(connection_->control("ROLLBACK"));
}

void Writer::commit_alone(Job& job) {
    Job* const batch[] = {&job};
    if (!begin(batch)) return;
    bool commits = run_body(*connection_, clock_, job).keeps;
    if (commits) {
        const int rc = connection_->control("COMMIT");
        if (rc != SQLITE_OK) {
            if (is_fatal(rc)) stop_process(connection_->message());
            job.fail_with(error_of(rc, connection_->message()));
            commits = false;
        }
    }
    if (!commits) roll_back();
    job.batch_of(1, true);
    conclude(batch);
}

bool Writer::run_in_savepoint(Job& job) {
    expect_ok(connection_->control("SAVEPOINT job"));
    const bool keeps = run_body(*connection_, clock_, job).keeps;
    if (!connection_->in_transaction()) return false;  // SQLite gave the whole batch up (disk full)
    if (!keeps) expect_ok(connection_->control("ROLLBACK TO job"));
    expect_ok(connection_->control("RELEASE job"));
    return true;
}

Writer::Batch Writer::run_in_savepoints(std::span<Job* const> batch) {
    for (Job* job : batch)
        if (!run_in_savepoint(*job)) return Batch::gave_up;
    return Batch::whole;
}

Writer::Batch Writer::run_in_turn(std::span<Job* const> batch) {
    for (Job* job : batch) {
        const Ran ran = run_body(*connection_, clock_, *job);
        if (!connection_->in_transaction()) return Batch::gave_up;
        if (!ran.keeps && ran.wrote) return Batch::needs_savepoints;
    }
    return Batch::whole;
}

void Writer::commit_together(std::span<Job* const> batch) {
    if (!begin(batch)) return;
    Batch outcome = careful_ > 0 ? Batch::needs_savepoints : run_in_turn(batch);
    if (careful_ > 0) {
        --careful_;
    } else if (outcome == Batch::needs_savepoints) {
        careful_ = careful_batches;
        expect_ok(connection_->control("ROLLBACK"));
        if (!begin(batch)) return;
    }
    if (outcome == Batch::needs_savepoints) outcome = run_in_savepoints(batch);
    bool whole = outcome == Batch::whole;
    if (whole) {
        const int rc = connection_->control("COMMIT");
        if (rc != SQLITE_OK && is_fatal(rc)) stop_process(connection_->message());
        whole = rc == SQLITE_OK;
    }
    if (!whole) {  // nothing of it is durable; each again by itself, so that one harms no other
        roll_back();
        for (Job* job : batch) commit_alone(*job);
        return;
    }
    for (Job* job : batch) job->batch_of(batch.size(), job == batch.front());
    conclude(batch);
}

void Writer::conclude(std::span<Job* const> batch) {
    for (Job* job : batch) {
        if (job->failed()) continue;
        for (auto& action : job->actions()) action();
    }
    for (Job* job : batch) job->complete();
}

void Writer::checkpoint(int at_pages) {
    if (connection_->log_pages() < at_pages) return;
    int in_log = 0;
    int moved = 0;
    const int rc = sqlite3_wal_checkpoint_v2(connection_->handle(), nullptr,
                                             SQLITE_CHECKPOINT_PASSIVE, &in_log, &moved);
    const int primary = rc & 0xff;
    // A full disk cannot take the pages now; they are safe in the log, and reads go on.
    if (rc != SQLITE_OK && primary != SQLITE_BUSY && primary != SQLITE_FULL)
        stop_process(connection_->message());
    // A reader may still need the log; then the next commit counts its pages again.
    if (rc == SQLITE_OK && moved == in_log) connection_->log_was_emptied();
}

}  // namespace vacancy::db::sqlite
