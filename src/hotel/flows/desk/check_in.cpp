#include "hotel/api.hpp"
#include "hotel/flows/desk/arrival.hpp"
#include "hotel/flows/desk/peak_hours.hpp"
#include "hotel/flows/rack/assigning.hpp"
#include "hotel/model/rack/document.hpp"
#include "hotel/store/desk/stays.hpp"
#include "hotel/store/reservations.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace vacancy::hotel {
namespace {

/// All that the desk reads before it begins.
struct Found {
    Reservation reservation;
    Stay stay;
    DeskRules rules{};
    std::vector<payments::Payment> payments{};
};

Task<Result<Found>> find(FrontDesk& front, Step& step, const CheckInCommand& command) {
    const auto body = [&](db::Tx& tx) -> Result<Found> {
        TRY(const auto id,
            store::reservation_by_code(tx, command.property, command.confirmation_code));
        if (!id) return fail(ErrorCode::reservation_not_found);
        TRY(auto reservation, store::find_reservation(tx, *id));
        if (!reservation) return fail(ErrorCode::reservation_not_found);
        TRY(auto stay, store::find_stay(tx, *id));
        TRY(const auto rules, store::desk_rules(tx, command.property));
        TRY(auto payments, payments::payments_of(tx, id->text()));
        return Found{.reservation = std::move(*reservation),
                     .stay = stay.value_or(Stay{.reservation = *id, .property = command.property}),
                     .rules = rules,
                     .payments = std::move(payments)};
    };
    co_return co_await front.db.read(step, body);
}

Task<Result<Found>> look_up(Step& step, FrontDesk& front, const CheckInCommand& command) {
    CO_TRY(Found found, co_await find(front, step, command));
    const Reservation& r = found.reservation;
    CO_TRY(const RoomType type, room_type_facts(front.desk, r.property, r.room_type));
    const auto plan = rate_plan_facts(front.desk, r.property, r.rate_plan);
    step.set(attr::pms_guest_name, r.guest.name);
    step.set(attr::pms_room_type, type.code);
    step.set(attr::pms_nights, r.stay.nights());
    step.set(attr::pms_rate_code,
             plan ? std::string_view(plan->code) : std::string_view("retired"));
    step.set(attr::pms_vip_level, found.stay.vip_level);
    co_return found;
}

/// The agent looked at the document; what is verified here is that somebody did and was satisfied.
Task<Result<void>> verify_identity(Step& step, const CheckInCommand& command) {
    const bool verified = command.identity.verified && !command.identity.kind.empty() &&
                          !command.identity.verified_by.empty();
    step.set(attr::pms_identity_verified, verified);
    if (!verified) step.keep("requested");
    co_return Result<void>{};
}

Result<void> check_due(const Found& found, const Property& property) {
    const Reservation& r = found.reservation;
    if (r.status != Status::confirmed)
        return fail(ErrorCode::illegal_transition,
                    fmt::format("the reservation is {}", name_of(r.status)));
    if (r.stay.arrival > property.business_date)
        return fail(ErrorCode::illegal_transition, "the guest arrives on " + r.stay.arrival.text());
    if (r.stay.departure <= property.business_date)
        return fail(ErrorCode::illegal_transition, "the stay is over");
    // What was paid ahead is known only when it is captured: until then the guest would pay twice.
    const auto is_under_way = [](const payments::Payment& payment) {
        return payment.status == payments::LedgerStatus::intended ||
               payment.status == payments::LedgerStatus::authorized;
    };
    if (std::ranges::any_of(found.payments, is_under_way))
        return std::unexpected(
            Error{.code = ErrorCode::illegal_transition,
                  .detail = "the payment of the booking is still being settled; try again",
                  .retry_after_s = 5});
    return {};
}

/// Room, taxes and incidentals of the nights, less what was paid ahead.
payments::Payment estimate(const FrontDesk& front, const CheckInCommand& command,
                           const Found& found, const Money& paid) {
    const Reservation& r = found.reservation;
    const Money incidentals{found.rules.incidentals_per_night_minor * r.stay.nights(),
                            r.total.currency};
    Money amount = r.total - paid + incidentals;
    amount.amount = std::max<std::int64_t>(amount.amount, 0);
    int part = 0;
    payments::Means means;
    for (const payments::Payment& earlier : found.payments) {
        part = std::max(part, earlier.part);
        if (!earlier.means.token.empty()) means = earlier.means;
    }
    if (command.means) means = *command.means;
    return {.id = PaymentId::make(front.clock.now()),
            .reference = r.id.text(),
            .part = part + 1,
            .means = std::move(means),
            .amount = amount,
            .authorized = {0, amount.currency},
            .captured = {0, amount.currency},
            .refunded = {0, amount.currency}};
}

Result<Arrival> arrival_of(FrontDesk& front, const CheckInCommand& command, Found found,
                           const Property& property) {
    Arrival arrival;
    arrival.journal = saga::Journal({.id = SagaId::make(front.clock.now()),
                                     .kind = {},
                                     .key = command.confirmation_code,
                                     .state = {}});
    arrival.property = property;
    arrival.paid = payments::kept_of(found.payments, found.reservation.total.currency);
    arrival.payment = estimate(front, command, found, arrival.paid);
    if (arrival.pays() && arrival.payment.means.token.empty())
        return fail(ErrorCode::payment_failed, "there is no card to authorize");
    arrival.keys = command.keys.value_or(found.rules.keys_default);
    arrival.actor = command.actor;
    arrival.workstation = command.workstation;
    arrival.identity = command.identity;
    arrival.wanted_room = command.room_number;
    arrival.wish = {.booked = found.reservation.room_type,
                    .guests = found.reservation.guests,
                    .upgrade = command.upgrade};
    const PropertyCalendar* calendar = front.desk.calendars.find(property.id);
    const auto book = calendar != nullptr ? calendar->book() : nullptr;
    if (book == nullptr) return fail(ErrorCode::property_not_found);
    arrival.types = book->room_types;
    arrival.vip_level = found.stay.vip_level;
    arrival.waives_fee = command.waives_fee;
    if (found.stay.day_use) arrival.day_use_until = found.rules.day_use_until;
    if (found.rules.keeps_document_hash && command.identity.number)
        arrival.document_hash = document_hash(front.document_key, *command.identity.number);
    arrival.reservation = std::move(found.reservation);
    return arrival;
}

std::string_view result_of(ErrorCode code) {
    switch (code) {
        case ErrorCode::reservation_not_found: return "not_found";
        case ErrorCode::identity_failed: return "identity_failed";
        case ErrorCode::payment_failed: return "payment_failed";
        case ErrorCode::room_not_ready: return "room_not_ready";
        case ErrorCode::key_encoder_unavailable: return "keys_failed";
        default: return "failed";
    }
}

CheckedIn answer_of(const Arrival& arrival) {
    AssignmentWish wish = arrival.wish;
    wish.room_number = arrival.wanted_room;
    return {.room = arrival.room,
            .room_type_code = arrival.type_named(arrival.room.room_type).code,
            .upgraded = arrival.upgraded,
            .why = arrival.was_assigned ? "assigned in advance"
                                        : std::string(why_chosen(wish, arrival.room)),
            .checkout_date = arrival.reservation.stay.departure,
            .authorization_status = arrival.pays() ? "approved" : "not_needed",
            .authorized = arrival.payment.amount,
            .authorization_code = arrival.payment.transaction_id,
            .keys = arrival.made,
            .folio = arrival.folio};
}

Error unknown_outcome(const Arrival& arrival) {
    return {
        .code = ErrorCode::outcome_unknown,
        .detail = "The check-in is being settled; look there for its end",
        .retry_after_s = 5,
        .look_at = fmt::format("/v1/properties/{}/reservations?q={}", arrival.property.id.text(),
                               arrival.reservation.confirmation_code)};
}

/// What went wrong with the encoder is one thing to the agent, whatever the encoder said.
Error verdict(const Arrival& arrival, const saga::Outcome& outcome) {
    if (!outcome.at_rest) return unknown_outcome(arrival);
    Error why = outcome.failure.value_or(Error{.code = ErrorCode::internal, .detail = {}});
    const bool outside =
        why.kind() == ErrorKind::unavailable || why.code == ErrorCode::outcome_unknown;
    if (outside && arrival.authorized && arrival.made.count == 0)
        return {.code = ErrorCode::key_encoder_unavailable, .detail = {}, .retry_after_s = 5};
    return undone_error(std::move(why));
}

Task<Result<Arrival>> bring_in(Step& step, FrontDesk& front, const CheckInCommand& command,
                               Pace& pace) {
    CO_TRY(const Property property, property_facts(front.desk, command.property));
    const std::int64_t began = front.clock.steady_ns();
    CO_TRY(Found found, co_await step.run(span::pms_lookup_reservation, look_up, front, command));
    pace.took(span::pms_lookup_reservation.name, front.clock.steady_ns() - began);
    CO_TRY_VOID(co_await step.run(span::pms_verify_identity, verify_identity, command));
    if (!command.identity.verified) co_return fail(ErrorCode::identity_failed);
    CO_TRY_VOID(check_due(found, property));
    CO_TRY(Arrival arrival, arrival_of(front, command, std::move(found), property));
    arrival.pace = &pace;
    const saga::Outcome outcome = co_await saga::run(step, front, arrival, arrival_table());
    arrival.pace = nullptr;
    if (!outcome.done && !outcome.pivoted) co_return std::unexpected(verdict(arrival, outcome));
    co_return arrival;
}

}  // namespace

