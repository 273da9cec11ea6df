#include "db/sqlite/connection.hpp"

#include "db/driver/constraints.hpp"
#include "db/driver/statement.hpp"

namespace vacancy::db::sqlite {
namespace {

constexpr int busy_ms = 10'000;

int remember_log(void* pages, sqlite3*, const char*, int count) {
    *static_cast<int*>(pages) = count;
    return SQLITE_OK;
}

/// Counting every byte under one lock is for who reads the counts; nobody here does. It can be said
/// before the library's first use only; later it is refused, and only a little speed is lost.
void spare_statistics() {
    static const int said = sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
    static_cast<void>(said);
}

Violation violation_of(int code) {
    switch (code) {
        case SQLITE_CONSTRAINT_UNIQUE:
        case SQLITE_CONSTRAINT_PRIMARYKEY:
        case SQLITE_CONSTRAINT_ROWID: return Violation::unique;
        case SQLITE_CONSTRAINT_CHECK: return Violation::check;
        case SQLITE_CONSTRAINT_FOREIGNKEY: return Violation::foreign_key;
        case SQLITE_CONSTRAINT_NOTNULL: return Violation::not_null;
        default: return Violation::other;
    }
}

}  // namespace

bool is_fatal(int code) {
    const int primary = code & 0xff;
    return primary == SQLITE_IOERR || primary == SQLITE_CORRUPT || primary == SQLITE_NOTADB;
}

Error error_of(int code, std::string_view message) {
    switch (code & 0xff) {
        case SQLITE_CONSTRAINT:
            return {.code = code_of_violation(violation_of(code), constraint_in(message)),
                    .detail = {}};
        case SQLITE_FULL: return {.code = ErrorCode::store_full, .detail = {}};
        case SQLITE_INTERRUPT: return {.code = ErrorCode::timeout, .detail = {}};
        case SQLITE_ERROR:
        case SQLITE_READONLY:
        case SQLITE_MISMATCH:
        case SQLITE_RANGE: return {.code = ErrorCode::internal, .detail = std::string(message)};
        default: return {.code = ErrorCode::store_unavailable, .detail = {}};
    }
}

Borrowed::~Borrowed() {
    if (handle_ == nullptr) return;
    if (cached_) {
        sqlite3_reset(handle_);
        sqlite3_clear_bindings(handle_);
    } else {
        sqlite3_finalize(handle_);
    }
}

Result<std::unique_ptr<Connection>> Connection::open(const std::string& path, Mode mode) {
    spare_statistics();
    sqlite3* handle = nullptr;
    const int flags =
        mode == Mode::writer ? SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE : SQLITE_OPEN_READONLY;
    const int rc = sqlite3_open_v2(path.c_str(), &handle, flags | SQLITE_OPEN_NOMUTEX, nullptr);
    std::unique_ptr<Connection> connection(new Connection(handle));
    if (rc != SQLITE_OK)
        return fail(ErrorCode::store_unavailable,
                    "The database " + path + " cannot be opened: " + sqlite3_errstr(rc));
    sqlite3_extended_result_codes(handle, 1);
    // Small memory for a statement comes from the connection's own stock instead of the allocator.
    constexpr int piece = 1200;
    constexpr int pieces = 400;
    sqlite3_db_config(handle, SQLITE_DBCONFIG_LOOKASIDE, nullptr, piece, pieces);
    sqlite3_busy_timeout(handle, busy_ms);
    if (auto ready = connection->prepare_for(mode, path == ":memory:"); !ready)
        return fail(ErrorCode::store_unavailable,
                    "The database " + path + " cannot be used: " + ready.error().detail);
    return connection;
}

Result<void> Connection::prepare_for(Mode mode, bool in_memory) {
    // Checkpoints are explicit: a failed sync inside an automatic one would be swallowed.
    static constexpr const char* writer[] = {
        "PRAGMA journal_mode = WAL", "PRAGMA synchronous = FULL", "PRAGMA wal_autocheckpoint = 0"};
    static constexpr const char* all[] = {"PRAGMA foreign_keys = ON", "PRAGMA temp_store = MEMORY",
                                          "PRAGMA cache_size = -65536",
                                          "PRAGMA trusted_schema = OFF"};
    const auto run = [this](const char* text) -> Result<void> {
        if (sqlite3_exec(handle_, text, nullptr, nullptr, nullptr) != SQLITE_OK)
            return fail(ErrorCode::store_unavailable,
                        std::string(text) + ": " + std::string(message()));
        return {};
    };
    if (mode == Mode::writer && !in_memory) {
        for (const char* text : writer) TRY_VOID(run(text));
        sqlite3_wal_hook(handle_, remember_log, &log_pages_);
    }
    if (mode == Mode::reader) TRY_VOID(run("PRAGMA query_only = ON"));
    for (const char* text : all) TRY_VOID(run(text));
    return {};
}

Connection::~Connection() {
    for (auto& [name, cached] : cache_) sqlite3_finalize(cached.handle);
    for (auto& [text, statement] : controls_) sqlite3_finalize(statement);
    sqlite3_close(handle_);
}

sqlite3_stmt* Connection::compile(const std::string& text, unsigned flags, int& rc) {
    sqlite3_stmt* statement = nullptr;
    rc = sqlite3_prepare_v3(handle_, text.c_str(), static_cast<int>(text.size() + 1), flags,
                            &statement, nullptr);
    return statement;
}

int Connection::control(const char* text) {
    int rc = SQLITE_OK;
    auto& statement = controls_[text];
    if (statement == nullptr) statement = compile(text, SQLITE_PREPARE_PERSISTENT, rc);
    if (statement == nullptr) return rc;
    sqlite3_step(statement);
    return sqlite3_reset(statement);
}

Borrowed Connection::borrow(const Sql& sql, int& rc) {
    rc = SQLITE_OK;
    const auto found = sql.name.empty() ? cache_.end() : cache_.find(sql.name);
    const bool known = found != cache_.end();
    if (known) {
        must(found->second.text == sql.text);  // one name, one statement
        // The same statement inside its own visitor gets a second copy for this once.
        if (sqlite3_stmt_busy(found->second.handle) == 0)
            return {found->second.handle, std::string_view(found->second.span_name)};
    }
    const bool keep = !known && !sql.name.empty();
    const unsigned flags = keep ? SQLITE_PREPARE_PERSISTENT : 0U;
    auto* statement = compile(with_numbered_parameters(sql.text), flags, rc);
    if (statement == nullptr || !keep) return {statement, Borrowed::Once{span_name_of(sql)}};
    const auto [at, inserted] =
        cache_.emplace(sql.name, Cached{statement, std::string(sql.text), span_name_of(sql)});
    return {statement, std::string_view(at->second.span_name)};
}

}  // namespace vacancy::db::sqlite
