#include "booking/model/booking.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <utility>

namespace vacancy::booking {
namespace {

constexpr auto states =
    std::to_array<std::string_view>({"pending", "confirmed", "canceled", "failed"});
constexpr auto sources = std::to_array<std::string_view>({"web", "mobile", "api"});

using Edge = std::pair<BookingState, BookingState>;
constexpr auto edges = std::to_array<Edge>({
    {BookingState::pending, BookingState::confirmed},
    {BookingState::pending, BookingState::failed},
    {BookingState::confirmed, BookingState::canceled},
    {BookingState::confirmed, BookingState::confirmed},
});

}  // namespace

std::string_view name_of(BookingState state) { return states.at(static_cast<std::size_t>(state)); }

std::optional<BookingState> parse_state(std::string_view name) {
    for (std::size_t i = 0; i < states.size(); ++i)
        if (states.at(i) == name) return static_cast<BookingState>(i);
    return std::nullopt;
}

bool may_become(BookingState from, BookingState to) {
    return std::ranges::find(edges, Edge{from, to}) != edges.end();
}

std::string_view name_of(Source source) { return sources.at(static_cast<std::size_t>(source)); }

std::string print_of(std::string_view text) {
    std::uint64_t hash = 0xcbf29ce484222325U;
    for (const char c : text) {
        hash ^= static_cast<unsigned char>(c);
        hash *= 0x100000001b3U;
    }
    return fmt::format("{:016x}", hash);
}

Money due_at_property(const Booking& booking, const Money& paid) {
    const Money nothing{.amount = 0, .currency = booking.total.currency};
    switch (booking.state) {
        case BookingState::failed: return nothing;
        case BookingState::canceled: return settle(paid, booking.cancel_fee.value_or(nothing)).due;
        case BookingState::pending:
        case BookingState::confirmed: break;
    }
    return booking.total - booking.deposit;
}

Settlement settle(const Money& paid, const Money& fee) {
    must(paid.amount >= 0 && fee.amount >= 0);
    const Money kept = fee.amount > paid.amount ? paid : fee;
    return {.fee = fee, .refund = paid - kept, .due = fee - kept};
}

}  // namespace vacancy::booking
