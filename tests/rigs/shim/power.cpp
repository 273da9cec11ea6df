// librig_power.so, loaded with LD_PRELOAD into the real server: a SQLite VFS before the default one
// that writes down, in order, each write, truncation, deletion and sync of the database and its
// log. From that record a rig works out what a disk holds that forgot what was not synced. With
// RIGS_SYNCHRONOUS=NORMAL the server's own pragma is turned down: the control that must lose.

#include "rigs/shim/power_record.hpp"

#include <dlfcn.h>
#include <fcntl.h>
#include <sqlite3.h>
#include <sys/uio.h>
#include <unistd.h>

#include <cstdlib>
#include <cstring>
#include <string>
#include <string_view>

namespace vacancy::rigs {
namespace {

sqlite3_vfs* below = nullptr;
int record_file = -1;
std::string_view store;  // in the environment, which stays

/// Which of the recorded files a path is; none: -1.
int file_of(const char* path) {
    if (path == nullptr || store.empty()) return -1;
    std::string_view name(path);
    if (!name.starts_with(store)) return -1;
    name.remove_prefix(store.size());
    if (name.empty()) return static_cast<int>(PowerFile::database);
    if (name == "-wal") return static_cast<int>(PowerFile::log);
    if (name == "-journal") return static_cast<int>(PowerFile::journal);
    return -1;
}

void record(PowerRecord what, const void* data) {
    iovec parts[2] = {{&what, sizeof what}, {const_cast<void*>(data), what.size}};
    const int count = data != nullptr ? 2 : 1;
    // One call with O_APPEND: records of several threads do not mix.
    if (writev(record_file, parts, count) < 0) _exit(98);
}

struct File {
    sqlite3_file base;
    int which;
    sqlite3_file* real;  ///< right behind this
};

File* of(sqlite3_file* file) { return reinterpret_cast<File*>(file); }
sqlite3_file* real_of(sqlite3_file* file) { return of(file)->real; }

PowerRecord about(sqlite3_file* file, PowerDeed deed) {
    return {.deed = deed, .file = static_cast<PowerFile>(of(file)->which)};
}

int close_file(sqlite3_file* f) { return real_of(f)->pMethods->xClose(real_of(f)); }
int read_file(sqlite3_file* f, void* into, int size, sqlite3_int64 at) {
    return real_of(f)->pMethods->xRead(real_of(f), into, size, at);
}
int write_file(sqlite3_file* f, const void* data, int size, sqlite3_int64 at) {
    const int rc = real_of(f)->pMethods->xWrite(real_of(f), data, size, at);
    if (rc != SQLITE_OK || of(f)->which < 0) return rc;
    PowerRecord what = about(f, PowerDeed::write);
    what.offset = at;
    what.size = static_cast<std::uint32_t>(size);
    record(what, data);
    return rc;
}
int truncate_file(sqlite3_file* f, sqlite3_int64 size) {
    const int rc = real_of(f)->pMethods->xTruncate(real_of(f), size);
    if (rc != SQLITE_OK || of(f)->which < 0) return rc;
    PowerRecord what = about(f, PowerDeed::truncate);
    what.offset = size;
    record(what, nullptr);
    return rc;
}
/// Written down when the sync has come back: what follows may be promised to somebody.
int sync_file(sqlite3_file* f, int flags) {
    const int rc = real_of(f)->pMethods->xSync(real_of(f), flags);
    if (rc == SQLITE_OK && of(f)->which >= 0) record(about(f, PowerDeed::sync), nullptr);
    return rc;
}
int file_size(sqlite3_file* f, sqlite3_int64* size) {
    return real_of(f)->pMethods->xFileSize(real_of(f), size);
}
int lock_file(sqlite3_file* f, int level) { return real_of(f)->pMethods->xLock(real_of(f), level); }
int unlock_file(sqlite3_file* f, int level) {
    return real_of(f)->pMethods->xUnlock(real_of(f), level);
}
int check_lock(sqlite3_file* f, int* out) {
    return real_of(f)->pMethods->xCheckReservedLock(real_of(f), out);
}
int control_file(sqlite3_file* f, int op, void* argument) {
    return real_of(f)->pMethods->xFileControl(real_of(f), op, argument);
}
int sector_size(sqlite3_file* f) { return real_of(f)->pMethods->xSectorSize(real_of(f)); }
/// Nothing is said of the disk's good qualities: this one has none.
int characteristics(sqlite3_file*) { return 0; }
int map_shared(sqlite3_file* f, int region, int size, int extend, volatile void** at) {
    return real_of(f)->pMethods->xShmMap(real_of(f), region, size, extend, at);
}
int lock_shared(sqlite3_file* f, int offset, int n, int flags) {
    return real_of(f)->pMethods->xShmLock(real_of(f), offset, n, flags);
}
void barrier(sqlite3_file* f) { real_of(f)->pMethods->xShmBarrier(real_of(f)); }
int unmap_shared(sqlite3_file* f, int remove) {
    return real_of(f)->pMethods->xShmUnmap(real_of(f), remove);
}

const sqlite3_io_methods methods = {
    .iVersion = 2,  // no memory mapping: every write comes by here
    .xClose = close_file,
    .xRead = read_file,
    .xWrite = write_file,
    .xTruncate = truncate_file,
    .xSync = sync_file,
    .xFileSize = file_size,
    .xLock = lock_file,
    .xUnlock = unlock_file,
    .xCheckReservedLock = check_lock,
    .xFileControl = control_file,
    .xSectorSize = sector_size,
    .xDeviceCharacteristics = characteristics,
    .xShmMap = map_shared,
    .xShmLock = lock_shared,
    .xShmBarrier = barrier,
    .xShmUnmap = unmap_shared,
    .xFetch = nullptr,
    .xUnfetch = nullptr,
};

int open_file(sqlite3_vfs*, const char* path, sqlite3_file* f, int flags, int* out) {
    File* file = of(f);
    file->which = file_of(path);
    file->real = reinterpret_cast<sqlite3_file*>(file + 1);
    const int rc = below->xOpen(below, path, file->real, flags, out);
    // SQLite closes what has methods, also when the opening failed.
    file->base.pMethods = file->real->pMethods != nullptr ? &methods : nullptr;
    return rc;
}

int delete_file(sqlite3_vfs*, const char* path, int sync_directory) {
    const int rc = below->xDelete(below, path, sync_directory);
    const int which = file_of(path);
    if (rc == SQLITE_OK && which >= 0)
        record({.deed = sync_directory != 0 ? PowerDeed::remove_now : PowerDeed::remove,
                .file = static_cast<PowerFile>(which)},
               nullptr);
    return rc;
}

/// Before main: from here on every database of the process is opened through this.
__attribute__((constructor)) void stand_before() {
    const char* file = std::getenv("RIGS_POWER_RECORD");
    const char* database = std::getenv("RIGS_POWER_STORE");
    if (file == nullptr || database == nullptr) return;
    store = database;
    record_file = open(file, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0600);
    below = sqlite3_vfs_find(nullptr);
    if (record_file < 0 || below == nullptr) _exit(98);
    static sqlite3_vfs ours = *below;
    ours.zName = "forgetful";
    ours.pNext = nullptr;
    ours.szOsFile = static_cast<int>(sizeof(File)) + below->szOsFile;
    ours.xOpen = open_file;
    ours.xDelete = delete_file;
    if (sqlite3_vfs_register(&ours, 1) != SQLITE_OK) _exit(98);
}

}  // namespace
}  // namespace vacancy::rigs

extern "C" int sqlite3_exec(sqlite3* database, const char* sql,
                            int (*visit)(void*, int, char**, char**), void* with, char** error) {
    static const auto real =
        reinterpret_cast<decltype(&sqlite3_exec)>(dlsym(RTLD_NEXT, "sqlite3_exec"));
    const char* wanted = std::getenv("RIGS_SYNCHRONOUS");
    if (wanted != nullptr && std::string_view(sql) == "PRAGMA synchronous = FULL")
        return real(database, (std::string("PRAGMA synchronous = ") + wanted).c_str(), visit, with,
                    error);
    return real(database, sql, visit, with, error);
}
