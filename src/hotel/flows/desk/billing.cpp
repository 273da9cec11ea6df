// The first two rows of a check-out: what is owed, and the payment of it.

#include "hotel/flows/desk/departure.hpp"
#include "hotel/flows/desk/ledger.hpp"
#include "hotel/flows/paper/city_ledger.hpp"
#include "hotel/flows/rack/fees.hpp"
#include "hotel/model/night/charges.hpp"
#include "hotel/store/desk/folios.hpp"
#include "hotel/store/desk/stays.hpp"
#include "hotel/store/rack/claims.hpp"
#include "hotel/store/reservations.hpp"

#include <algorithm>

namespace vacancy::hotel {
namespace {

using payments::GatewayAnswer;
using payments::PaymentStatus;

/// Who leaves early and could not cancel any more pays the nights that were kept for them.
Result<void> post_early_departure(db::Tx& tx, const Entry& entry, const Departure& departure,
                                  LocalDate slept_until) {
    const Reservation& r = departure.reservation;
    if (slept_until >= r.stay.departure || r.cancellation.refundable) return {};
    Money kept{0, r.total.currency};
    TRY(const std::string sold, store::sold_nights(tx, r.id));
    for (const NightCharge& charge : charges_of(r, sold))
        if (charge.night >= slept_until) kept = kept + charge.gross;
    TRY(auto lines,
        fee_lines(tx, r.property, {departure.folio.folio.id, code::early_departure, kept}));
    TRY_VOID(post(tx, entry,
                  {.kind = PostingKind::charge,
                   .code = std::string(code::early_departure),
                   .description = "Nights not slept in",
                   .reference = "early:" + r.id.text() + ":" + std::to_string(r.version),
                   .lines = std::move(lines)}));
    return {};
}

/// The first night is always owed; further ones as far as the hotel's day has come.
LocalDate slept_until(const Departure& departure) {
    const StayDates& stay = departure.reservation.stay;
    return std::clamp(departure.property.business_date, stay.arrival + 1, stay.departure);
}

/// The authorization of the check-in: money reserved and not yet taken.
std::optional<payments::Payment> authorization_among(const std::vector<payments::Payment>& all) {
    for (const payments::Payment& payment : all)
        if (payment.status == payments::LedgerStatus::authorized) return payment;
    return std::nullopt;
}

Result<payments::Payment> payment_of_rest(const FrontDesk& front, const Departure& departure,
                                          const std::vector<payments::Payment>& all,
                                          const Money& amount) {
    payments::Payment rest{.id = PaymentId::make(front.clock.now()),
                           .reference = departure.reservation.id.text(),
                           .amount = amount,
                           .authorized = {0, amount.currency},
                           .captured = {0, amount.currency},
                           .refunded = {0, amount.currency}};
    rest.part = 1;
    if (departure.rest) rest.means = departure.rest->means;
    for (const payments::Payment& earlier : all) rest.part = std::max(rest.part, earlier.part + 1);
    if (rest.means.token.empty()) rest.means = card_of(all);
    if (rest.means.token.empty())
        return fail(ErrorCode::balance_open, "there is no card for what is still owed");
    return rest;
}

/// Who pays what is owed: the authorization as far as it goes, then the company or a card; who has
/// paid too much gets it back.
Result<void> plan_payment(db::Tx& tx, const FrontDesk& front, Departure& departure) {
    TRY(const auto all, payments::payments_of(tx, departure.reservation.id.text()));
    const Money balance = departure.folio.totals.balance;
    departure.held = authorization_among(all);
    std::int64_t owed = std::max<std::int64_t>(balance.amount, 0);
    if (departure.held) {
        const bool by_company = !departure.city_ledger.empty();
        const std::int64_t take =
            by_company ? 0 : std::min(owed, departure.held->authorized.amount);
        departure.held->amount.amount = take;
        owed -= take;
    }
    if (owed > 0 && departure.city_ledger.empty()) {
        TRY(departure.rest, payment_of_rest(front, departure, all, {owed, balance.currency}));
        TRY_VOID(payments::intend(tx, payments::charge_of(*departure.rest)));
    } else {
        departure.rest.reset();
    }
    if (balance.amount >= 0) return {};
    const Money back{-balance.amount, balance.currency};
    if (payments::kept_of(all, balance.currency).amount < back.amount)
        return fail(ErrorCode::balance_open, "more is to go back than was paid by card");
    departure.refunds = payments::divide_refund(
        all, back, "check_out:" + std::to_string(departure.reservation.version));
    departure.refunded_payments = all;
    for (const payments::Refund& refund : departure.refunds)
        TRY_VOID(payments::intend_refund(tx, refund));
    return {};
}

/// The company that takes the guest's own window may owe that much.
Result<void> check_company(db::Tx& tx, Departure& departure) {
    if (departure.city_ledger.empty()) return {};
    TRY(const Company company, company_called(tx, departure.property.id, departure.city_ledger));
    departure.city_ledger = company.id.text();
    const Money& balance = departure.folio.totals.balance;
    return balance.amount > 0 ? check_credit(tx, company, balance) : Result<void>{};
}

/// Who was given the room leaves last.
Result<void> check_sharers(db::Tx& tx, Departure& departure) {
    TRY(const auto stay, store::find_stay(tx, departure.reservation.id));
    departure.shares = stay && stay->shares_with;
    TRY(const auto sharers, store::sharers_of(tx, departure.reservation.id));
    if (!sharers.empty())
        return fail(ErrorCode::illegal_transition, "who shares the room leaves first");
    return {};
}

Result<void> bill(db::Tx& tx, const FrontDesk& front, Departure& departure, const Entry& entry) {
    const Reservation& r = departure.reservation;
    TRY(const bool ours, store::begin_work(tx, r.id, departure.journal.id()));
    if (!ours) return fail(ErrorCode::illegal_transition, "somebody checks this guest out already");
    TRY(const auto folios, store::folios_of(tx, r.id));
    if (folios.empty()) return fail(ErrorCode::folio_not_found);
    departure.folio.folio = folios.front();
    TRY_VOID(check_sharers(tx, departure));
    if (!departure.waives_fee && !departure.shares) TRY_VOID(post_late_fee(tx, entry, r));
    if (!departure.shares) TRY_VOID(post_nights(tx, entry, r, slept_until(departure)));
    TRY_VOID(post_early_departure(tx, entry, departure, slept_until(departure)));
    TRY(departure.folio, store::view_folio(tx, r.property, folios.front().id));
    TRY_VOID(check_other_windows(tx, departure.folio.folio));
    TRY_VOID(check_company(tx, departure));
    TRY_VOID(plan_payment(tx, front, departure));
    // Nothing is posted any more while the money is on its way.
    TRY_VOID(close_windows(tx, r.id));
    return departure.journal.advance(tx);
}

Task<Result<void>> charge_rest(Step& step, FrontDesk& front, Departure& departure) {
    const payments::Charge charge = payments::charge_of(*departure.rest);
    CO_TRY(const GatewayAnswer answer, co_await payments::authorize(step, front.till, charge));
    departure.answers.emplace_back(departure.rest->id, answer);
    if (answer.status == PaymentStatus::declined)
        co_return fail(ErrorCode::payment_declined, answer.decline_reason);
    departure.rest->transaction_id = answer.transaction_id;
    departure.rest->authorized = answer.authorized;
    departure.rest->captured = answer.captured;
    co_return Result<void>{};
}

/// The rest of an authorization is released by its capture; one that is not needed is given up.
Task<Result<void>> take_held(Step& step, FrontDesk& front, Departure& departure) {
    const payments::Payment& held = *departure.held;
    const bool takes = held.amount.amount > 0;
    auto answer = takes ? co_await payments::capture(step, front.till, held)
                        : co_await payments::give_up(step, front.till, held);
    if (!answer) co_return std::unexpected(std::move(answer).error());
    departure.answers.emplace_back(held.id, std::move(*answer));
    co_return Result<void>{};
}

Task<Result<void>> give_back(Step& step, FrontDesk& front, Departure& departure) {
    for (const payments::Refund& refund : departure.refunds) {
        const auto of =
            std::ranges::find(departure.refunded_payments, refund.payment, &payments::Payment::id);
        must(of != departure.refunded_payments.end());
        CO_TRY(GatewayAnswer answer, co_await payments::refund(step, front.till, *of, refund));
        departure.answers.emplace_back(refund.payment, std::move(answer));
    }
    co_return Result<void>{};
}

Task<Result<void>> settle(Step& step, FrontDesk& front, Departure& departure) {
    departure.answers.clear();
    if (departure.rest) CO_TRY_VOID(co_await charge_rest(step, front, departure));
    crash_here(front, "check_out.after_authorize");
    if (departure.held) CO_TRY_VOID(co_await take_held(step, front, departure));
    if (departure.rest) {
        CO_TRY(GatewayAnswer answer, co_await payments::capture(step, front.till, *departure.rest));
        departure.answers.emplace_back(departure.rest->id, std::move(answer));
    }
    crash_here(front, "check_out.after_capture");
    co_return co_await give_back(step, front, departure);
}

std::string_view status_of(const Departure& departure) {
    if (!departure.city_ledger.empty()) return "city_ledger";
    if (!departure.refunds.empty()) return "refunded";
    const bool takes = departure.rest || (departure.held && departure.held->amount.amount > 0);
    return takes ? "captured" : "settled";
}

Money paid_now(const Departure& departure) {
    Money paid{0, departure.reservation.total.currency};
    if (departure.held) paid = paid + departure.held->amount;
    if (departure.rest) paid = paid + departure.rest->amount;
    return paid;
}

}  // namespace

Task<Result<void>> load_folio(Step& step, FrontDesk& front, Departure& departure) {
    const Entry entry{.property = departure.property,
                      .actor = departure.actor,
                      .trace_id = step.context().trace_id.text()};
    const auto body = [&](db::Tx& tx) { return bill(tx, front, departure, entry); };
    auto billed = co_await front.db.transact(step, body);
    if (!billed) co_return billed;
    const FolioTotals& totals = departure.folio.totals;
    step.set(attr::pms_folio_items, departure.folio.items.size());
    step.set(attr::pms_folio_total, major_units(totals.charges));
    step.set(attr::pms_room_charges, major_units(totals.room));
    step.set(attr::pms_incidental_charges, major_units(totals.incidental));
    crash_here(front, "check_out.after_bill");
    co_return billed;
}

Task<Result<void>> reopen(Step& step, FrontDesk& front, Departure& departure) {
    CO_TRY_VOID(co_await ensure_loaded(step, front, departure));
    const auto body = [&](db::Tx& tx) -> Result<void> {
        for (const auto& [payment, answer] : departure.answers)
            TRY_VOID(payments::note(tx, payment, answer));
        // Turned back before the card was asked: nothing will come of it.
        if (departure.rest && departure.answers.empty())
            TRY_VOID(payments::note(tx, departure.rest->id, payments::never_sent(*departure.rest)));
        TRY_VOID(reopen_windows(tx, departure.reservation.id));
        TRY_VOID(store::end_work(tx, departure.reservation.id, departure.journal.id()));
        return departure.journal.advance(tx);
    };
    co_return co_await front.db.transact(step, body);
}

Task<Result<void>> final_payment(Step& step, FrontDesk& front, Departure& departure) {
    CO_TRY_VOID(co_await ensure_loaded(step, front, departure));
    auto settled = co_await settle(step, front, departure);
    step.set(attr::pms_payment_amount, major_units(paid_now(departure)));
    const bool declined = !settled && settled.error().kind() == ErrorKind::declined;
    step.set(attr::pms_payment_status,
             settled ? status_of(departure) : std::string_view(declined ? "declined" : "error"));
    co_return settled;
}

}  // namespace vacancy::hotel
