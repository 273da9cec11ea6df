#pragma once
// Connection: one libpq connection with the statements it has prepared, used by one thread.

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

    /// Connects when it is not connected.
    Result<void> ensure();
    void close();
    [[nodiscard]] bool is_lost() const {
        return handle_ == nullptr || PQstatus(handle_) != CONNECTION_OK;
    }
    /// BEGIN, COMMIT, SET …
    [[nodiscard]] ResultPtr control(const char* text);
    [[nodiscard]] ResultPtr run(const Sql& sql, std::span<const Value> values);
    /// The span's name, made once for each named statement.
    [[nodiscard]] std::string span_name(const Sql& sql);
    /// The server warned with class 01 since the last `forget_warning`.
    [[nodiscard]] bool was_warned() const { return warned_; }
    void forget_warning() { warned_ = false; }
    [[nodiscard]] std::string message() const;

private:
    struct Prepared {
        std::string text;
        std::string span_name;
    };
    static void notice(void* self, const PGresult* result);
    /// What was sent is answered: like PQexec, but within the statement's time and a little more.
    [[nodiscard]] ResultPtr answer(bool sent);
    void wait_until(std::int64_t steady_ns);
    [[nodiscard]] ResultPtr prepare(const Sql& sql);

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
