#include "hotel/store/desk/tasks.hpp"

namespace vacancy::hotel::store {
namespace {

using db::Row;
using db::Sql;

constexpr Sql add_sql{
    "hotel.add_task", "INSERT", "housekeeping_task",
    "INSERT INTO housekeeping_task (id, property_id, room_id, kind, attendant, priority, state,"
    " note, business_date, created_at) SELECT $1, $2, $3, $4, $5, $6, $7, $8, $9, $10"
    " WHERE NOT EXISTS (SELECT 1 FROM housekeeping_task t WHERE t.property_id = $2"
    " AND t.room_id = $3 AND t.kind = $4 AND t.state IN ('waiting', 'started'))"};

constexpr Sql open_sql{
    "hotel.select_open_tasks", "SELECT", "housekeeping_task",
    "SELECT id, property_id, room_id, kind, attendant, priority, state, note, business_date,"
    " created_at FROM housekeeping_task WHERE property_id = $1 AND state IN ('waiting', 'started')"
    " ORDER BY priority DESC, created_at, id"};

constexpr Sql change_sql{
    "hotel.change_task", "UPDATE", "housekeeping_task",
    "UPDATE housekeeping_task SET attendant = $3, priority = $4, state = $5, note = $6,"
    " finished_at = CASE WHEN $5 IN ('done', 'canceled') THEN $7 END"
    " WHERE id = $1 AND property_id = $2 AND state IN ('waiting', 'started')"};

constexpr Sql finish_sql{
    "hotel.finish_tasks", "UPDATE", "housekeeping_task",
    "UPDATE housekeeping_task SET state = 'done', finished_at = $2 WHERE room_id = $1"
    " AND kind IN ('departure', 'stay_over') AND state IN ('waiting', 'started')"};

constexpr Sql drop_stay_over_sql{
    "hotel.cancel_stay_over_task", "UPDATE", "housekeeping_task",
    "UPDATE housekeeping_task SET state = 'canceled', finished_at = $2 WHERE room_id = $1"
    " AND kind = 'stay_over' AND state IN ('waiting', 'started')"};

constexpr Sql soil_sql{"hotel.soil_occupied_rooms", "UPDATE", "room",
                       "UPDATE room SET housekeeping = 'dirty', version = version + 1"
                       " WHERE property_id = $1 AND occupied = 1"
                       " AND housekeeping IN ('clean', 'inspected') RETURNING number"};

constexpr Sql stay_overs_sql{
    "hotel.select_stay_overs", "SELECT", "stay",
    "SELECT DISTINCT s.room_id FROM reservation r JOIN stay s ON s.reservation_id = r.id"
    " JOIN room m ON m.id = s.room_id WHERE r.property_id = $1 AND r.status = 'in_house'"
    " AND r.departure > $2 AND m.occupied = 1 ORDER BY s.room_id"};

HousekeepingTask read_task(const Row& row) {
    const auto kind = task_kind_named(row.text_view(3));
    const auto state = task_state_named(row.text_view(6));
    must(kind && state);
    return {.id = row.id<TaskId>(0),
            .property = row.id<PropertyId>(1),
            .room = row.id<RoomId>(2),
            .kind = *kind,
            .attendant = row.text(4),
            .priority = row.small(5),
            .state = *state,
            .note = row.text(7),
            .business_date = row.date(8),
            .created_at = row.instant(9)};
}

}  // namespace

Result<void> add_task(db::Tx& tx, const HousekeepingTask& t) {
    TRY_VOID(tx.run(add_sql, t.id, t.property, t.room, name_of(t.kind), t.attendant, t.priority,
                    name_of(t.state), t.note, t.business_date, tx.now()));
    return {};
}

Result<std::vector<HousekeepingTask>> open_tasks(db::Tx& tx, const PropertyId& property) {
    std::vector<HousekeepingTask> tasks;
    TRY_VOID(tx.each(open_sql, [&](const Row& row) { tasks.push_back(read_task(row)); }, property));
    return tasks;
}

Result<bool> change_task(db::Tx& tx, const HousekeepingTask& t) {
    TRY(const auto rows, tx.run(change_sql, t.id, t.property, t.attendant, t.priority,
                                name_of(t.state), t.note, tx.now()));
    return rows == 1;
}

Result<void> cancel_stay_over(db::Tx& tx, const RoomId& room) {
    TRY_VOID(tx.run(drop_stay_over_sql, room, tx.now()));
    return {};
}

Result<std::vector<std::string>> soil_occupied_rooms(db::Tx& tx, const PropertyId& property) {
    std::vector<std::string> numbers;
    TRY_VOID(tx.each(soil_sql, [&](const Row& row) { numbers.push_back(row.text(0)); }, property));
    return numbers;
}

Result<std::vector<RoomId>> stay_overs(db::Tx& tx, const PropertyId& property, LocalDate day) {
    std::vector<RoomId> rooms;
    TRY_VOID(tx.each(
        stay_overs_sql, [&](const Row& row) { rooms.push_back(row.id<RoomId>(0)); }, property,
        day));
    return rooms;
}

Result<void> finish_tasks(db::Tx& tx, const RoomId& room) {
    TRY_VOID(tx.run(finish_sql, room, tx.now()));
    return {};
}

}  // namespace vacancy::hotel::store
