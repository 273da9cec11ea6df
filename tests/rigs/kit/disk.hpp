#pragma once
// Disk: what a disk holds after the power went: all that was synced, and of the rest nothing or a
// random part, sector by sector, in any order. It reads the record of shim/power.cpp.

#include "rigs/shim/power_record.hpp"

#include <array>
#include <optional>
#include <random>
#include <string>
#include <vector>

namespace vacancy::rigs {

class Disk {
public:
    /// `database` and its log as they are now count as synced; the record begins here.
    Disk(std::string database, std::string record);

    /// Reads the record and puts the files back as the disk has them; `keep_percent` of what was
    /// not synced is there, 0: none of it. Answers how many writes were not synced.
    std::size_t lose_power(int keep_percent, std::mt19937_64& dice);

private:
    struct Change {
        PowerDeed deed;
        std::int64_t offset;
        std::string data;
    };
    struct File {
        std::string path;
        std::optional<std::string> synced{};  ///< none: there is no such file
        std::vector<Change> pending{};
    };

    void read_record();
    void take(const PowerRecord& what, std::string data);
    static void apply(std::optional<std::string>& content, const Change& change);
    void keep_part_of(File& file, int keep_percent, std::mt19937_64& dice) const;

    std::string database_;
    std::string record_;
    std::array<File, 3> files_;
};

}  // namespace vacancy::rigs
