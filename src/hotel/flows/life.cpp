#include "hotel/flows/rack/assigning.hpp"
#include "hotel/model/cancellation.hpp"

#include <fmt/format.h>

namespace vacancy::hotel {
namespace {

/// One edge of a reservation's life. `done` when it is past that edge already, so that asking twice
/// is harmless; otherwise why it cannot be taken.
struct Edge {
    Status from;
    Status to;
};

Result<void> why_not(db::Tx& tx, const ReservationId& id, const Edge& edge) {
    TRY(const auto known, store::find_reservation(tx, id));
    if (!known) return fail(ErrorCode::booking_not_found);
    if (known->status == edge.to) return {};
    if (edge.to == Status::confirmed) {
        if (known->status == Status::tentative || known->status == Status::expired)
            return fail(ErrorCode::hold_expired);
        if (known->status == Status::in_house || known->status == Status::checked_out) return {};
    }
    if (edge.to == Status::in_house && known->status == Status::checked_out) return {};
    return fail(ErrorCode::illegal_transition);
}

/// What an edge does to the nights, once the state has changed.
using Nights = Result<void> (*)(db::Tx&, Desk&, const store::Moved&);

Result<void> leave_nights(db::Tx&, Desk&, const store::Moved&) { return {}; }

Result<void> sell_nights(db::Tx& tx, Desk&, const store::Moved& moved) {
    return store::sell_held_nights(tx, moved.nights);
}

Result<void> give_back_sold(db::Tx& tx, Desk& desk, const store::Moved& moved) {
    TRY(auto back, store::give_back_nights(tx, store::Count::sold, moved.nights));
    remember_nights(tx, desk, moved, std::move(back));
    return {};
}

Result<void> give_back_held(db::Tx& tx, Desk& desk, const store::Moved& moved) {
    TRY(auto back, store::give_back_nights(tx, store::Count::held, moved.nights));
    remember_nights(tx, desk, moved, std::move(back));
    return {};
}

Result<void> give_back_later_nights(db::Tx& tx, Desk& desk, const store::Moved& moved) {
    store::Moved later = moved;
    ++later.nights.stay.arrival;
    if (later.nights.stay.nights() < 1) return {};
    return give_back_sold(tx, desk, later);
}

struct Change {
    Edge edge;
    Nights nights;
};

/// Answers whether this call took the edge; `along` runs only then.
Result<bool> take_edge(db::Tx& tx, Desk& desk, const ReservationId& id, const Change& change) {
    TRY(const auto moved, store::move(tx, id, change.edge.from, change.edge.to));
    if (!moved) return false;
    store::Moved nights = *moved;
    const bool ends = change.edge.to == Status::canceled || change.edge.to == Status::no_show;
    if (change.edge.from == Status::confirmed && ends) {
        TRY(nights.nights.room_type, give_assignment_up(tx, id, moved->nights.room_type));
    }
    TRY_VOID(change.nights(tx, desk, nights));
    if (change.edge.from == Status::tentative) forget_hold(tx, desk, moved->property, id);
    return true;
}

struct Asked {
    const ReservationId& reservation;
    Change change;
};

Task<Result<void>> change_state(Step& step, Desk& desk, const Asked asked, const Along& along) {
    const auto body = [&](db::Tx& tx) -> Result<void> {
        TRY(const bool taken, take_edge(tx, desk, asked.reservation, asked.change));
        if (!taken) return why_not(tx, asked.reservation, asked.change.edge);
        return along ? along(tx) : Result<void>{};
    };
    co_return co_await desk.db.transact(step, body);
}

CancelTerms terms_of(const Reservation& r, std::string_view zone, Instant now) {
    const auto until = free_until(r.cancellation, r.stay.arrival, zone);
    const PaidStay paid{r.stay, r.total, r.first_night};
    return {.fee = cancellation_fee(r.cancellation, paid, until, now),
            .paid_total = r.total,
            .policy = in_words(r.cancellation, until, zone),
            .free_until = until};
}

}  // namespace

Task<Result<void>> confirm(Step& step, Desk& desk, const ReservationId& id, const Along& along) {
    const Asked asked{id, {{Status::tentative, Status::confirmed}, sell_nights}};
    co_return co_await change_state(step, desk, asked, along);
}

Task<Result<void>> cancel(Step& step, Desk& desk, const ReservationId& id, const Along& along) {
    const Asked asked{id, {{Status::confirmed, Status::canceled}, give_back_sold}};
    co_return co_await change_state(step, desk, asked, along);
}

Task<Result<void>> check_in(Step& step, Desk& desk, const ReservationId& id, const Along& along) {
    const Asked asked{id, {{Status::confirmed, Status::in_house}, leave_nights}};
    co_return co_await change_state(step, desk, asked, along);
}

Task<Result<void>> check_out(Step& step, Desk& desk, const ReservationId& id, const Along& along) {
    const Asked asked{id, {{Status::in_house, Status::checked_out}, leave_nights}};
    co_return co_await change_state(step, desk, asked, along);
}

Task<Result<void>> mark_no_show(Step& step, Desk& desk, const ReservationId& id,
                                const Along& along) {
    const Asked asked{id, {{Status::confirmed, Status::no_show}, give_back_later_nights}};
    co_return co_await change_state(step, desk, asked, along);
}

Task<Result<bool>> release(Step& step, Desk& desk, const ReservationId& id, const Along& along) {
    const Change change{{Status::tentative, Status::canceled}, give_back_held};
    const auto body = [&](db::Tx& tx) -> Result<bool> {
        TRY(const bool released, take_edge(tx, desk, id, change));
        if (along) TRY_VOID(along(tx));
        return released;
    };
    co_return co_await desk.db.transact(step, body);
}

Task<Result<Reservation>> find_reservation(Step& step, Desk& desk, const ReservationId& id) {
    const auto body = [&](db::Tx& tx) { return store::find_reservation(tx, id); };
    CO_TRY(auto found, co_await desk.db.read(step, body));
    if (!found) co_return fail(ErrorCode::booking_not_found);
    co_return std::move(*found);
}

Task<Result<CancelTerms>> cancel_terms(Step& step, Desk& desk, const ReservationId& id) {
    CO_TRY(const auto reservation, co_await find_reservation(step, desk, id));
    if (!may_become(reservation.status, Status::canceled))
        co_return fail(ErrorCode::illegal_transition,
                       fmt::format("the reservation is {}", name_of(reservation.status)));
    CO_TRY(const auto property, property_facts(desk, reservation.property));
    co_return terms_of(reservation, property.time_zone, desk.clock.now());
}

Task<Result<int>> expire_due_holds(Step& step, Desk& desk, const Sweep& sweep) {
    const auto body = [&](db::Tx& tx) -> Result<int> {
        TRY(const auto due, store::expire_due(tx, sweep.limit));
        return give_back_expired(tx, desk, due);
    };
    co_return co_await desk.db.transact(step, body);
}

}  // namespace vacancy::hotel
