#include "hotel/store/night/audits.hpp"

namespace vacancy::hotel::store {
namespace {

using db::Row;
using db::Sql;

#define AUDIT_COLUMNS                                                                       \
    "SELECT business_date, state, report, trace_id, started_at, closed_at FROM night_audit" \
    " WHERE property_id = $1"

constexpr Sql find_sql{"hotel.select_night_audit", "SELECT", "night_audit",
                       AUDIT_COLUMNS " AND business_date = $2"};

constexpr Sql closed_sql{"hotel.select_closed_audits", "SELECT", "night_audit",
                         AUDIT_COLUMNS
                         " AND business_date < $2 AND state = 'closed'"
                         " ORDER BY business_date DESC LIMIT $3"};

#undef AUDIT_COLUMNS

constexpr Sql begin_sql{
    "hotel.begin_night_audit", "INSERT", "night_audit",
    "INSERT INTO night_audit (property_id, business_date, state, trace_id, started_at,"
    " alive_until) VALUES ($1, $2, 'posting', $3, $4, $5)"
    " ON CONFLICT (property_id, business_date) DO UPDATE SET alive_until = excluded.alive_until"
    " WHERE night_audit.state = 'posting'"};

constexpr Sql close_sql{"hotel.close_night_audit", "UPDATE", "night_audit",
                        "UPDATE night_audit SET state = 'closed', report = $3, closed_at = $4"
                        " WHERE property_id = $1 AND business_date = $2 AND state = 'posting'"};

constexpr Sql roll_sql{"hotel.roll_to_next_day", "UPDATE", "property",
                       "UPDATE property SET business_date = $3, rates_version = rates_version + 1"
                       " WHERE id = $1 AND business_date = $2 RETURNING rates_version"};

#define HOUR_COLUMNS                                                                 \
    "SELECT p.id, p.business_date, p.time_zone, n.at_minute FROM night_audit_rule n" \
    " JOIN property p ON p.id = n.property_id"

constexpr Sql hours_sql{"hotel.select_audit_hours", "SELECT", "night_audit_rule",
                        HOUR_COLUMNS " ORDER BY p.id"};

constexpr Sql hour_sql{"hotel.select_audit_hour", "SELECT", "night_audit_rule",
                       HOUR_COLUMNS " WHERE p.id = $1"};

#undef HOUR_COLUMNS

constexpr Sql set_hour_sql{
    "hotel.set_audit_hour", "INSERT", "night_audit_rule",
    "INSERT INTO night_audit_rule (property_id, at_minute) VALUES ($1, $2)"
    " ON CONFLICT (property_id) DO UPDATE SET at_minute = excluded.at_minute"};

constexpr Sql forget_hour_sql{"hotel.forget_audit_hour", "DELETE", "night_audit_rule",
                              "DELETE FROM night_audit_rule WHERE property_id = $1"};

constexpr Sql rolls_itself_sql{"hotel.set_rolls_itself", "UPDATE", "property",
                               "UPDATE property SET rolls_itself = $2 WHERE id = $1"};

constexpr Sql left_sql{"hotel.select_left_audits", "SELECT", "night_audit",
                       "SELECT n.property_id, n.business_date FROM night_audit n JOIN property p"
                       " ON p.id = n.property_id AND p.business_date = n.business_date"
                       " WHERE n.state = 'posting' AND n.alive_until <= $1 ORDER BY 1"};

constexpr Sql waiver_sql{
    "hotel.add_fee_waiver", "INSERT", "fee_waiver",
    "INSERT INTO fee_waiver (reservation_id, kind, fee_minor, currency, reason, actor, role, at)"
    " VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT (reservation_id, kind) DO NOTHING"};

constexpr Sql find_waiver_sql{"hotel.select_fee_waiver", "SELECT", "fee_waiver",
                              "SELECT kind, fee_minor, currency, reason, actor, role"
                              " FROM fee_waiver WHERE reservation_id = $1 AND kind = $2"};

AuditRow read_audit(const Row& row) {
    return {.business_date = row.date(0),
            .closed = row.text_view(1) == "closed",
            .report = row.text(2),
            .trace_id = row.text(3),
            .started_at = row.instant(4),
            .closed_at = row.optional_instant(5)};
}

AuditHour read_hour(const Row& row) {
    return {row.id<PropertyId>(0), row.date(1), row.text(2), std::chrono::minutes{row.integer(3)}};
}

}  // namespace

Result<std::optional<AuditRow>> find_audit(db::Tx& tx, const PropertyId& property, LocalDate day) {
    return tx.first(find_sql, read_audit, property, day);
}

Result<std::vector<AuditRow>> closed_audits(db::Tx& tx, const PropertyId& property,
                                            LocalDate before, int limit) {
    std::vector<AuditRow> found;
    TRY_VOID(tx.each(
        closed_sql, [&](const Row& row) { found.push_back(read_audit(row)); }, property, before,
        limit));
    return found;
}

Result<std::optional<AuditRow>> last_closed(db::Tx& tx, const PropertyId& property) {
    const LocalDate far = LocalDate::of(9999, 12, 31);
    return tx.first(closed_sql, read_audit, property, far, 1);
}

Result<void> begin_audit(db::Tx& tx, const Begun& begun) {
    TRY_VOID(tx.run(begin_sql, begun.property, begun.business_date, begun.trace_id, tx.now(),
                    tx.now() + begun.lease));
    return {};
}

Result<bool> close_audit(db::Tx& tx, const PropertyId& property, LocalDate day,
                         const std::string& report) {
    TRY(const auto rows, tx.run(close_sql, property, day, report, tx.now()));
    return rows == 1;
}

Result<std::optional<std::int64_t>> roll_to_next_day(db::Tx& tx, const PropertyId& property,
                                                     LocalDate day) {
    const auto version = [](const Row& row) { return row.integer(0); };
    return tx.first(roll_sql, version, property, day, day + 1);
}

Result<std::vector<AuditHour>> audit_hours(db::Tx& tx) {
    std::vector<AuditHour> hours;
    TRY_VOID(tx.each(hours_sql, [&](const Row& row) { hours.push_back(read_hour(row)); }));
    return hours;
}

Result<std::optional<AuditHour>> audit_hour(db::Tx& tx, const PropertyId& property) {
    return tx.first(hour_sql, read_hour, property);
}

Result<void> set_audit_hour(db::Tx& tx, const PropertyId& property,
                            std::optional<std::chrono::minutes> at) {
    auto ruled =
        at ? tx.run(set_hour_sql, property, at->count()) : tx.run(forget_hour_sql, property);
    if (!ruled) return std::unexpected(std::move(ruled).error());
    TRY_VOID(tx.run(rolls_itself_sql, property, at ? 0 : 1));
    return {};
}

Result<std::vector<DayOf>> left_audits(db::Tx& tx) {
    std::vector<DayOf> found;
    TRY_VOID(tx.each(
        left_sql, [&](const Row& row) { found.push_back({row.id<PropertyId>(0), row.date(1)}); },
        tx.now()));
    return found;
}

Result<void> add_waiver(db::Tx& tx, const ReservationId& reservation, const Waiver& waiver) {
    TRY_VOID(tx.run(waiver_sql, reservation, waiver.kind, waiver.fee.amount, waiver.fee.currency,
                    waiver.reason, waiver.actor, waiver.role, tx.now()));
    return {};
}

Result<std::optional<Waiver>> find_waiver(db::Tx& tx, const ReservationId& reservation,
                                          std::string_view kind) {
    const auto read = [](const Row& row) {
        return Waiver{row.text(0), row.money(1, 2), row.text(3), row.text(4), row.text(5)};
    };
    return tx.first(find_waiver_sql, read, reservation, kind);
}

}  // namespace vacancy::hotel::store
