#pragma once
// TestStore: an empty database for one test, SQLite in a temporary folder or PostgreSQL in a
// database of its own (VACANCY_TEST_POSTGRES is the address of a server that may create databases).
// It goes with the test. `on_each` runs a test on both.

#include "db/database.hpp"
#include "db/migrate.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <doctest/doctest.h>

#include <exception>
#include <functional>
#include <memory>
#include <string>

namespace vacancy::test {

struct StoreOptions {
    bool migrated = true;
    int readers = 8;
    const Clock* clock = nullptr;
    int queue_limit = 4096;
};

class TestStore {
public:
    static std::unique_ptr<TestStore> sqlite(const StoreOptions& options = {});
    /// Null without VACANCY_TEST_POSTGRES.
    static std::unique_ptr<TestStore> postgres(const StoreOptions& options = {});
    TestStore(const TestStore&) = delete;
    TestStore& operator=(const TestStore&) = delete;
    ~TestStore();

    [[nodiscard]] db::Database& db() { return *db_; }
    [[nodiscard]] bool is_postgres() const { return !server_.empty(); }
    [[nodiscard]] const std::string& url() const { return url_; }
    [[nodiscard]] const std::string& folder() const { return folder_; }
    /// Another process's view: a second pool on the same database (PostgreSQL), or after `close`
    /// the same file again.
    [[nodiscard]] std::unique_ptr<db::Database> open_another(const StoreOptions& options = {});
    void close() { db_.reset(); }
    void reopen() { db_ = open_another(); }

    /// One statement outside everything (PostgreSQL only): the test's own hand in the server.
    void meddle(const std::string& sql) const;

private:
    TestStore() = default;
    std::string server_{};  ///< PostgreSQL: the address of the maintenance database
    std::string name_{};
    std::string folder_{};  ///< SQLite
    std::string url_{};
    std::unique_ptr<db::Database> db_{};
};

void on_each(const std::function<void(TestStore&)>& test, const StoreOptions& options = {});
void on_postgres(const std::function<void(TestStore&)>& test, const StoreOptions& options = {});

/// Runs one coroutine to its end on a loop of its own.
template <class T>
T run_to_end(Task<T> task) {
    boost::asio::io_context loop;
    std::optional<T> answer;
    std::exception_ptr thrown;
    boost::asio::co_spawn(loop, std::move(task), [&](std::exception_ptr error, T value) {
        thrown = error;
        answer.emplace(std::move(value));
    });
    loop.run();
    if (thrown) std::rethrow_exception(thrown);
    return std::move(*answer);
}

/// Runs plain SQL in a transaction of its own; failure fails the test.
void run_sql(db::Database& db, std::string_view text);
/// The one number a query answers.
std::int64_t number(db::Database& db, std::string_view text);

}  // namespace vacancy::test
