#include "hotel/model/rack/sheet.hpp"

#include <algorithm>
#include <map>
#include <tuple>

namespace vacancy::hotel {

int effort_of(TaskKind kind) { return kind == TaskKind::departure ? 2 : 1; }

void put_in_order(std::vector<OpenTask>& tasks) {
    std::ranges::sort(tasks, {}, [](const OpenTask& open) {
        return std::tuple(-open.task.priority, open.room_number.size(), open.room_number,
                          open.task.id);
    });
}

void deal_out(std::vector<OpenTask>& tasks, std::span<const std::string> attendants) {
    if (attendants.empty()) return;
    std::map<std::string, int> load;
    for (const std::string& name : attendants) load.emplace(name, 0);
    for (const OpenTask& open : tasks)
        if (const auto at = load.find(open.task.attendant); at != load.end())
            at->second += effort_of(open.task.kind);
    put_in_order(tasks);
    for (OpenTask& open : tasks) {
        if (!open.task.attendant.empty()) continue;
        const auto least = std::ranges::min_element(
            load, {}, [](const auto& entry) { return std::tuple(entry.second, entry.first); });
        open.task.attendant = least->first;
        least->second += effort_of(open.task.kind);
    }
}

std::vector<Sheet> sheets_of(const std::vector<OpenTask>& tasks) {
    std::map<std::string, Sheet> sheets;
    for (const OpenTask& open : tasks) {
        Sheet& sheet = sheets[open.task.attendant];
        sheet.attendant = open.task.attendant;
        sheet.effort += effort_of(open.task.kind);
        sheet.tasks.push_back(open);
    }
    std::vector<Sheet> all;
    for (auto& [name, sheet] : sheets) {
        put_in_order(sheet.tasks);
        all.push_back(std::move(sheet));
    }
    return all;
}

std::string_view name_of(RoomDiscrepancy discrepancy) {
    switch (discrepancy) {
        case RoomDiscrepancy::sleep: return "sleep";
        case RoomDiscrepancy::skip: return "skip";
        case RoomDiscrepancy::none: break;
    }
    return "none";
}

RoomDiscrepancy discrepancy_of(bool occupied, std::string_view reported) {
    if (reported == "occupied" && !occupied) return RoomDiscrepancy::sleep;
    if (reported == "vacant" && occupied) return RoomDiscrepancy::skip;
    return RoomDiscrepancy::none;
}

}  // namespace vacancy::hotel
