#pragma once
// Readers: read-only connections, each with its thread; every transaction sees one snapshot.

#include "db/driver/job.hpp"
#include "db/sqlite/connection.hpp"

#include <thread>

namespace vacancy::db::sqlite {

class Readers {
public:
    Readers(const Clock& clock, std::size_t queue_limit) : clock_(clock), queue_(queue_limit) {}
    Readers(const Readers&) = delete;
    Readers& operator=(const Readers&) = delete;
    ~Readers();

    Result<void> start(const std::string& path, int count);
    [[nodiscard]] bool put(Job& job) { return queue_.put(job); }
    [[nodiscard]] std::size_t waiting() const { return queue_.size(); }
    [[nodiscard]] std::chrono::nanoseconds longest_wait() { return queue_.longest_wait(); }

private:
    void loop(Connection& connection);

    const Clock& clock_;
    JobQueue queue_;
    std::vector<std::unique_ptr<Connection>> connections_{};
    std::vector<std::thread> threads_{};
};

}  // namespace vacancy::db::sqlite
