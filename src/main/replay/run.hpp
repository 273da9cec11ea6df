#pragma once
// The replay itself: every event of the history in its order, on the simulated clock.

#include "main/replay/hotels.hpp"
#include "main/replay/report.hpp"

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace vacancy::replay {

/// Called now and then with events done and events in all.
using Progress = std::function<void(std::size_t done, std::size_t all)>;

/// What became of the rows that were asked for.
struct Booked {
    std::optional<DeskCounts> desk{};                        ///< of a run with its front desk
    std::vector<std::optional<ReservationId>> reservations;  ///< by row; nothing: refused
    std::map<std::string, std::int64_t> refused;             ///< by the house, by error code
    std::int64_t holds = 0;
    std::int64_t contention = 0;  ///< nothing left, or lost at the lock
};

/// Books, cancels, checks in and out; what was done in an earlier run is found and left. An error
/// is one that the history cannot explain: a bug, or a store that does not answer.
/// With `at_desk` guests are checked in and out by the front desk, and its audits close the days.
struct Script {
    const std::vector<HistoryRow>& history;
    const std::vector<Event>& events;
    bool at_desk = false;
};
Result<Booked> run_history(World& world, const Script& script, const Progress& progress);

/// Reads every reservation back from the store and counts.
Result<Report> read_back(World& world, const std::vector<HistoryRow>& history,
                         const Booked& booked);

}  // namespace vacancy::replay