Task<Result<CheckedIn>> check_in_guest(Step& step, FrontDesk& front,
                                       const CheckInCommand& command) {
    const std::int64_t began = front.clock.steady_ns();
    step.set(attr::pms_confirmation_number, Private(command.confirmation_code));
    step.set(attr::pms_agent_id, Private(command.actor.id));
    step.set(attr::pms_operation, "check_in");
    Pace pace;
    auto arrival = co_await bring_in(step, front, command, pace);
    const Ended ended{.property = command.property,
                      .operation = "check_in",
                      .result = arrival ? "success" : result_of(arrival.error().code),
                      .began_ns = began,
                      .pace = pace};
    co_await note_operation(step, front, ended);
    if (!arrival) {
        step.set(attr::pms_checkin_result, result_of(arrival.error().code));
        co_return std::unexpected(std::move(arrival).error());
    }
    const double ms = static_cast<double>(front.clock.steady_ns() - began) / 1e6;
    step.set(attr::pms_checkin_result, "success");
    step.set(attr::pms_checkin_duration_ms, ms);
    step.record(metric::pms_checkin_duration_ms, ms,
                {arrival->type_named(arrival->reservation.room_type).code,
                 std::to_string(arrival->vip_level)});
    co_return answer_of(*arrival);
}

}  // namespace vacancy::hotel
