#pragma once
// An entry of the audit trail and the hash that chains it to the one before. Pure.

#include "base/id.hpp"
#include "base/time.hpp"

#include <string>

namespace vacancy::hotel {

/// What somebody did. No guest data: subjects are ids, rooms and dates.
struct Deed {
    std::string actor;
    std::string role;
    std::string action;   ///< "check_in", "posting.void", …
    std::string subject;  ///< what it was done to
    std::string detail{};
    std::string trace_id{};
};

struct TrailEntry {
    PropertyId property;
    std::int64_t position = 0;  ///< from 1, without gaps
    Instant at{};
    Deed deed;
    std::string previous_hash{};  ///< empty for the first
    std::string hash{};
};

/// BLAKE2b-256 in hex over the previous hash and every field, each with its length before it, so
/// that no two different entries read the same.
[[nodiscard]] std::string hash_of(const TrailEntry& entry);

/// How far somebody who checks a chain has come.
struct TrailWalk {
    PropertyId property;
    std::int64_t position = 0;
    std::string hash{};
};
/// The next entry belongs there and is as it was written; otherwise what is wrong, in words.
[[nodiscard]] std::string walk_on(TrailWalk& walk, const TrailEntry& entry);

}  // namespace vacancy::hotel
