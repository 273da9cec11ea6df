#include "hotel/store/desk/lists.hpp"

#include "hotel/api.hpp"
#include "hotel/desk/lists.hpp"
#include "hotel/store/desk/tasks.hpp"
#include "hotel/store/setup.hpp"

#include <algorithm>

namespace vacancy::hotel {
namespace {

/// The best answers first; of equal ones the older reservation.
void keep_best(std::vector<GuestLine>& lines, const GuestQuery& query) {
    const std::string wanted = folded(query.text);
    std::erase_if(lines, [&](const GuestLine& line) { return likeness(line, wanted) == 0; });
    std::ranges::sort(lines, {}, [&](const GuestLine& line) {
        return std::pair(-likeness(line, wanted), line.reservation.id);
    });
}

bool is_among(const std::vector<RoomId>& rooms, const RoomId& room) {
    return std::ranges::find(rooms, room) != rooms.end();
}

Result<std::vector<BoardLine>> board(db::Tx& tx, const Property& property) {
    TRY(auto all, store::rooms(tx, property.id));
    TRY(const auto tasks, store::open_tasks(tx, property.id));
    TRY(const auto due, store::due_rooms(tx, property.id, property.business_date));
    std::vector<BoardLine> lines;
    for (Room& room : all) {
        BoardLine line{.room = std::move(room)};
        const auto task = std::ranges::find(tasks, line.room.id, &HousekeepingTask::room);
        if (task != tasks.end()) line.task = *task;
        line.arrival_due = is_among(due.arrivals, line.room.id);
        line.departure_due = is_among(due.departures, line.room.id);
        lines.push_back(std::move(line));
    }
    return lines;
}

}  // namespace

Task<Result<GuestList>> guests(Step& step, FrontDesk& front, const GuestQuery& query) {
    const bool by_text = !query.arriving && !query.departing && !query.in_house;
    const auto body = [&](db::Tx& tx) { return store::guest_lines(tx, query); };
    CO_TRY(auto lines, co_await front.db.read(step, body));
    if (by_text) keep_best(lines, query);
    const auto limit = static_cast<std::size_t>(query.limit);
    GuestList list{.items = std::move(lines)};
    list.more = list.items.size() > limit;
    if (list.more) list.items.erase(list.items.begin() + query.limit, list.items.end());
    co_return list;
}

Task<Result<std::vector<BoardLine>>> housekeeping_board(Step& step, FrontDesk& front,
                                                        const PropertyId& id) {
    CO_TRY(const Property property, property_facts(front.desk, id));
    const auto body = [&](db::Tx& tx) { return board(tx, property); };
    co_return co_await front.db.read(step, body);
}

Task<Result<Joined>> join_queue(Step& step, FrontDesk& front, const JoinQueue& command) {
    const auto body = [&](db::Tx& tx) -> Result<Joined> {
        TRY(const auto before, store::tickets(tx, command.property));
        Joined joined{.ticket = {.id = TicketId::make(tx.now()),
                                 .property = command.property,
                                 .operation = command.operation,
                                 .name = command.name,
                                 .created_at = tx.now()},
                      .ahead = static_cast<int>(before.size())};
        TRY_VOID(store::add_ticket(tx, joined.ticket));
        return joined;
    };
    co_return co_await front.db.transact(step, body);
}

Task<Result<void>> leave_queue(Step& step, FrontDesk& front, const LeaveQueue& command) {
    const auto body = [&](db::Tx& tx) -> Result<void> {
        TRY(const bool known, store::end_ticket(tx, command.property, command.ticket));
        if (!known) return fail(ErrorCode::not_found, "there is no such ticket");
        return {};
    };
    co_return co_await front.db.transact(step, body);
}

Task<Result<std::vector<Ticket>>> queue_of(Step& step, FrontDesk& front,
                                           const PropertyId& property) {
    const auto body = [&](db::Tx& tx) { return store::tickets(tx, property); };
    co_return co_await front.db.read(step, body);
}

Result<std::vector<QueueLength>> queue_lengths(db::Tx& tx) { return store::queue_lengths(tx); }

}  // namespace vacancy::hotel
