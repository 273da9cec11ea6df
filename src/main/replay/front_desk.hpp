#pragma once
// The front desk of a replay: guests are checked in and out by the desk's own flows, and every day
// is closed by the night audit, which also ends the reservations of those who never came.

#include "main/replay/history.hpp"
#include "main/replay/report.hpp"
#include "main/replay/world.hpp"

#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

namespace vacancy::replay {

class ReplayDesk {
public:
    explicit ReplayDesk(World& world) : world_(world) {}

    /// Closes the days before this one, in every hotel that is open; the clock stands at its
    /// morning afterwards.
    Task<Result<void>> close_days_before(LocalDate day);
    /// What was done in an earlier run is found and left.
    Task<Result<void>> check_in(Step& step, const hotel::Reservation& stay);
    Task<Result<void>> check_out(Step& step, const hotel::Reservation& stay);

    [[nodiscard]] const DeskCounts& counts() const { return counts_; }

private:
    Task<Result<void>> close_one(const PropertyId& property);
    Result<hotel::Room> room_of(Step& step, const hotel::Reservation& stay);

    World& world_;
    std::unordered_map<std::string, hotel::Room> rooms_;  ///< of who is in the house, by code
    DeskCounts counts_;
};

/// What the guest's folio says that the stay came to.
Result<Money> charged(World& world, const hotel::Reservation& stay);
/// What is in the books at the end: open folios and what is owed on them, postings.
Result<void> count_books(World& world, DeskCounts& counts);

}  // namespace vacancy::replay
