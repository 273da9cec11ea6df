#pragma once
// What a replay came to, as people read it and as programs do (fields: docs/reference/replay.md).

#include "main/replay/history.hpp"

#include <map>
#include <optional>
#include <string>
#include <utility>

namespace vacancy::replay {

/// One hotel and month of arrival. Nights and revenue count the stays that checked out.
struct MonthFigures {
    int accepted = 0;
    int checked_out = 0;
    int canceled = 0;
    int no_show = 0;
    std::int64_t nights = 0;
    Money revenue{0, eur()};

    friend bool operator==(const MonthFigures&, const MonthFigures&) = default;
};

/// (hotel, "2015-07").
using ByMonth = std::map<std::pair<std::string, std::string>, MonthFigures>;

/// What the front desk did of it, with --front-desk.
struct DeskCounts {
    std::int64_t check_ins = 0;
    std::int64_t check_outs = 0;
    std::int64_t night_audits = 0;
    std::int64_t discrepancies = 0;  ///< that the audits found
    std::int64_t postings = 0;
    std::int64_t unbalanced = 0;
    std::int64_t open_folios = 0;  ///< at the end
    std::int64_t owed_minor = 0;   ///< on them
    std::int64_t keys = 0;         ///< that still open a door
};

struct Report {
    std::int64_t rows = 0;
    std::int64_t accepted = 0;
    std::map<std::string, std::int64_t> refused;  ///< by reason
    std::int64_t checked_out = 0;
    std::int64_t canceled = 0;
    std::int64_t no_show = 0;
    ByMonth by_month;
    std::optional<DeskCounts> desk{};
    std::map<std::string, int> rooms;  ///< of each hotel, for the occupancy
    std::int64_t holds = 0;
    std::int64_t contention = 0;
    double seconds = 0;

    [[nodiscard]] std::string json() const;
    [[nodiscard]] std::string text() const;
};

/// What the file itself says, without booking anything: the figures a replay must come to.
[[nodiscard]] ByMonth expected_by_month(const std::vector<HistoryRow>& history);
[[nodiscard]] std::string month_of(LocalDate day);  ///< "2015-07"

/// Every place where the replay and the file differ, in words; empty: they agree exactly.
[[nodiscard]] std::vector<std::string> differences(const ByMonth& replayed, const ByMonth& file);

}  // namespace vacancy::replay
