#pragma once
// TraceFile: kept traces in a SQLite file of their own. One connection, used by whoever holds the
// store's file lock. Nothing waits for the disk; a file that is damaged is begun anew.

#include "base/error.hpp"
#include "trace/kept_trace.hpp"

#include <cstddef>
#include <memory>
#include <span>
#include <string>
#include <vector>

struct sqlite3;
struct sqlite3_stmt;

namespace vacancy::trace {

class TraceFile {
public:
    using Kept = std::shared_ptr<const KeptTrace>;

    static Result<std::unique_ptr<TraceFile>> open(const std::string& path);
    TraceFile(const TraceFile&) = delete;
    TraceFile& operator=(const TraceFile&) = delete;
    ~TraceFile();

    /// Adds them in one transaction and lets the oldest go beyond `keep`.
    Result<void> add(std::span<const Kept> traces, std::size_t keep);
    [[nodiscard]] std::vector<Kept> find(const TraceId& id);
    /// A random text made when the file was: the key of this installation.
    [[nodiscard]] Result<std::string> key();
    /// The newest, oldest of them first.
    [[nodiscard]] std::vector<Kept> newest(std::size_t count);

private:
    explicit TraceFile(sqlite3* db);
    Result<void> prepare();
    [[nodiscard]] Error trouble() const;
    [[nodiscard]] Result<void> execute(const char* sql);
    [[nodiscard]] Result<void> insert(const KeptTrace& trace);
    /// What `add` runs again and again is compiled once.
    struct Prepared;

    sqlite3* db_;
    std::unique_ptr<Prepared> prepared_;
};

}  // namespace vacancy::trace
