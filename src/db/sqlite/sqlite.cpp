#include "db/sqlite/sqlite.hpp"

#include "db/driver/driver.hpp"
#include "db/sqlite/lock.hpp"
#include "db/sqlite/readers.hpp"
#include "db/sqlite/writer.hpp"

namespace vacancy::db::sqlite {
namespace {

class SqliteDatabase final : public Driver {
public:
    SqliteDatabase(std::string path, const DatabaseOptions& options)
        : Driver(options), path_(std::move(path)), inline_(options.inline_execution) {}

    Result<void> start(const DatabaseOptions& options) {
        const auto limit = static_cast<std::size_t>(options.queue_limit);
        const bool in_memory = path_ == ":memory:";
        if (!options.read_only) {
            if (!in_memory) {
                TRY(auto lock, WriterLock::take(path_));
                lock_ = std::move(lock);
            }
            TRY(auto connection, Connection::open(path_, Mode::writer));
            writer_ = std::make_unique<Writer>(std::move(connection), clock_, limit);
        }
        if (!in_memory && !inline_) {
            readers_ = std::make_unique<Readers>(clock_, limit);
            TRY_VOID(readers_->start(path_, options.readers));
        }
        if (writer_ != nullptr && !inline_) writer_->start_thread();
        return {};
    }

    [[nodiscard]] std::string_view system_name() const override { return "sqlite"; }
    [[nodiscard]] std::size_t waiting() const override {
        return (writer_ != nullptr ? writer_->waiting() : 0) +
               (readers_ != nullptr ? readers_->waiting() : 0);
    }
    void each_queue(const QueueVisitor& visit) const override {
        if (writer_ != nullptr) visit("writer", writer_->waiting());
        if (readers_ != nullptr) visit("readers", readers_->waiting());
    }
    [[nodiscard]] std::chrono::nanoseconds longest_wait() override {
        const auto written =
            writer_ != nullptr ? writer_->longest_wait() : std::chrono::nanoseconds{};
        const auto read =
            readers_ != nullptr ? readers_->longest_wait() : std::chrono::nanoseconds{};
        return std::max(written, read);
    }
    Result<void> backup(const std::string& file) override {
        if (path_ == ":memory:")
            return fail(ErrorCode::invalid_request, "A database in memory has no backup");
        return copy_database(path_, file);
    }

protected:
    bool submit(Job& job) override {
        if (!job.writes() && readers_ != nullptr) return readers_->put(job);
        return writer_ != nullptr && writer_->put(job);
    }
    [[nodiscard]] std::string_view queue_of(const Job& job) const override {
        return !job.writes() && readers_ != nullptr ? "readers" : "writer";
    }
    bool run_here(Job& job) override {
        if (!inline_ || writer_ == nullptr) return false;
        writer_->run_here(job);
        return true;
    }

private:
    std::string path_;
    std::optional<WriterLock> lock_{};
    std::unique_ptr<Writer> writer_{};
    std::unique_ptr<Readers> readers_{};
    bool inline_;
};

}  // namespace

Result<std::unique_ptr<Database>> open(const std::string& path, const DatabaseOptions& options) {
    auto database = std::make_unique<SqliteDatabase>(path, options);
    TRY_VOID(database->start(options));
    return database;
}

}  // namespace vacancy::db::sqlite
