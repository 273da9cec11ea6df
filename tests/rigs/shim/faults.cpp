// librig_faults.so, loaded with LD_PRELOAD into the real server: it stands before the C library's
// own calls, counts them and does what the valve says. It knows nothing of the product, and the
// product nothing of it. Everything goes straight to the kernel from here: a sanitizer calls some
// of these before anything of the C++ library may be used.

#include "rigs/shim/valve.hpp"

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <cstdarg>
#include <cstdlib>
#include <cstring>
#include <ctime>
#include <string_view>

namespace vacancy::rigs {
namespace {

Valve* map_valve() {
    const char* file = std::getenv("RIGS_VALVE");
    if (file == nullptr) return nullptr;
    const long fd = syscall(SYS_openat, AT_FDCWD, file, O_RDWR | O_CLOEXEC, 0);
    if (fd < 0) return nullptr;
    void* at =
        mmap(nullptr, sizeof(Valve), PROT_READ | PROT_WRITE, MAP_SHARED, static_cast<int>(fd), 0);
    syscall(SYS_close, fd);
    return at == MAP_FAILED ? nullptr : static_cast<Valve*>(at);
}

Valve* valve = nullptr;

__attribute__((constructor)) void open_shim() { valve = map_valve(); }

Place place_of_path(std::string_view path) {
    const std::string_view store(valve->store.data());
    if (store.empty() || !path.starts_with(store)) return other_files;
    const auto rest = path.substr(store.size());
    const bool is_store = rest.empty() || rest == "-wal" || rest == "-shm" || rest == "-journal";
    return is_store ? store_files : other_files;
}

Place place_of(int fd) {
    struct stat facts{};
    if (syscall(SYS_fstat, fd, &facts) != 0) return elsewhere;
    if (S_ISSOCK(facts.st_mode)) return sockets;
    if (!S_ISREG(facts.st_mode) && !S_ISDIR(facts.st_mode)) return elsewhere;
    char link[32] = "/proc/self/fd/";
    char digits[12];
    int n = 0;
    do digits[n++] = static_cast<char>('0' + fd % 10);
    while ((fd /= 10) != 0);
    std::size_t end = 14;
    while (n > 0) link[end++] = digits[--n];
    link[end] = '\0';
    char path[1024];
    const long size = syscall(SYS_readlink, link, path, sizeof path);
    return size <= 0 ? other_files : place_of_path({path, static_cast<std::size_t>(size)});
}

enum class Verdict { go, failed, lied };

/// Counts the call and does the deed when it is this one.
Verdict judge(Call call, Place place) {
    if ((valve->places.load() & place) == 0) return Verdict::go;
    const auto index = static_cast<std::size_t>(call);
    const auto nth = valve->seen.at(index).fetch_add(1) + 1;
    if (valve->call.load() != static_cast<std::uint32_t>(call)) return Verdict::go;
    const auto at = valve->at.load();
    const bool is_it = valve->from_then_on.load() != 0 ? nth >= at : nth == at;
    const auto deed = static_cast<Deed>(valve->deed.load());
    if (!is_it || deed == Deed::count_only) return Verdict::go;
    valve->done.fetch_add(1);
    if (deed == Deed::lie) return Verdict::lied;
    if (deed == Deed::fail) {
        errno = valve->error_number.load();
        return Verdict::failed;
    }
    syscall(SYS_kill, syscall(SYS_getpid), SIGKILL);
    for (;;) syscall(SYS_pause);  // it does not come to this: the signal is there already
}

bool is_shut() { return valve == nullptr || valve->is_open.load() == 0; }

Verdict judge_file(Call call, int fd) {
    if (is_shut()) return Verdict::go;
    const Verdict verdict = judge(call, place_of(fd));
    // A connection that was reset is gone for both ends, whatever is tried on it next.
    if (verdict == Verdict::failed && errno == ECONNRESET) {
        syscall(SYS_shutdown, fd, SHUT_RDWR);
        errno = ECONNRESET;
    }
    return verdict;
}

Verdict judge_path(Call call, const char* path) {
    return is_shut() ? Verdict::go : judge(call, place_of_path(path));
}

/// Makes the call unless the valve says otherwise; `lie` is its answer when it is not made.
template <class Result, class Make>
Result unless(Verdict verdict, Result lie, Make make) {
    if (verdict == Verdict::go) return static_cast<Result>(make());
    return verdict == Verdict::lied ? lie : static_cast<Result>(-1);
}

void jump(clockid_t clock, timespec* at) {
    if (valve == nullptr || at == nullptr) return;
    const bool wall = clock == CLOCK_REALTIME || clock == CLOCK_REALTIME_COARSE;
    const bool steady = clock == CLOCK_MONOTONIC || clock == CLOCK_BOOTTIME;
    if (!wall && !steady) return;
    const auto by = wall ? valve->wall_jump_ns.load() : valve->steady_jump_ns.load();
    constexpr std::int64_t second = 1'000'000'000;
    const std::int64_t ns = static_cast<std::int64_t>(at->tv_sec) * second + at->tv_nsec + by;
    at->tv_sec = ns / second;
    at->tv_nsec = ns % second;
}

}  // namespace
}  // namespace vacancy::rigs

