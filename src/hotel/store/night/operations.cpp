#include "hotel/store/night/operations.hpp"

namespace vacancy::hotel::store {
namespace {

using db::Row;
using db::Sql;

constexpr Sql add_sql{
    "hotel.add_desk_operation", "INSERT", "desk_operation",
    "INSERT INTO desk_operation (id, property_id, operation, result, local_day, hour, duration_us,"
    " slow_step, slow_step_us, trace_id, ended_at)"
    " VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)"};

constexpr Sql operations_sql{
    "hotel.select_desk_operations", "SELECT", "desk_operation",
    "SELECT operation, result, local_day, hour, duration_us, slow_step, slow_step_us, trace_id"
    " FROM desk_operation WHERE property_id = $1 AND local_day = $2 ORDER BY ended_at, id"};

constexpr Sql tickets_sql{"hotel.select_tickets_of_day", "SELECT", "desk_ticket",
                          "SELECT created_at, left_at FROM desk_ticket WHERE property_id = $1"
                          " AND created_at >= $2 AND created_at < $3 ORDER BY created_at"};

DeskOperation read_operation(const Row& row) {
    return {.operation = row.text(0),
            .result = row.text(1),
            .local_day = row.date(2),
            .hour = row.small(3),
            .duration_us = row.integer(4),
            .slow_step = row.text(5),
            .slow_step_us = row.integer(6),
            .trace_id = row.text(7)};
}

}  // namespace

Result<void> add_operation(db::Tx& tx, const PropertyId& property, const DeskOperation& done) {
    const auto id = Uuid::make(tx.now()).text();
    TRY_VOID(tx.run(add_sql, id, property, done.operation, done.result, done.local_day, done.hour,
                    done.duration_us, done.slow_step, done.slow_step_us, done.trace_id, tx.now()));
    return {};
}

Result<DeskDay> desk_day(db::Tx& tx, const DeskDayQuery& q) {
    DeskDay day;
    TRY_VOID(tx.each(
        operations_sql, [&](const Row& row) { day.operations.push_back(read_operation(row)); },
        q.property, q.day));
    TRY_VOID(tx.each(
        tickets_sql,
        [&](const Row& row) { day.tickets.push_back({row.instant(0), row.optional_instant(1)}); },
        q.property, q.from, q.until));
    return day;
}

}  // namespace vacancy::hotel::store
