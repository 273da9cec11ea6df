#include "main/replay/timeline.hpp"

#include "main/replay/file.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

namespace vacancy::replay {
namespace {

/// A booking and the check-in of the same day change places: nobody arrives before they booked.
int rank(const Event& event, const HistoryRow& row) {
    const bool same_day = row.booked_on == row.stay.arrival;
    switch (event.what) {
        case Happening::check_out: return 0;
        case Happening::book: return same_day ? 1 : 3;
        case Happening::check_in:
        case Happening::no_show: return 2;
        case Happening::cancel: return 4;
    }
    return 5;
}

void add_fate(std::vector<Event>& events, const HistoryRow& row, std::size_t index) {
    switch (row.fate) {
        case Fate::canceled: events.push_back({row.last_status, Happening::cancel, index}); break;
        case Fate::no_show: events.push_back({row.stay.arrival, Happening::no_show, index}); break;
        case Fate::checked_out:
            events.push_back({row.stay.arrival, Happening::check_in, index});
            events.push_back({row.stay.departure, Happening::check_out, index});
            break;
    }
}

}  // namespace

std::vector<Event> timeline(const std::vector<HistoryRow>& history) {
    std::vector<Event> events;
    for (std::size_t i = 0; i < history.size(); ++i) {
        if (history[i].fault != Fault::none) continue;
        events.push_back({history[i].booked_on, Happening::book, i});
        add_fate(events, history[i], i);
    }
    std::ranges::sort(events, [&](const Event& a, const Event& b) {
        return std::tuple(a.day, rank(a, history[a.row]), a.row) <
               std::tuple(b.day, rank(b, history[b.row]), b.row);
    });
    return events;
}

RoomCounts peak_rooms(const std::vector<HistoryRow>& history, const std::vector<Event>& events) {
    std::map<std::pair<std::string, std::string>, std::map<LocalDate, int>> taken;
    RoomCounts peak;
    for (const Event& event : events) {
        const HistoryRow& row = history[event.row];
        const bool takes = event.what == Happening::book;
        if (!takes && event.what != Happening::cancel && event.what != Happening::no_show) continue;
        const std::pair key{row.hotel, row.room_type};
        for (LocalDate night = row.stay.arrival; night < row.stay.departure; ++night) {
            int& count = taken[key][night];
            count += takes ? 1 : -1;
            peak[key] = std::max(peak[key], count);
        }
    }
    return peak;
}

Result<RoomCounts> read_rooms(const std::string& file) {
    TRY(const std::string text, read_file_or_zip(file, ".csv"));
    RoomCounts rooms;
    std::string_view rest = text;
    for (int line = 1; !rest.empty(); ++line) {
        const auto end = std::min(rest.find('\n'), rest.size());
        std::string_view row = rest.substr(0, end);
        rest.remove_prefix(std::min(end + 1, rest.size()));
        if (row.ends_with('\r')) row.remove_suffix(1);
        if (row.empty() || (line == 1 && row.starts_with("hotel,"))) continue;
        const auto first = row.find(',');
        const auto last = row.rfind(',');
        int count = 0;
        const auto number = last == row.npos ? std::string_view{} : row.substr(last + 1);
        const auto [stop, code] =
            std::from_chars(number.data(), number.data() + number.size(), count);
        if (first == last || code != std::errc{} || stop != number.data() + number.size() ||
            count < 0)
            return fail(ErrorCode::invalid_request,
                        fmt::format("{} line {}: not hotel,room_type,rooms", file, line));
        rooms[{std::string(row.substr(0, first)),
               std::string(row.substr(first + 1, last - first - 1))}] = count;
    }
    return rooms;
}

}  // namespace vacancy::replay
