#pragma once
// PowerRecord: what the VFS of shim/power.cpp writes down and the model of kit/disk.hpp reads.

#include <cstdint>

namespace vacancy::rigs {

enum class PowerFile : std::uint32_t { database, log, journal };
enum class PowerDeed : std::uint32_t {
    write,
    truncate,  ///< to `offset` bytes
    sync,
    remove,  ///< may come back: its directory was not synced
    remove_now,
};

/// Followed by `size` bytes of data.
struct PowerRecord {
    PowerDeed deed = PowerDeed::sync;
    PowerFile file = PowerFile::database;
    std::int64_t offset = 0;
    std::uint32_t size = 0;
    std::uint32_t reserved = 0;
};

}  // namespace vacancy::rigs
