// When days are closed by themselves, what was cut off, and what was closed before.

#include "hotel/api.hpp"
#include "hotel/desk/night.hpp"
#include "hotel/store/desk/trail.hpp"
#include "hotel/store/night/audits.hpp"
#include "hotel/store/setup.hpp"

#include <fmt/format.h>

namespace vacancy::hotel {
namespace {

Actor nobody() { return {.id = "night_audit", .role = "system"}; }

ClosedNight closed_of(store::AuditRow row) {
    return {.business_date = row.business_date,
            .next_business_date = row.business_date + 1,
            .was_closed = true,
            .report = std::move(row.report)};
}

std::string hour_text(std::optional<std::chrono::minutes> at) {
    if (!at) return "by hand";
    return fmt::format("{:02}:{:02}", at->count() / 60, at->count() % 60);
}

/// Days whose hour has come, and those whose audit nobody works at; a day may be both.
Result<std::vector<store::DayOf>> due(db::Tx& tx, Instant now) {
    TRY(auto found, store::left_audits(tx));
    TRY(const auto hours, store::audit_hours(tx));
    for (const store::AuditHour& hour : hours)
        if (closes_at(hour.business_date, hour.at, hour.time_zone) <= now)
            found.push_back({hour.property, hour.business_date});
    return found;
}

/// Still due after its last audit: a house that was switched off for days catches up.
Task<Result<bool>> is_due(Step& step, FrontDesk& front, const PropertyId& property) {
    const auto body = [&](db::Tx& tx) { return store::audit_hour(tx, property); };
    CO_TRY(const auto hour, co_await front.db.read(step, body));
    co_return hour&& closes_at(hour->business_date, hour->at, hour->time_zone) <= front.clock.now();
}

}  // namespace

Task<Result<ClosedNight>> find_night(Step& step, FrontDesk& front, const NightQuery& query) {
    const auto body = [&](db::Tx& tx) {
        return store::find_audit(tx, query.property, query.business_date);
    };
    CO_TRY(auto row, co_await front.db.read(step, body));
    if (!row || !row->closed) co_return fail(ErrorCode::not_found, "that day is not closed");
    co_return closed_of(std::move(*row));
}

Task<Result<NightList>> closed_nights(Step& step, FrontDesk& front,
                                      const ClosedNightsQuery& query) {
    const LocalDate before = query.before.value_or(LocalDate::of(9999, 12, 31));
    const auto body = [&](db::Tx& tx) {
        return store::closed_audits(tx, query.property, before, query.limit + 1);
    };
    CO_TRY(auto rows, co_await front.db.read(step, body));
    NightList list;
    list.more = rows.size() > static_cast<std::size_t>(query.limit);
    if (list.more) rows.resize(static_cast<std::size_t>(query.limit));
    for (store::AuditRow& row : rows) list.items.push_back(closed_of(std::move(row)));
    co_return list;
}

Task<Result<void>> set_audit_hour(Step& step, FrontDesk& front, const AuditHourCommand& command) {
    CO_TRY_VOID(property_facts(front.desk, command.property));
    const auto body = [&](db::Tx& tx) -> Result<void> {
        TRY_VOID(store::set_audit_hour(tx, command.property, command.at));
        return store::append_trail(tx, command.property,
                                   {.actor = command.actor.id,
                                    .role = command.actor.role,
                                    .action = "night_audit.hour",
                                    .subject = hour_text(command.at),
                                    .trace_id = step.context().trace_id.text()});
    };
    co_return co_await front.db.transact(step, body);
}

Task<Result<std::optional<std::chrono::minutes>>> audit_hour(Step& step, FrontDesk& front,
                                                             const PropertyId& property) {
    const auto body = [&](db::Tx& tx) { return store::audit_hour(tx, property); };
    CO_TRY(const auto hour, co_await front.db.read(step, body));
    co_return hour ? std::optional(hour->at) : std::nullopt;
}

Task<Result<int>> close_due_nights(Step& step, FrontDesk& front) {
    constexpr int most_days = 62;
    const Instant now = front.clock.now();
    const auto body = [&](db::Tx& tx) { return due(tx, now); };
    CO_TRY(const auto days, co_await front.db.read(step, body));
    int closed = 0;
    std::optional<Error> first;
    for (const auto& [property, date] : days) {
        // By its date: another server, or the desk, may close it first, and the day after is not
        // over.
        CloseNight command{.property = property, .business_date = date, .actor = nobody()};
        for (int day = 0; day < most_days; ++day) {
            auto night = co_await close_night(step, front, command);
            if (!night && !first) first = night.error();
            if (!night || night->was_closed) break;
            ++closed;
            CO_TRY(const bool again, co_await is_due(step, front, property));
            if (!again) break;
            command.business_date = night->next_business_date;
        }
    }
    if (first) co_return std::unexpected(std::move(*first));
    co_return closed;
}

}  // namespace vacancy::hotel
