#pragma once
// What happens on which day of the history, and how many rooms of each type it takes.

#include "main/replay/history.hpp"

#include <map>
#include <string>
#include <utility>
#include <vector>

namespace vacancy::replay {

/// In the order of a day: guests leave, guests arrive or fail to, bookings come in, others go.
enum class Happening : std::uint8_t { check_out, check_in, no_show, book, cancel };

struct Event {
    LocalDate day{};
    Happening what{};
    std::size_t row = 0;  ///< index into the history
};

/// All events of the sound rows, by day, within a day by kind, within a kind by file order. A row
/// that was booked on its day of arrival is booked before it checks in.
[[nodiscard]] std::vector<Event> timeline(const std::vector<HistoryRow>& history);

/// (hotel, room type as reserved) → rooms.
using RoomCounts = std::map<std::pair<std::string, std::string>, int>;

/// The most rooms of a type that are booked for one night at one moment of the timeline.
[[nodiscard]] RoomCounts peak_rooms(const std::vector<HistoryRow>& history,
                                    const std::vector<Event>& events);

/// "hotel,room_type,rooms" lines; a line that cannot be read is an error with its number.
[[nodiscard]] Result<RoomCounts> read_rooms(const std::string& file);

}  // namespace vacancy::replay