using namespace vacancy::rigs;  // NOLINT: the functions below must have the C library's names

extern "C" {

#pragma clang diagnostic push
#pragma clang diagnostic ignored "-Wmissing-prototypes"
#pragma clang diagnostic ignored "-Wpedantic"

ssize_t pwrite64(int fd, const void* data, size_t size, off64_t at) {
    return unless(judge_file(Call::pwrite64, fd), static_cast<ssize_t>(size),
                  [&] { return syscall(SYS_pwrite64, fd, data, size, at); });
}

ssize_t write(int fd, const void* data, size_t size) {
    return unless(judge_file(Call::write, fd), static_cast<ssize_t>(size),
                  [&] { return syscall(SYS_write, fd, data, size); });
}

int fdatasync(int fd) {
    return unless(judge_file(Call::fdatasync, fd), 0, [&] { return syscall(SYS_fdatasync, fd); });
}

int fsync(int fd) {
    return unless(judge_file(Call::fsync, fd), 0, [&] { return syscall(SYS_fsync, fd); });
}

int ftruncate64(int fd, off64_t size) {
    return unless(judge_file(Call::ftruncate, fd), 0,
                  [&] { return syscall(SYS_ftruncate, fd, size); });
}

int unlink(const char* path) {
    return unless(judge_path(Call::unlink, path), 0,
                  [&] { return syscall(SYS_unlinkat, AT_FDCWD, path, 0); });
}

int rename(const char* from, const char* to) {
    return unless(judge_path(Call::rename, from), 0,
                  [&] { return syscall(SYS_renameat, AT_FDCWD, from, AT_FDCWD, to); });
}

ssize_t send(int fd, const void* data, size_t size, int flags) {
    return unless(judge_file(Call::sendto, fd), static_cast<ssize_t>(size),
                  [&] { return syscall(SYS_sendto, fd, data, size, flags, nullptr, 0); });
}

ssize_t sendmsg(int fd, const msghdr* message, int flags) {
    return unless(judge_file(Call::sendmsg, fd), ssize_t{0},
                  [&] { return syscall(SYS_sendmsg, fd, message, flags); });
}

ssize_t pread64(int fd, void* into, size_t size, off64_t at) {
    return unless(judge_file(Call::pread64, fd), ssize_t{0},
                  [&] { return syscall(SYS_pread64, fd, into, size, at); });
}

ssize_t read(int fd, void* into, size_t size) {
    return unless(judge_file(Call::read, fd), ssize_t{0},
                  [&] { return syscall(SYS_read, fd, into, size); });
}

ssize_t recv(int fd, void* into, size_t size, int flags) {
    return unless(judge_file(Call::recvfrom, fd), ssize_t{0},
                  [&] { return syscall(SYS_recvfrom, fd, into, size, flags, nullptr, nullptr); });
}

ssize_t recvmsg(int fd, msghdr* message, int flags) {
    return unless(judge_file(Call::recvmsg, fd), ssize_t{0},
                  [&] { return syscall(SYS_recvmsg, fd, message, flags); });
}

int connect(int fd, const sockaddr* address, socklen_t size) {
    return unless(judge_file(Call::connect, fd), 0,
                  [&] { return syscall(SYS_connect, fd, address, size); });
}

int accept(int fd, sockaddr* address, socklen_t* size) {
    return unless(judge_file(Call::accept, fd), -1,
                  [&] { return syscall(SYS_accept, fd, address, size); });
}

static int mode_of(int flags, va_list list) {
    return (flags & (O_CREAT | O_TMPFILE)) != 0 ? va_arg(list, int) : 0;
}

int open(const char* path, int flags, ...) {
    va_list list;
    va_start(list, flags);
    const int mode = mode_of(flags, list);
    va_end(list);
    return unless(judge_path(Call::open, path), -1,
                  [&] { return syscall(SYS_openat, AT_FDCWD, path, flags, mode); });
}

int open64(const char* path, int flags, ...) {
    va_list list;
    va_start(list, flags);
    const int mode = mode_of(flags, list);
    va_end(list);
    return unless(judge_path(Call::open, path), -1,
                  [&] { return syscall(SYS_openat, AT_FDCWD, path, flags, mode); });
}

int clock_gettime(clockid_t clock, timespec* at) {
    const auto done = static_cast<int>(syscall(SYS_clock_gettime, clock, at));
    if (done == 0) jump(clock, at);
    return done;
}

#pragma clang diagnostic pop

}  // extern "C"
