#pragma once
// Evidence: what each rig did and found. At the end it is a table on the output and evidence.json
// in the working directory (RIGS_EVIDENCE names another place).

#include "rigs/kit/checker.hpp"

#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace vacancy::rigs {

/// One rig on one store.
struct Line {
    std::string rig{};
    std::string store{};
    std::string how{};      ///< "strace", "shim", "tmpfs", …
    int rounds = 0;         ///< were run
    int of = 0;             ///< there are; more than `rounds` when they were sampled
    int reached = 0;        ///< in which the fault happened
    int acknowledged = 0;   ///< answers that must not be lost
    std::string canary{};   ///< the planted bug and what was found of it
    std::string not_run{};  ///< what this machine cannot do
    Findings findings{};
    std::chrono::steady_clock::time_point began = std::chrono::steady_clock::now();
    double seconds = 0;
};

/// Keeps the line for the table and fails the test case when it has findings.
void conclude(Line line);
void add(Line& line, const std::string& where, const Findings& found);

/// RIGS=all runs every round there is; anything else a sample that CI can pay.
[[nodiscard]] bool runs_all();
/// RIGS_SEED, or a new one; printed with the table.
[[nodiscard]] std::uint64_t seed();
/// `count` of the numbers 1 … `of`, evenly spread with a start that the seed chooses.
[[nodiscard]] std::vector<std::uint64_t> sample(std::uint64_t of, std::uint64_t count);
[[nodiscard]] std::uint64_t chance(std::uint64_t below);
/// RIGS_ONLY=words runs only the faults whose names contain them.
[[nodiscard]] bool is_wanted(const std::string& name);
/// One line for who watches (RIGS_TALK=1).
void tell(const std::string& where);

}  // namespace vacancy::rigs
