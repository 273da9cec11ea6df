#pragma once
// Connection: one sqlite3 handle with its cache of prepared statements, used by one thread.

#include "base/error.hpp"
#include "db/sql.hpp"

#include <sqlite3.h>

#include <functional>
#include <memory>
#include <string>
#include <unordered_map>

namespace vacancy::db::sqlite {

enum class Mode : std::uint8_t { writer, reader };

/// A prepared statement borrowed from the cache (or made for this once); reset when it goes.
class Borrowed {
public:
    struct Once {
        std::string span_name;
    };
    Borrowed(sqlite3_stmt* handle, std::string_view cached_name)
        : handle_(handle), span_name_(cached_name), cached_(true) {}
    Borrowed(sqlite3_stmt* handle, Once once)
        : handle_(handle), own_name_(std::move(once.span_name)), span_name_(own_name_) {}
    Borrowed(const Borrowed&) = delete;
    Borrowed& operator=(const Borrowed&) = delete;
    ~Borrowed();

    [[nodiscard]] sqlite3_stmt* handle() const { return handle_; }
    [[nodiscard]] std::string_view span_name() const { return span_name_; }

private:
    sqlite3_stmt* handle_;  ///< null: the text was empty
    std::string own_name_{};
    std::string_view span_name_;
    bool cached_ = false;
};

class Connection {
public:
    static Result<std::unique_ptr<Connection>> open(const std::string& path, Mode mode);
    Connection(const Connection&) = delete;
    Connection& operator=(const Connection&) = delete;
    ~Connection();

    [[nodiscard]] sqlite3* handle() const { return handle_; }
    /// Runs a control statement (BEGIN, PRAGMA …); answers SQLite's extended code.
    int control(const char* text);
    /// Prepares or takes from the cache; a handle of null with a code in `rc` when it cannot be
    /// prepared.
    [[nodiscard]] Borrowed borrow(const Sql& sql, int& rc);
    [[nodiscard]] bool in_transaction() const { return sqlite3_get_autocommit(handle_) == 0; }
    [[nodiscard]] std::string_view message() const { return sqlite3_errmsg(handle_); }
    /// Pages in the write-ahead log after the last commit.
    [[nodiscard]] int log_pages() const { return log_pages_; }
    void log_was_emptied() { log_pages_ = 0; }

private:
    struct Cached {
        sqlite3_stmt* handle;
        std::string text;
        std::string span_name;
    };
    explicit Connection(sqlite3* handle) : handle_(handle) {}
    Result<void> prepare_for(Mode mode, bool in_memory);
    sqlite3_stmt* compile(const std::string& text, unsigned flags, int& rc);

    sqlite3* handle_;
    std::unordered_map<std::string_view, Cached> cache_{};  ///< keyed by Sql::name, a constant
    std::unordered_map<std::string_view, sqlite3_stmt*> controls_{};
    int log_pages_ = 0;
};

/// The error of a failed statement by SQLite's extended code.
[[nodiscard]] Error error_of(int code, std::string_view message);
/// Codes after which nobody knows what the file holds: I/O errors and corruption.
[[nodiscard]] bool is_fatal(int code);

}  // namespace vacancy::db::sqlite
