#include "db/migrate.hpp"
#include "main/commands.hpp"
#include "main/console.hpp"
#include "main/replay/run.hpp"

#include <fmt/format.h>

#include <chrono>

namespace vacancy {
namespace {

using namespace replay;

Result<RoomCounts> rooms_for(const ReplayOptions& options, const std::vector<HistoryRow>& history,
                             const std::vector<Event>& events) {
    if (options.rooms.empty()) return peak_rooms(history, events);
    return read_rooms(options.rooms);
}

Result<std::unique_ptr<db::Database>> open_db(const ReplayOptions& options, const Clock& clock) {
    db::DatabaseOptions database;
    database.url = options.db.empty() ? "sqlite::memory:" : options.db;
    database.clock = &clock;
    database.inline_execution = true;
    TRY(auto db, db::open_database(database));
    Step step = Step::silent();
    TRY_VOID(db::migrate(step, *db));
    return db;
}

void show(std::size_t done, std::size_t all) {
    constexpr std::size_t width = 40;
    const std::size_t full = all == 0 ? width : done * width / all;
    show_progress(fmt::format("[{}{}] {} of {}", std::string(full, '#'),
                              std::string(width - full, '.'), done, all));
}

/// Everybody has left and paid: no posting may hang, no key may open a door.
Result<void> check_books(const Report& report) {
    if (!report.desk || (report.desk->unbalanced == 0 && report.desk->keys == 0)) return {};
    return fail(ErrorCode::internal,
                fmt::format("the books do not close: {} unbalanced postings, {} keys left",
                            report.desk->unbalanced, report.desk->keys));
}

Result<Report> replay_history(const ReplayOptions& options) {
    TRY(auto history, read_history(options.file));
    if (options.first > 0 && options.first < history.size()) history.resize(options.first);
    const auto events = timeline(history);
    TRY(const RoomCounts rooms, rooms_for(options, history, events));
    const LocalDate first = events.empty() ? LocalDate::of(2015, 1, 1) : events.front().day;
    ManualClock clock(instant_of(first, std::chrono::minutes{0}, "Europe/Lisbon"));
    TRY(auto db, open_db(options, clock));
    const std::int64_t began = system_clock().steady_ns();
    World world(std::move(db), clock);
    Step step = Step::silent();
    TRY_VOID(set_up_hotels(step, world, history, rooms));
    const Script script{history, events, options.front_desk};
    TRY(const Booked booked, run_history(world, script, show));
    end_progress();
    TRY(Report report, read_back(world, history, booked));
    report.seconds = static_cast<double>(system_clock().steady_ns() - began) / 1e9;
    for (const auto& [key, count] : rooms) report.rooms[key.first] += count;
    const auto found = differences(report.by_month, expected_by_month(history));
    // With fewer rooms than the history needed, the two cannot agree and need not.
    if (!found.empty() && booked.refused.empty())
        return fail(ErrorCode::internal,
                    fmt::format("the replay does not reconcile: {} ({} in all)", found.front(),
                                found.size()));
    TRY_VOID(check_books(report));
    return report;
}

}  // namespace

int replay_command(const ReplayOptions& options) {
    const auto report = replay_history(options);
    if (!report) return complain(report.error());
    say_line(options.json ? report->json() : report->text());
    return 0;
}

}  // namespace vacancy
