#include "db/postgres/postgres.hpp"

#include "db/driver/driver.hpp"
#include "db/postgres/worker.hpp"

namespace vacancy::db::postgres {
namespace {

class PostgresDatabase final : public Driver {
public:
    explicit PostgresDatabase(const DatabaseOptions& options)
        : Driver(options),
          shared_{options.url, options.statement_timeout, options.clock,
                  static_cast<std::size_t>(options.queue_limit)},
          read_only_(options.read_only) {}
    PostgresDatabase(const PostgresDatabase&) = delete;
    PostgresDatabase& operator=(const PostgresDatabase&) = delete;
    ~PostgresDatabase() override {
        shared_.queue.close();
        for (auto& thread : threads_) thread.join();
    }

    /// The first connection is made here, so that a wrong address is known at start.
    Result<void> start(int pool) {
        for (int i = 0; i < pool; ++i) workers_.push_back(std::make_unique<Worker>(shared_));
        TRY_VOID(workers_.front()->connect());
        for (auto& worker : workers_) threads_.emplace_back([&worker = *worker] { worker.loop(); });
        return {};
    }

    [[nodiscard]] std::string_view system_name() const override { return "postgresql"; }
    [[nodiscard]] std::size_t waiting() const override { return shared_.queue.size(); }
    [[nodiscard]] std::chrono::nanoseconds longest_wait() override {
        return shared_.queue.longest_wait();
    }
    void each_queue(const QueueVisitor& visit) const override { visit("pool", waiting()); }
    Result<void> backup(const std::string& /*file*/) override {
        return fail(ErrorCode::invalid_request,
                    "PostgreSQL is backed up with its own tools: pg_dump --format=custom "
                    "--file=FILE URL, or continuous archiving");
    }

protected:
    bool submit(Job& job) override {
        return !(read_only_ && job.writes()) && shared_.queue.put(job);
    }
    [[nodiscard]] std::string_view queue_of(const Job& /*job*/) const override { return "pool"; }
    bool run_here(Job& /*job*/) override { return false; }

private:
    Shared shared_;
    std::vector<std::unique_ptr<Worker>> workers_{};
    std::vector<std::thread> threads_{};
    bool read_only_;
};

}  // namespace

Result<std::unique_ptr<Database>> open(const DatabaseOptions& options) {
    auto database = std::make_unique<PostgresDatabase>(options);
    TRY_VOID(database->start(std::max(options.readers, 1)));
    return database;
}

}  // namespace vacancy::db::postgres
