#include "hotel/feed.hpp"

#include "hotel/flows/memory.hpp"
#include "hotel/store/feed.hpp"

#include <set>
#include <tuple>

namespace vacancy::hotel {
namespace {

// No transaction lives longer than a statement's time-out and a bit.
constexpr std::chrono::seconds looked_at_again{15};
// What happened while the calendars were read at the start.
constexpr std::chrono::seconds before_the_start{120};
constexpr std::chrono::minutes kept_for{10};

struct Applied {
    PropertyId property;
    RoomTypeId room_type;
    std::vector<NightLeft> nights{};
};

/// What a round found, gathered in one snapshot.
struct Round {
    std::vector<store::FeedLine> fresh{};
    std::vector<Applied> nights{};
    std::set<PropertyId> repriced{};
    Instant newest{};
};

Result<Round> gather(db::Tx& tx, const std::string& node, const Followed& followed) {
    Round round;
    const bool begins = followed.newest == Instant{};
    const Instant since = begins ? tx.now() - before_the_start : followed.newest - looked_at_again;
    round.newest = begins ? since : followed.newest;
    TRY(auto lines, store::told_since(tx, node, since));
    std::set<std::tuple<RoomTypeId, LocalDate, LocalDate>> read;
    for (store::FeedLine& line : lines) {
        if (followed.seen.contains(line.id)) continue;
        round.newest = std::max(round.newest, line.at);
        if (!line.nights && !line.ended_hold) {
            round.repriced.insert(line.property);
        } else if (line.nights && read.emplace(line.nights->room_type, line.nights->stay.arrival,
                                               line.nights->stay.departure)
                                      .second) {
            Applied applied{line.property, line.nights->room_type};
            TRY(applied.nights, store::nights_left(tx, *line.nights));
            round.nights.push_back(std::move(applied));
        }
        round.fresh.push_back(std::move(line));
    }
    return round;
}

void apply(Desk& desk, const Round& round) {
    for (const Applied& applied : round.nights)
        desk.calendars.at(applied.property).apply(applied.room_type, applied.nights);
    for (const store::FeedLine& line : round.fresh)
        if (line.ended_hold) desk.calendars.at(line.property).hold_ended(*line.ended_hold);
}

void remember(Followed& followed, const Round& round) {
    followed.newest = round.newest;
    for (const store::FeedLine& line : round.fresh) followed.seen.emplace(line.id, line.at);
    std::erase_if(followed.seen, [&](const auto& entry) {
        return entry.second < followed.newest - looked_at_again;
    });
}

}  // namespace

Task<Result<int>> follow_others(Step& step, Desk& desk, Followed& followed) {
    const auto body = [&](db::Tx& tx) { return gather(tx, desk.node, followed); };
    CO_TRY(const Round round, co_await desk.db.read(step, body));
    for (const PropertyId& property : round.repriced)
        CO_TRY_VOID(co_await reload(step, desk, property));
    apply(desk, round);
    remember(followed, round);
    co_return static_cast<int>(round.fresh.size());
}

Result<std::int64_t> purge_feed(db::Tx& tx, int limit) {
    return store::purge_told(tx, tx.now() - kept_for, limit);
}

Result<std::int64_t> purge_holds(db::Tx& tx, Instant before, int limit) {
    return store::purge_holds(tx, before, limit);
}

Result<std::int64_t> live_hold_count(db::Tx& tx) { return store::live_hold_count(tx); }

}  // namespace vacancy::hotel
