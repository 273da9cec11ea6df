#pragma once
// Writer: the one connection of this process that writes and checkpoints, and its thread. It takes
// all transactions that wait, runs one after the other, commits once, then runs what was to follow
// the commit and wakes the askers. No timer: a batch is what came while the last one was committed.
//
// A savepoint for each costs a copy of every page it touches, and hardly one has anything to undo:
// it is refused before it writes. So there are none until one fails after it wrote; then the whole
// batch is rolled back and run again, each in a savepoint, and so are the next few batches.
//
// Any I/O error while writing stops the process. A full disk refuses the write and goes on.

#include "db/driver/job.hpp"
#include "db/sqlite/connection.hpp"

#include <thread>

namespace vacancy::db::sqlite {

class Writer {
public:
    Writer(std::unique_ptr<Connection> connection, const Clock& clock, std::size_t queue_limit);
    Writer(const Writer&) = delete;
    Writer& operator=(const Writer&) = delete;
    ~Writer();

    void start_thread();
    [[nodiscard]] bool put(Job& job) { return queue_.put(job); }
    /// On this thread, without the writer's own.
    void run_here(Job& job);
    [[nodiscard]] std::size_t waiting() const { return queue_.size(); }
    [[nodiscard]] std::chrono::nanoseconds longest_wait() { return queue_.longest_wait(); }

private:
    void loop();
    void commit_together(std::span<Job* const> batch);
    void commit_alone(Job& job);
    /// What a batch came to: to be committed, to be run again with savepoints, or each by itself.
    enum class Batch : std::uint8_t { whole, needs_savepoints, gave_up };
    [[nodiscard]] Batch run_in_turn(std::span<Job* const> batch);
    [[nodiscard]] Batch run_in_savepoints(std::span<Job* const> batch);
    [[nodiscard]] bool run_in_savepoint(Job& job);
    void conclude(std::span<Job* const> batch);
    void checkpoint(int at_pages);
    /// BEGIN, or the error of all these jobs.
    [[nodiscard]] bool begin(std::span<Job* const> batch);
    void roll_back();
    void expect_ok(int rc);

    std::unique_ptr<Connection> connection_;
    const Clock& clock_;
    JobQueue queue_;
    int careful_ = 0;  ///< batches still to be run with savepoints
    std::thread thread_{};
};

}  // namespace vacancy::db::sqlite
