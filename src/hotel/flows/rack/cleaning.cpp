#include "hotel/desk/rack/cleaning.hpp"

#include "hotel/desk/lists.hpp"
#include "hotel/flows/rack/assigning.hpp"
#include "hotel/store/desk/lists.hpp"
#include "hotel/store/desk/tasks.hpp"
#include "hotel/store/rack/rack.hpp"
#include "hotel/store/setup.hpp"

#include <algorithm>

namespace vacancy::hotel {
namespace {

bool is_among(const std::vector<RoomId>& rooms, const RoomId& room) {
    return std::ranges::find(rooms, room) != rooms.end();
}

Result<std::vector<OpenTask>> open_tasks(db::Tx& tx, const PropertyId& property) {
    TRY(const auto rooms, store::rooms(tx, property));
    TRY(auto tasks, store::open_tasks(tx, property));
    std::vector<OpenTask> open;
    for (HousekeepingTask& task : tasks) {
        const auto room = std::ranges::find(rooms, task.room, &Room::id);
        if (room != rooms.end()) open.push_back({std::move(task), room->number});
    }
    return open;
}

/// Dirty rooms, and rooms whose guests stay, have a task.
Result<void> make_tasks(db::Tx& tx, const DealCommand& command, const Property& property) {
    TRY(const auto rooms, store::rooms(tx, property.id));
    TRY(const auto due, store::due_rooms(tx, property.id, property.business_date));
    for (const Room& room : rooms) {
        const bool stays = room.occupied && !is_among(due.departures, room.id);
        const bool dirty = !room.occupied && room.housekeeping == Housekeeping::dirty;
        if (!dirty && !(stays && command.stay_overs)) continue;
        TRY_VOID(store::add_task(tx, {.id = TaskId::make(tx.now()),
                                      .property = property.id,
                                      .room = room.id,
                                      .kind = dirty ? TaskKind::departure : TaskKind::stay_over,
                                      .business_date = property.business_date}));
    }
    return {};
}

Result<std::vector<Sheet>> record_deal(db::Tx& tx, const DealCommand& command, const Entry& entry) {
    const Property& property = entry.property;
    TRY_VOID(make_tasks(tx, command, property));
    TRY(const auto due, store::due_rooms(tx, property.id, property.business_date));
    TRY(auto tasks, open_tasks(tx, property.id));
    for (OpenTask& open : tasks)
        if (is_among(due.arrivals, open.task.room))
            open.task.priority = std::max(open.task.priority, arrival_due_priority);
    deal_out(tasks, command.attendants);
    for (const OpenTask& open : tasks) TRY_VOID(store::change_task(tx, open.task));
    TRY_VOID(tell_trail(tx, entry,
                        {"housekeeping.deal", property.business_date.text(),
                         std::to_string(tasks.size()) + " tasks"}));
    return sheets_of(tasks);
}

Housekeeping cleaned(const Room& room, const TaskChange& change, TaskKind kind) {
    if (room.housekeeping == Housekeeping::out_of_order ||
        room.housekeeping == Housekeeping::out_of_service)
        return room.housekeeping;
    if (kind == TaskKind::inspection || change.inspected) return Housekeeping::inspected;
    return Housekeeping::clean;
}

Result<ChangedTask> record_change(db::Tx& tx, const TaskChange& change, const Entry& entry) {
    TRY(const auto all, open_tasks(tx, change.property));
    const auto known =
        std::ranges::find(all, change.task, [](const OpenTask& open) { return open.task.id; });
    if (known == all.end()) return fail(ErrorCode::not_found, "there is no such open task");
    OpenTask open = *known;
    open.task.state = change.state.value_or(open.task.state);
    open.task.attendant = change.attendant.value_or(open.task.attendant);
    open.task.priority = change.priority.value_or(open.task.priority);
    open.task.note = change.note.value_or(open.task.note);
    TRY(const bool changed, store::change_task(tx, open.task));
    if (!changed) return fail(ErrorCode::not_found, "there is no such open task");
    TRY(auto room, store::find_room(tx, open.task.room));
    must(room.has_value());
    if (open.task.state == TaskState::done) {
        const std::int64_t version = room->version;
        room->housekeeping = cleaned(*room, change, open.task.kind);
        TRY(const bool set, store::update_room(tx, *room, version));
        if (!set) return fail(ErrorCode::version_mismatch);
        ++room->version;
        TRY_VOID(tell_room(tx, change.property, room->number));
    }
    TRY_VOID(tell_trail(
        tx, entry, {"housekeeping.task", open.room_number, std::string(name_of(open.task.state))}));
    return ChangedTask{std::move(open), *room};
}

}  // namespace

Task<Result<std::vector<Sheet>>> task_sheets(Step& step, FrontDesk& front,
                                             const SheetsQuery& query) {
    const auto body = [&](db::Tx& tx) { return open_tasks(tx, query.property); };
    CO_TRY(auto tasks, co_await front.db.read(step, body));
    if (query.attendant)
        std::erase_if(
            tasks, [&](const OpenTask& open) { return open.task.attendant != *query.attendant; });
    co_return sheets_of(tasks);
}

Task<Result<std::vector<Sheet>>> deal_tasks(Step& step, FrontDesk& front,
                                            const DealCommand& command) {
    CO_TRY(const Property property, property_facts(front.desk, command.property));
    const Entry entry = entry_of(step, property, command.actor);
    const auto body = [&](db::Tx& tx) { return record_deal(tx, command, entry); };
    co_return co_await front.db.transact(step, body);
}

Task<Result<ChangedTask>> change_task(Step& step, FrontDesk& front, const TaskChange& change) {
    CO_TRY(const Property property, property_facts(front.desk, change.property));
    const Entry entry = entry_of(step, property, change.actor);
    const auto body = [&](db::Tx& tx) { return record_change(tx, change, entry); };
    co_return co_await front.db.transact(step, body);
}

Task<Result<RoomDiscrepancy>> report_occupancy(Step& step, FrontDesk& front,
                                               const OccupancyReport& report) {
    CO_TRY(const Property property, property_facts(front.desk, report.property));
    const Entry entry = entry_of(step, property, report.actor);
    const auto body = [&](db::Tx& tx) -> Result<RoomDiscrepancy> {
        TRY(const auto room, store::find_room_numbered(tx, report.property, report.room_number));
        if (!room) return fail(ErrorCode::room_not_found);
        const std::string_view found = report.occupied ? "occupied" : "vacant";
        TRY_VOID(store::report_room(tx, room->id, found));
        TRY_VOID(tell_trail(tx, entry, {"housekeeping.report", room->number, std::string(found)}));
        return discrepancy_of(room->occupied, found);
    };
    co_return co_await front.db.transact(step, body);
}

Task<Result<std::vector<Discrepant>>> discrepancies(Step& step, FrontDesk& front,
                                                    const PropertyId& property) {
    CO_TRY(auto lines, co_await housekeeping_board(step, front, property));
    const auto body = [&](db::Tx& tx) { return store::reports(tx, property); };
    CO_TRY(const auto reports, co_await front.db.read(step, body));
    std::vector<Discrepant> found;
    for (BoardLine& line : lines) {
        const auto report = std::ranges::find(reports, line.room.id, &store::Report::room);
        if (report == reports.end()) continue;
        const RoomDiscrepancy what = discrepancy_of(line.room.occupied, report->found);
        if (what != RoomDiscrepancy::none) found.push_back({std::move(line), what});
    }
    co_return found;
}

}  // namespace vacancy::hotel
