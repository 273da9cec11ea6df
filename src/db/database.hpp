#pragma once
// Database: the one way to run a transaction. `transact` hands a plain function to a database
// thread; the function loads, decides and saves through Tx, cannot suspend, must not call the
// outside world and may be run again whole (after a serialization failure), so it changes nothing
// but the database and its own locals. A Result error rolls everything back. So does a statement
// that failed: the first such error is what the transaction answers, even when the body goes on (on
// PostgreSQL nothing can follow it, and both behave alike); expect conflicts with `on conflict`.
//
// SQLite: one writer thread commits all waiting transactions together, each in a savepoint.
// PostgreSQL: a pool of connections. A COMMIT whose answer was lost is outcome_unknown.

#include "base/error.hpp"
#include "db/sql.hpp"
#include "trace/step.hpp"
#include "trace/task.hpp"

#include <array>
#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <type_traits>

namespace vacancy::db {

class Tx {
public:
    virtual ~Tx() = default;

    /// The store's own time, the same for the whole transaction; holds are judged by it.
    [[nodiscard]] virtual Instant now() = 0;

    /// Runs a statement; answers how many rows it changed.
    template <class... Args>
    Result<std::int64_t> run(const Sql& sql, const Args&... args) {
        const std::array<Value, sizeof...(Args)> values{to_value(args)...};
        return execute(sql, values, nullptr);
    }

    /// Calls `visit(const Row&)` for every row.
    template <class Visit, class... Args>
    Result<void> each(const Sql& sql, Visit&& visit, const Args&... args) {
        const std::array<Value, sizeof...(Args)> values{to_value(args)...};
        const RowVisitor visitor = [&](const Row& row) { visit(row); };
        TRY_VOID(execute(sql, values, &visitor));
        return {};
    }

    /// The first row through `map(const Row&)`, or nothing.
    template <class Map, class... Args>
    auto first(const Sql& sql, Map&& map, const Args&... args)
        -> Result<std::optional<std::invoke_result_t<Map, const Row&>>> {
        std::optional<std::invoke_result_t<Map, const Row&>> found;
        TRY_VOID(each(
            sql,
            [&](const Row& row) {
                if (!found) found.emplace(map(row));
            },
            args...));
        return found;
    }

    /// Runs after the commit is durable, on the database thread, in order of commits; for the
    /// in-memory calendars and live events. Must not throw or block. Dropped on rollback.
    virtual void after_commit(std::function<void()> action) = 0;

    /// The span of this transaction; statements become its children by themselves.
    [[nodiscard]] virtual Step& step() = 0;

protected:
    using RowVisitor = std::function<void(const Row&)>;
    virtual Result<std::int64_t> execute(const Sql& sql, std::span<const Value> values,
                                         const RowVisitor* visit) = 0;
};

class Database {
public:
    enum class Access : std::uint8_t { read, write };
    /// What a database thread runs; answers the error that must roll back, or nothing.
    using Work = std::function<std::optional<Error>(Tx&)>;

    virtual ~Database() = default;

    /// body: Result<T>(Tx&). The coroutine resumes on its own executor after the commit.
    template <class Body>
    auto transact(Step& step, Body body) -> Task<std::invoke_result_t<Body, Tx&>> {
        return submit(step, std::move(body), Access::write);
    }
    /// A consistent snapshot; writes fail. Many run at once.
    template <class Body>
    auto read(Step& step, Body body) -> Task<std::invoke_result_t<Body, Tx&>> {
        return submit(step, std::move(body), Access::read);
    }
    /// The same from a thread that is not a coroutine (start-up, tools, tests): blocks.
    template <class Body>
    auto transact_now(Step& step, Body body) -> std::invoke_result_t<Body, Tx&> {
        return submit_now(step, std::move(body), Access::write);
    }
    template <class Body>
    auto read_now(Step& step, Body body) -> std::invoke_result_t<Body, Tx&> {
        return submit_now(step, std::move(body), Access::read);
    }

    [[nodiscard]] virtual std::string_view system_name() const = 0;  ///< "sqlite", "postgresql"
    /// Copies the whole database to a file while it is in use (SQLite; PostgreSQL says how
    /// instead).
    virtual Result<void> backup(const std::string& file) = 0;

    /// Transactions waiting for a thread right now.
    [[nodiscard]] virtual std::size_t waiting() const = 0;
    /// The same by queue ("writer", "readers"; "pool"), for the gauge vacancy.db.queue.length.
    using QueueVisitor = std::function<void(std::string_view queue, std::size_t waiting)>;
    virtual void each_queue(const QueueVisitor& visit) const = 0;

protected:
    /// Completes with the commit's own error (unknown outcome, store gone), or nothing.
    virtual Task<std::optional<Error>> perform(Step& step, Access access, Work work) = 0;
    virtual std::optional<Error> perform_now(Step& step, Access access, Work work) = 0;

private:
    template <class Body>
    static Work wrap(Body& body, std::optional<std::invoke_result_t<Body, Tx&>>& outcome) {
        return [&body, &outcome](Tx& tx) -> std::optional<Error> {
            outcome.emplace(body(tx));
            if (!*outcome) return outcome->error();
            return std::nullopt;
        };
    }
    template <class Body>
    auto submit(Step& step, Body body, Access access) -> Task<std::invoke_result_t<Body, Tx&>> {
        std::optional<std::invoke_result_t<Body, Tx&>> outcome;
        Work work = wrap(body, outcome);
        auto failure = co_await perform(step, access, std::move(work));
        if (failure) co_return std::unexpected(std::move(*failure));
        co_return std::move(*outcome);
    }
    template <class Body>
    auto submit_now(Step& step, Body body, Access access) -> std::invoke_result_t<Body, Tx&> {
        std::optional<std::invoke_result_t<Body, Tx&>> outcome;
        if (auto failure = perform_now(step, access, wrap(body, outcome)))
            return std::unexpected(std::move(*failure));
        return std::move(*outcome);
    }
};

struct DatabaseOptions {
    std::string url;               ///< sqlite:PATH, sqlite::memory:, postgres://…
    const Clock* clock = nullptr;  ///< null: the system clock. A given clock is the store's time
    int readers = 2;               ///< SQLite reader threads; PostgreSQL: pool size in all
    int queue_limit = 4096;        ///< waiting transactions; more are refused with `overloaded`
    /// Everything on the caller's thread, SQLite only: the simulator and replay.
    bool inline_execution = false;
    /// Never writes: a tool beside a running server (backup). SQLite then needs no writer's lock.
    bool read_only = false;
    std::chrono::milliseconds statement_timeout{10'000};  ///< PostgreSQL
};

/// Opens the database; an environmental error (no such directory, no server) is a clear sentence.
[[nodiscard]] Result<std::unique_ptr<Database>> open_database(const DatabaseOptions& options);

}  // namespace vacancy::db
