#pragma once
// ValveFile: the rig's side of the valve; the file is in shared memory for as long as it lives.

#include "rigs/shim/valve.hpp"

#include <map>
#include <string>

namespace vacancy::rigs {

/// The calls of one kind to stop at.
struct Stop {
    Call call = Call::pwrite64;
    std::uint64_t at = 1;
    Deed deed = Deed::kill;
    std::uint32_t places = store_files | other_files | sockets;
    bool from_then_on = false;
    int error_number = 0;
};

using Counts = std::map<Call, std::uint64_t>;

class ValveFile {
public:
    /// `store` is the path of the database file; empty with PostgreSQL.
    ValveFile(std::string file, const std::string& store);
    ValveFile(const ValveFile&) = delete;
    ValveFile& operator=(const ValveFile&) = delete;
    ~ValveFile();

    void count(std::uint32_t places);  ///< from zero, doing nothing
    void arm(const Stop& stop);        ///< from zero
    void shut();
    [[nodiscard]] Counts counts() const;
    [[nodiscard]] std::uint64_t done() const { return valve_->done.load(); }
    void jump_wall(std::int64_t seconds) { valve_->wall_jump_ns = seconds * 1'000'000'000; }
    void jump_every_clock(std::int64_t seconds);
    [[nodiscard]] const std::string& file() const { return file_; }

private:
    std::string file_;
    Valve* valve_ = nullptr;
};

}  // namespace vacancy::rigs
