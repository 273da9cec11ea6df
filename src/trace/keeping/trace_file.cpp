#include "trace/keeping/trace_file.hpp"

#include "trace/keeping/codec.hpp"

#include <fcntl.h>
#include <sqlite3.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <system_error>

namespace vacancy::trace {
namespace {

/// A prepared statement of this file; finalized at the end of its scope.
class Statement {
public:
    Statement(sqlite3* db, const char* sql) {
        sqlite3_prepare_v3(db, sql, -1, SQLITE_PREPARE_PERSISTENT, &statement_, nullptr);
    }
    Statement(const Statement&) = delete;
    Statement& operator=(const Statement&) = delete;
    ~Statement() { sqlite3_finalize(statement_); }

    /// What is bound outlives the step. A statement that could not be prepared binds nothing and
    /// answers an error when stepped.
    void bind(int at, std::string_view blob) {
        sqlite3_bind_blob64(statement_, at, blob.data(), blob.size(), SQLITE_STATIC);
    }
    void bind(int at, std::int64_t number) { sqlite3_bind_int64(statement_, at, number); }
    [[nodiscard]] int step() {
        return statement_ == nullptr ? SQLITE_ERROR : sqlite3_step(statement_);
    }
    /// To its end; it can be bound and run again then.
    [[nodiscard]] bool run() {
        const bool done = step() == SQLITE_DONE;
        sqlite3_reset(statement_);
        return done;
    }
    [[nodiscard]] std::string_view blob(int column) {
        const void* data = sqlite3_column_blob(statement_, column);
        const int size = sqlite3_column_bytes(statement_, column);
        return {static_cast<const char*>(data), static_cast<std::size_t>(size)};
    }

private:
    sqlite3_stmt* statement_ = nullptr;
};

std::string_view blob_of(const TraceId& id) {
    return {reinterpret_cast<const char*>(id.bytes.data()), id.bytes.size()};
}

std::vector<TraceFile::Kept> all_of(Statement& statement) {
    std::vector<TraceFile::Kept> found;
    while (statement.step() == SQLITE_ROW) {
        if (auto trace = decode(statement.blob(0))) found.push_back(std::move(trace));
    }
    return found;
}

void remove_file(const std::string& path) {
    std::error_code ignored;  // what cannot be removed fails to open again, and that is told
    for (const char* suffix : {"", "-wal", "-shm"}) std::filesystem::remove(path + suffix, ignored);
}

Result<sqlite3*> connect(const std::string& path) {
    // The key of the installation is in it: for its owner only, before anything is written.
    const int descriptor = ::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    if (descriptor >= 0) ::close(descriptor);
    sqlite3* db = nullptr;
    const int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX;
    if (sqlite3_open_v2(path.c_str(), &db, flags, nullptr) != SQLITE_OK) {
        const std::string why = db != nullptr ? sqlite3_errmsg(db) : "out of memory";
        sqlite3_close_v2(db);
        return fail(ErrorCode::store_unavailable, path + ": " + why);
    }
    return db;
}

}  // namespace

struct TraceFile::Prepared {
    explicit Prepared(sqlite3* db)
        : begin(db, "BEGIN IMMEDIATE"),
          insert(db, "INSERT INTO kept_trace (trace_id, data) VALUES (?1, ?2)"),
          trim(db, "DELETE FROM kept_trace WHERE seq <= (SELECT max(seq) FROM kept_trace) - ?1"),
          commit(db, "COMMIT") {}

    Statement begin;
    Statement insert;
    Statement trim;
    Statement commit;
};

TraceFile::TraceFile(sqlite3* db) : db_(db) {}

Result<std::unique_ptr<TraceFile>> TraceFile::open(const std::string& path) {
    TRY(sqlite3 * db, connect(path));
    std::unique_ptr<TraceFile> file(new TraceFile(db));
    const auto prepared = file->prepare();
    if (prepared) return file;
    const int code = sqlite3_errcode(db) & 0xff;
    if (code != SQLITE_CORRUPT && code != SQLITE_NOTADB) return std::unexpected(prepared.error());
    file.reset();
    remove_file(path);
    TRY(sqlite3 * again, connect(path));
    file.reset(new TraceFile(again));
    TRY_VOID(file->prepare());
    return file;
}

TraceFile::~TraceFile() {
    prepared_.reset();
    sqlite3_close_v2(db_);
}

Error TraceFile::trouble() const {
    return {.code = ErrorCode::store_unavailable, .detail = sqlite3_errmsg(db_)};
}

Result<void> TraceFile::execute(const char* sql) {
    if (sqlite3_exec(db_, sql, nullptr, nullptr, nullptr) != SQLITE_OK)
        return std::unexpected(trouble());
    return {};
}

Result<void> TraceFile::prepare() {
    sqlite3_busy_timeout(db_, 2000);
    TRY_VOID(execute("PRAGMA journal_mode=WAL"));
    TRY_VOID(execute("PRAGMA synchronous=OFF"));
    TRY_VOID(
        execute("CREATE TABLE IF NOT EXISTS kept_trace ("
                "seq INTEGER PRIMARY KEY, trace_id BLOB NOT NULL, data BLOB NOT NULL)"));
    TRY_VOID(execute("CREATE INDEX IF NOT EXISTS kept_trace_by_id ON kept_trace (trace_id)"));
    TRY_VOID(
        execute("CREATE TABLE IF NOT EXISTS installation ("
                "one INTEGER PRIMARY KEY CHECK (one = 1), key BLOB NOT NULL)"));
    TRY_VOID(execute("INSERT OR IGNORE INTO installation VALUES (1, randomblob(32))"));
    return execute("SELECT count(*) FROM (SELECT 1 FROM kept_trace LIMIT 1)");
}

Result<void> TraceFile::insert(const KeptTrace& trace) {
    const std::string data = encode(trace);
    prepared_->insert.bind(1, blob_of(trace.id));
    prepared_->insert.bind(2, data);
    if (!prepared_->insert.run()) return std::unexpected(trouble());
    return {};
}

Result<void> TraceFile::add(std::span<const Kept> traces, std::size_t keep) {
    if (prepared_ == nullptr) prepared_ = std::make_unique<Prepared>(db_);
    if (!prepared_->begin.run()) return std::unexpected(trouble());
    const auto write = [&]() -> Result<void> {
        for (const Kept& trace : traces) TRY_VOID(insert(*trace));
        prepared_->trim.bind(1, static_cast<std::int64_t>(keep));
        if (!prepared_->trim.run() || !prepared_->commit.run()) return std::unexpected(trouble());
        return {};
    };
    auto written = write();
    if (!written) sqlite3_exec(db_, "ROLLBACK", nullptr, nullptr, nullptr);
    return written;
}

std::vector<TraceFile::Kept> TraceFile::find(const TraceId& id) {
    Statement statement(db_, "SELECT data FROM kept_trace WHERE trace_id = ?1 ORDER BY seq");
    statement.bind(1, blob_of(id));
    return all_of(statement);
}

Result<std::string> TraceFile::key() {
    Statement statement(db_, "SELECT key FROM installation");
    if (statement.step() != SQLITE_ROW) return std::unexpected(trouble());
    return std::string(statement.blob(0));
}

std::vector<TraceFile::Kept> TraceFile::newest(std::size_t count) {
    Statement statement(db_, "SELECT data FROM kept_trace ORDER BY seq DESC LIMIT ?1");
    statement.bind(1, static_cast<std::int64_t>(count));
    auto found = all_of(statement);
    std::ranges::reverse(found);
    return found;
}

}  // namespace vacancy::trace
