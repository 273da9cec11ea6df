#include "hotel/model/rack/rack.hpp"

#include <algorithm>
#include <array>

namespace vacancy::hotel {
namespace {

constexpr std::array<std::string_view, 3> kinds{"out_of_order", "out_of_service", "maintenance"};

bool continues(const RackBar& bar, const ClaimedNight& claimed) {
    return bar.reservation == claimed.bar.reservation && bar.nights.departure == claimed.night;
}

}  // namespace

std::string_view name_of(BlockKind kind) { return kinds.at(static_cast<std::size_t>(kind)); }

std::optional<BlockKind> block_kind_named(std::string_view word) {
    const auto found = std::ranges::find(kinds, word);
    if (found == kinds.end()) return std::nullopt;
    return static_cast<BlockKind>(found - kinds.begin());
}

Housekeeping state_under(BlockKind kind) {
    return kind == BlockKind::out_of_order ? Housekeeping::out_of_order
                                           : Housekeeping::out_of_service;
}

void add_bars(std::vector<RackRoom>& rooms, const std::vector<ClaimedNight>& nights) {
    for (const ClaimedNight& claimed : nights) {
        const auto at = std::ranges::find(rooms, claimed.room,
                                          [](const RackRoom& line) { return line.room.id; });
        if (at == rooms.end()) continue;
        if (!at->stays.empty() && continues(at->stays.back(), claimed)) {
            ++at->stays.back().nights.departure;
            continue;
        }
        at->stays.push_back(claimed.bar);
        at->stays.back().nights = {claimed.night, claimed.night + 1};
    }
}

}  // namespace vacancy::hotel
