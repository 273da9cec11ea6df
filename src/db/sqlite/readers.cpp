#include "db/sqlite/readers.hpp"

#include "db/driver/driver.hpp"
#include "db/sqlite/transaction.hpp"

namespace vacancy::db::sqlite {

Readers::~Readers() {
    queue_.close();
    for (auto& thread : threads_) thread.join();
}

Result<void> Readers::start(const std::string& path, int count) {
    for (int i = 0; i < count; ++i) {
        TRY(auto connection, Connection::open(path, Mode::reader));
        connections_.push_back(std::move(connection));
    }
    for (auto& connection : connections_)
        threads_.emplace_back([this, &connection = *connection] { loop(connection); });
    return {};
}

void Readers::loop(Connection& connection) {
    std::vector<Job*> taken;
    for (;;) {
        queue_.take(taken, 1);
        if (taken.empty()) return;
        Job& job = *taken.front();
        if (const int rc = connection.control("BEGIN"); rc != SQLITE_OK) {
            if (is_fatal(rc)) stop_process(connection.message());
            job.begin(clock_.steady_ns());
            job.fail_with(error_of(rc, connection.message()));
        } else {
            run_body(connection, clock_, job);
        }
        // Nothing was written; whether the end succeeds does not matter to what was read.
        if (connection.in_transaction()) connection.control("ROLLBACK");
        job.complete();
    }
}

}  // namespace vacancy::db::sqlite
