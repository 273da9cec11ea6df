#include "db/sqlite/connection.hpp"
#include "db/sqlite/sqlite.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <cstdio>
#include <filesystem>

namespace vacancy::db::sqlite {
namespace {

constexpr int pages_a_step = 1'024;

Error copy_failed(const std::string& to, std::string_view why) {
    return {.code = ErrorCode::store_unavailable,
            .detail = "The backup " + to + " could not be written: " + std::string(why)};
}

/// One snapshot of `source` is held for the whole copy, so that commits meanwhile neither appear in
/// it nor make it begin again.
Result<void> copy_pages(Connection& source, sqlite3* target, const std::string& to) {
    if (source.control("BEGIN") != SQLITE_OK ||
        source.control("SELECT count(*) FROM sqlite_schema") != SQLITE_OK)
        return std::unexpected(copy_failed(to, source.message()));
    sqlite3_backup* copy = sqlite3_backup_init(target, "main", source.handle(), "main");
    if (copy == nullptr) return std::unexpected(copy_failed(to, sqlite3_errmsg(target)));
    int rc = SQLITE_OK;
    while (rc == SQLITE_OK) rc = sqlite3_backup_step(copy, pages_a_step);
    sqlite3_backup_finish(copy);
    source.control("ROLLBACK");
    if (rc != SQLITE_DONE) return std::unexpected(copy_failed(to, sqlite3_errstr(rc)));
    return {};
}

void sync_folder_of(const std::string& file) {
    auto folder = std::filesystem::path(file).parent_path();
    if (folder.empty()) folder = ".";
    const int descriptor = ::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (descriptor < 0) return;
    ::fsync(descriptor);
    ::close(descriptor);
}

}  // namespace

Result<void> copy_database(const std::string& from, const std::string& to) {
    if (std::filesystem::exists(to))
        return fail(ErrorCode::already_exists, "The file " + to + " exists already");
    TRY(auto source, Connection::open(from, Mode::reader));
    const std::string partial = to + ".partial";
    std::remove(partial.c_str());
    sqlite3* target = nullptr;
    const int rc = sqlite3_open(partial.c_str(), &target);
    Result<void> copied = rc == SQLITE_OK
                              ? copy_pages(*source, target, to)
                              : std::unexpected(copy_failed(to, sqlite3_errmsg(target)));
    if (sqlite3_close(target) != SQLITE_OK && copied)
        copied = std::unexpected(copy_failed(to, "it could not be closed"));
    if (copied && std::rename(partial.c_str(), to.c_str()) != 0)
        copied = std::unexpected(copy_failed(to, std::generic_category().message(errno)));
    if (!copied) {
        std::remove(partial.c_str());
        return copied;
    }
    sync_folder_of(to);
    return {};
}

}  // namespace vacancy::db::sqlite
