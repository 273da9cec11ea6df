// The verb of a guest who did not come: by hand at the desk, and by the night audit.

#include "hotel/api.hpp"
#include "hotel/flows/desk/arrival.hpp"
#include "hotel/flows/night/no_show.hpp"
#include "hotel/store/desk/folios.hpp"
#include "hotel/store/desk/stays.hpp"
#include "hotel/store/desk/trail.hpp"
#include "hotel/store/night/audits.hpp"
#include "hotel/store/reservations.hpp"

#include <algorithm>

namespace vacancy::hotel {
namespace {

/// Money that came in or went back with that code; plus: paid by the guest.
Money paid_by(const FolioView& view, std::string_view code, bool back) {
    Money sum{0, view.folio.currency};
    for (const FolioItem& item : view.items) {
        const bool is_back = item.amount.amount > 0;
        if (item.kind == PostingKind::payment && item.code == code && is_back == back)
            sum.amount += is_back ? item.amount.amount : -item.amount.amount;
    }
    return sum;
}

/// What the books say of it.
Result<NoShow> told(db::Tx& tx, const Reservation& r) {
    TRY(const auto folios, store::folios_of(tx, r.id));
    if (folios.empty()) return fail(ErrorCode::folio_not_found);
    TRY(const auto view, store::view_folio(tx, r.property, folios.front().id));
    TRY(const auto waiver, store::find_waiver(tx, r.id, "no_show"));
    TRY(const auto payments, payments::payments_of(tx, r.id.text()));
    TRY(const auto refunds, payments::refunds_of(tx, r.id.text()));
    const auto is_open = [](const payments::Payment& payment) {
        return payment.status == payments::LedgerStatus::intended ||
               payment.status == payments::LedgerStatus::authorized;
    };
    NoShow done{.reservation = r,
                .fee = view.totals.charges,
                .waived = waiver ? waiver->fee : Money{0, r.total.currency},
                .paid = paid_by(view, code::deposit, false),
                .charged = paid_by(view, "card", false),
                .returned = paid_by(view, "card", true),
                .owed = view.totals.balance,
                .folio = view.folio.id};
    done.is_settled = std::ranges::none_of(payments, is_open) &&
                      std::ranges::all_of(refunds, [](const auto& refund) { return refund.done; });
    return done;
}

Task<Result<Reservation>> reservation_of(Step& step, FrontDesk& front,
                                         const NoShowCommand& command) {
    const auto body = [&](db::Tx& tx) -> Result<Reservation> {
        TRY(const auto id,
            store::reservation_by_code(tx, command.property, command.confirmation_code));
        if (!id) return fail(ErrorCode::reservation_not_found);
        TRY(auto reservation, store::find_reservation(tx, *id));
        if (!reservation) return fail(ErrorCode::reservation_not_found);
        return std::move(*reservation);
    };
    co_return co_await front.db.read(step, body);
}

Result<void> check_due(const Reservation& r, const Property& property) {
    if (r.status != Status::confirmed)
        return fail(ErrorCode::illegal_transition,
                    "the reservation is " + std::string(name_of(r.status)));
    if (r.stay.arrival > property.business_date)
        return fail(ErrorCode::illegal_transition, "the guest arrives on " + r.stay.arrival.text());
    return {};
}

/// What it would come to.
Task<Result<NoShow>> quote(Step& step, FrontDesk& front, Absence absence) {
    const Reservation& r = absence.reservation;
    const auto body = [&](db::Tx& tx) { return payments::payments_of(tx, r.id.text()); };
    CO_TRY(const auto payments, co_await front.db.read(step, body));
    const Money nothing{0, r.total.currency};
    NoShow quoted{.reservation = r,
                  .fee = absence.fee,
                  .waived = absence.waived,
                  .paid = payments::kept_of(payments, r.total.currency),
                  .charged = nothing,
                  .returned = nothing,
                  .owed = nothing};
    const Money balance = quoted.fee - quoted.paid;
    (balance.amount > 0 ? quoted.charged : quoted.returned).amount = std::abs(balance.amount);
    co_return quoted;
}

std::string_view payment_status(const NoShow& done) {
    if (done.owed.amount > 0) return "declined";
    if (!done.returned.is_zero()) return "refunded";
    return done.charged.is_zero() ? "settled" : "captured";
}

Task<Result<NoShow>> tell(Step& step, FrontDesk& front, const Reservation& reservation) {
    const auto body = [&](db::Tx& tx) { return told(tx, reservation); };
    co_return co_await front.db.read(step, body);
}

Task<Result<NoShow>> end_stay(Step& step, FrontDesk& front, const NoShowCommand& command) {
    step.set(attr::pms_confirmation_number, Private(command.confirmation_code));
    step.set(attr::pms_agent_id, Private(command.actor.id));
    step.set(attr::pms_fee_waived, command.waives_fee);
    CO_TRY(const Property property, property_facts(front.desk, command.property));
    CO_TRY(const Reservation r, co_await reservation_of(step, front, command));
    if (r.status == Status::no_show && !command.quote_only) co_return co_await tell(step, front, r);
    CO_TRY_VOID(check_due(r, property));
    if (command.waives_fee && command.reason.empty())
        co_return fail(ErrorCode::invalid_request, "a fee is given up for a reason");
    Absence absence;
    absence.journal = saga::Journal({.id = SagaId::make(front.clock.now()),
                                     .kind = {},
                                     .key = r.confirmation_code,
                                     .state = {}});
    const Money fee = no_show_fee(r);
    const Money nothing{0, fee.currency};
    absence.fee = command.waives_fee ? nothing : fee;
    absence.waived = command.waives_fee ? fee : nothing;
    absence.waiver = command.waives_fee ? command.reason : "";
    absence.reservation = r;
    absence.property = property;
    absence.actor = command.actor;
    step.set(attr::pms_fee_amount, major_units(absence.fee));
    if (command.quote_only) co_return co_await quote(step, front, std::move(absence));
    const saga::Outcome outcome = co_await saga::run(step, front, absence, absence_table());
    if (!outcome.done && !outcome.pivoted)
        co_return std::unexpected(
            outcome.failure.value_or(Error{.code = ErrorCode::internal, .detail = {}}));
    CO_TRY(NoShow done, co_await tell(step, front, r));
    done.reservation.status = Status::no_show;
    done.is_settled = outcome.done;
    step.set(attr::pms_payment_status, done.is_settled ? payment_status(done) : "error");
    co_return done;
}

}  // namespace

Task<Result<NoShow>> end_as_no_show(Step& step, FrontDesk& front, const NoShowCommand& command) {
    co_return co_await step.run(span::pms_no_show, end_stay, front, command);
}

Result<void> note_cancellation(db::Tx& tx, const CancellationNote& note) {
    const bool waived = !note.waived.is_zero();
    if (waived)
        TRY_VOID(store::add_waiver(tx, note.reservation,
                                   {.kind = "cancel",
                                    .fee = note.waived,
                                    .reason = note.reason,
                                    .actor = note.actor.id,
                                    .role = note.actor.role}));
    return store::append_trail(
        tx, note.property,
        {.actor = note.actor.id,
         .role = note.actor.role,
         .action = waived ? "cancel.waived" : "cancel",
         .subject = note.confirmation_code,
         .detail = waived ? note.waived.text() + ": " + note.reason : note.fee.text(),
         .trace_id = note.trace_id});
}

}  // namespace vacancy::hotel
