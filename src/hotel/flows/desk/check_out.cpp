#include "hotel/api.hpp"
#include "hotel/flows/desk/departure.hpp"
#include "hotel/flows/desk/peak_hours.hpp"
#include "hotel/flows/rack/assigning.hpp"
#include "hotel/store/desk/stays.hpp"
#include "hotel/store/reservations.hpp"

#include <fmt/format.h>

namespace vacancy::hotel {
namespace {

struct Guest {
    Room room;
    Reservation reservation;
};

Task<Result<Guest>> guest_in(Step& step, FrontDesk& front, const CheckOutCommand& command) {
    const auto body = [&](db::Tx& tx) -> Result<Guest> {
        if (!command.confirmation_code.empty()) {
            TRY(GuestInHouse guest,
                guest_in_house(tx, {command.property, command.confirmation_code}));
            return Guest{std::move(guest.room), std::move(guest.reservation)};
        }
        TRY(const auto room, store::find_room_numbered(tx, command.property, command.room_number));
        if (!room) return fail(ErrorCode::room_not_found);
        TRY(const auto id, store::guest_of_room(tx, room->id));
        if (!id) return fail(ErrorCode::room_not_found, "nobody is in that room");
        TRY(auto reservation, store::find_reservation(tx, *id));
        must(reservation.has_value());
        return Guest{*room, std::move(*reservation)};
    };
    co_return co_await front.db.read(step, body);
}

Error unknown_outcome(const Departure& departure) {
    return {.code = ErrorCode::outcome_unknown,
            .detail = "The check-out is being settled; look there for its end",
            .retry_after_s = 5,
            .look_at = fmt::format("/v1/properties/{}/folios/{}", departure.property.id.text(),
                                   departure.folio.folio.id.text())};
}

std::string_view result_of(ErrorCode code) {
    switch (code) {
        case ErrorCode::room_not_found: return "not_found";
        case ErrorCode::payment_declined: return "payment_declined";
        case ErrorCode::balance_open: return "balance_open";
        default: return "failed";
    }
}

Task<Result<Departure>> bring_out(Step& step, FrontDesk& front, const CheckOutCommand& command,
                                  Pace& pace) {
    CO_TRY(const Property property, property_facts(front.desk, command.property));
    CO_TRY(Guest guest, co_await guest_in(step, front, command));
    step.set(attr::pms_room_number, Private(guest.room.number));
    Departure departure;
    departure.journal = saga::Journal({.id = SagaId::make(front.clock.now()),
                                       .kind = {},
                                       .key = guest.reservation.confirmation_code,
                                       .state = {}});
    departure.property = property;
    departure.room = std::move(guest.room);
    departure.reservation = std::move(guest.reservation);
    departure.actor = command.actor;
    departure.receipt_email = command.receipt_email;
    departure.city_ledger = command.city_ledger;
    departure.is_express = command.is_express;
    departure.waives_fee = command.waives_fee;
    if (command.means) departure.rest = payments::Payment{.means = *command.means};
    departure.pace = &pace;
    const saga::Outcome outcome = co_await saga::run(step, front, departure, departure_table());
    departure.pace = nullptr;
    if (outcome.done) co_return departure;
    // The guest has paid and left; what the encoder or the mail still owe is done later.
    if (departure.closed) co_return departure;
    if (outcome.pivoted || !outcome.at_rest) co_return std::unexpected(unknown_outcome(departure));
    const Error why = outcome.failure.value_or(Error{.code = ErrorCode::internal, .detail = {}});
    co_return std::unexpected(undone_error(why));
}

}  // namespace

Task<Result<CheckedOut>> check_out_guest(Step& step, FrontDesk& front,
                                         const CheckOutCommand& command) {
    const std::int64_t began = front.clock.steady_ns();
    step.set(attr::pms_agent_id, Private(command.actor.id));
    step.set(attr::pms_operation, "check_out");
    Pace pace;
    auto departure = co_await bring_out(step, front, command, pace);
    const Ended ended{.property = command.property,
                      .operation = "check_out",
                      .result = departure ? "success" : result_of(departure.error().code),
                      .began_ns = began,
                      .pace = pace};
    co_await note_operation(step, front, ended);
    if (!departure) co_return std::unexpected(std::move(departure).error());
    const double ms = static_cast<double>(front.clock.steady_ns() - began) / 1e6;
    step.set(attr::pms_checkout_duration_ms, ms);
    step.record(metric::pms_checkout_duration_ms, ms, {});
    co_return CheckedOut{.total_charged = departure->folio.totals.charges,
                         .folio = departure->folio.folio.id,
                         .keys_off = departure->keys_off};
}

}  // namespace vacancy::hotel
