#pragma once
// Connection: one libpq connection with the statements it has prepared, used by one thread. It is
// in pipeline mode: what is sent waits until `sync`, then all of it goes out at once and the
// answers are taken in the same order. A statement that fails takes those behind it, up to the
// `sync`, with it.

#include "base/error.hpp"
#include "db/sql.hpp"

#include <libpq-fe.h>

#include <chrono>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <unordered_map>

namespace vacancy::db::postgres {

struct ResultDeleter {
    void operator()(PGresult* result) const { PQclear(result); }
};
using ResultPtr = std::unique_ptr<PGresult, ResultDeleter>;

class Connection {
public:
    Connection(std::string url, std::chrono::milliseconds statement_timeout)
        : url_(std::move(url)), statement_timeout_(statement_timeout) {}
    Connection(const Connection&) = delete;
    Connection& operator=(const Connection&) = delete;
    ~Connection() { close(); }

    /// Connects when it is not connected, and prepares these.
    Result<void> ensure(std::span<const Sql> frame);
    void close();
    [[nodiscard]] bool is_lost() const {
        return handle_ == nullptr || PQstatus(handle_) != CONNECTION_OK;
    }
    /// A named statement has to be prepared before it is sent; that is a round trip, for which
    /// nothing else may be under way.
    [[nodiscard]] bool knows(const Sql& sql) const {
        return sql.name.empty() || prepared_.contains(sql.name);
    }
    [[nodiscard]] ResultPtr prepare(const Sql& sql);
    /// False: the connection is lost.
    [[nodiscard]] bool send(const Sql& sql, std::span<const Value> values);
    /// What was sent goes out.
    void sync();
    /// The answer of the next statement that was sent; null when the connection is lost.
    [[nodiscard]] ResultPtr take();
    /// After the last answer.
    void take_sync();
    /// One statement with a round trip of its own: BEGIN, COMMIT, …
    [[nodiscard]] ResultPtr run(const Sql& sql, std::span<const Value> values = {});
    /// The span's name, made once for each named statement.
    [[nodiscard]] std::string span_name(const Sql& sql);
    /// The server warned with class 01 since the last `forget_warning`.
    [[nodiscard]] bool was_warned() const { return warned_; }
    void forget_warning() { warned_ = false; }
    [[nodiscard]] std::string message() const;

private:
    struct Prepared {
        std::string name;
        std::string text;
        std::string span_name;
    };
    static void notice(void* self, const PGresult* result);
    /// Like PQgetResult, but within the statement's time and a little more.
    [[nodiscard]] ResultPtr next();
    void wait_until(std::int64_t steady_ns);
    [[nodiscard]] Result<void> set_up(std::span<const Sql> frame);

    std::string url_;
    std::chrono::milliseconds statement_timeout_;
    PGconn* handle_ = nullptr;
    std::unordered_map<std::string_view, Prepared> prepared_{};  ///< keyed by Sql::name, a constant
    bool warned_ = false;
};

[[nodiscard]] bool is_good(const PGresult* result);
[[nodiscard]] std::string_view sqlstate_of(const PGresult* result);
[[nodiscard]] Error error_of(const PGresult* result, bool connection_lost);
/// Serialization failure or deadlock: the whole transaction can be run again.
[[nodiscard]] bool is_retryable(std::string_view sqlstate);

}  // namespace vacancy::db::postgres
