// Two stays that swap rooms of different types exchange the nights they use, too. The nights both
// have change hands without a count changing; what only one of them has is taken of the new type
// and given back of the old one.

#include "hotel/flows/rack/moving.hpp"
#include "hotel/model/rack/rules.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace vacancy::hotel {
namespace {

using Side = Swapping::Side;

/// The nights of a stay before the other one comes, and after it has left.
std::array<StayDates, 2> nights_alone(const Swapping& s, const Side& side) {
    const LocalDate today = s.property.business_date;
    const StayDates own = nights_ahead(side.reservation, today);
    const StayDates other = nights_ahead(s.other_of(side).reservation, today);
    const LocalDate until = std::max(own.arrival, std::min(own.departure, other.arrival));
    const LocalDate from = std::max(own.arrival, other.departure);
    return {StayDates{own.arrival, until}, StayDates{from, std::max(from, own.departure)}};
}

Result<void> check_fit(const Book& book, const Side& side, const Room& to) {
    const RoomFit fit = fit_of(book.room_types, side.reservation.room_type, to.room_type);
    if (fit != RoomFit::lesser) return {};
    return fail(ErrorCode::room_not_ready,
                fmt::format("room {} is of a lesser type than the one the guest of {} booked",
                            to.number, side.room.number));
}

}  // namespace

Result<void> check_types(const Book& book, const Swapping& s) {
    if (s.first.room.room_type == s.second.room.room_type) return {};
    TRY_VOID(check_fit(book, s.first, s.second.room));
    return check_fit(book, s.second, s.first.room);
}

Result<void> take_other_type(db::Tx& tx, Desk& desk, const Swapping& s, const Side& side) {
    const RoomTypeId wanted = s.other_of(side).used;
    if (wanted == side.used) return {};
    const Reservation& r = side.reservation;
    for (const StayDates& nights : nights_alone(s, side)) {
        if (nights.nights() < 1) continue;
        const store::Moved more{r.property, {wanted, nights}};
        TRY(auto taken, take_or_reclaim(tx, desk, store::Count::sold, {more.nights, r.id}));
        if (taken.empty())
            return fail(ErrorCode::room_no_longer_available,
                        fmt::format("the type of room {} is sold out from {} on",
                                    s.other_of(side).room.number, nights.arrival.text()));
        remember_nights(tx, desk, more, std::move(taken));
    }
    return {};
}

Result<void> give_type_back(db::Tx& tx, Desk& desk, const Swapping& s, const Lost& lost) {
    if (s.first.used == s.second.used) return {};
    const Side& side = lost.side;
    for (const StayDates& nights : nights_alone(s, side)) {
        if (nights.nights() < 1) continue;
        const store::Moved less{side.reservation.property, {lost.type, nights}};
        TRY(auto back, store::give_back_nights(tx, store::Count::sold, less.nights));
        remember_nights(tx, desk, less, std::move(back));
    }
    return {};
}

}  // namespace vacancy::hotel
