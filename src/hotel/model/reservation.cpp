#include "hotel/model/reservation.hpp"

#include "hotel/model/property.hpp"

#include <algorithm>
#include <array>

namespace vacancy::hotel {
namespace {

constexpr std::array<std::string_view, 7> status_words{
    "tentative", "confirmed", "in_house", "checked_out", "canceled", "no_show", "expired"};
constexpr std::array<std::string_view, 5> housekeeping_words{"dirty", "clean", "inspected",
                                                             "out_of_order", "out_of_service"};

struct Edge {
    Status from;
    Status to;
};

constexpr auto edges = std::to_array<Edge>({
    {Status::tentative, Status::confirmed},
    {Status::tentative, Status::canceled},
    {Status::tentative, Status::expired},
    {Status::confirmed, Status::in_house},
    {Status::confirmed, Status::canceled},
    {Status::confirmed, Status::no_show},
    {Status::in_house, Status::checked_out},
    {Status::in_house, Status::confirmed},    // a check-in taken back
    {Status::checked_out, Status::in_house},  // a check-out taken back
});

}  // namespace

std::string_view name_of(Status status) {
    return status_words.at(static_cast<std::size_t>(status));
}

std::optional<Status> status_named(std::string_view word) {
    const auto found = std::ranges::find(status_words, word);
    if (found == status_words.end()) return std::nullopt;
    return static_cast<Status>(found - status_words.begin());
}

bool may_become(Status from, Status to) {
    return std::ranges::any_of(
        edges, [&](const Edge& edge) { return edge.from == from && edge.to == to; });
}

std::string_view name_of(Housekeeping status) {
    return housekeeping_words.at(static_cast<std::size_t>(status));
}

std::optional<Housekeeping> housekeeping_named(std::string_view word) {
    const auto found = std::ranges::find(housekeeping_words, word);
    if (found == housekeeping_words.end()) return std::nullopt;
    return static_cast<Housekeeping>(found - housekeeping_words.begin());
}

}  // namespace vacancy::hotel
