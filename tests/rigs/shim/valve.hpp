#pragma once
// Valve: a page of shared memory between a rig and the shim that is loaded into the server. The rig
// opens and shuts it; the shim counts calls and, at the one that was asked for, ends the process or
// makes the call fail. Every field is an atomic: two processes and many threads look at it.

#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>

namespace vacancy::rigs {

/// The system calls a rig can stop at, by the names that strace gives them.
enum class Call : std::uint32_t {
    pwrite64,
    write,
    fdatasync,
    fsync,
    ftruncate,
    unlink,
    rename,
    sendto,
    sendmsg,
    pread64,
    read,
    recvfrom,
    recvmsg,
    open,
    connect,
    accept,
};
inline constexpr std::size_t call_count = 16;
inline constexpr std::array<const char*, call_count> call_names{
    "pwrite64", "write",   "fdatasync", "fsync",    "ftruncate", "unlink", "rename",  "sendto",
    "sendmsg",  "pread64", "read",      "recvfrom", "recvmsg",   "open",   "connect", "accept"};

enum class Deed : std::uint32_t {
    count_only,
    kill,  ///< SIGKILL to itself, before the call is made
    fail,  ///< the call is not made; it answers -1 and `error_number`
    lie,   ///< the call is not made, and yet it answers as if it had been (the planted bug)
};

/// What a descriptor or a path belongs to.
enum Place : std::uint32_t {
    store_files = 1,  ///< the database, its log and its index
    other_files = 2,
    sockets = 4,
    elsewhere = 8,  ///< pipes, event descriptors, timers
};

struct Valve {
    std::atomic<std::uint32_t> is_open;  ///< nothing is counted and nothing happens while 0
    std::atomic<std::uint32_t> deed;
    std::atomic<std::uint32_t> call;
    std::atomic<std::uint32_t> places;  ///< a mask
    std::atomic<std::uint64_t> at;      ///< the first is 1
    std::atomic<std::uint32_t> from_then_on;
    std::atomic<std::int32_t> error_number;
    std::atomic<std::uint64_t> done;  ///< how often the deed was done
    std::array<std::atomic<std::uint64_t>, call_count> seen;
    std::atomic<std::int64_t> wall_jump_ns;    ///< added to CLOCK_REALTIME
    std::atomic<std::int64_t> steady_jump_ns;  ///< added to every other clock: the planted bug
    std::array<char, 512> store;               ///< the database's path; written before the start
};

}  // namespace vacancy::rigs
