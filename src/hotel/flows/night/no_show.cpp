#include "hotel/flows/night/no_show.hpp"

#include "base/canary.hpp"
#include "hotel/api.hpp"
#include "hotel/flows/desk/arrival.hpp"
#include "hotel/flows/desk/ledger.hpp"
#include "hotel/flows/memory.hpp"
#include "hotel/model/cancellation.hpp"
#include "hotel/store/desk/folios.hpp"
#include "hotel/store/desk/stays.hpp"
#include "hotel/store/desk/trail.hpp"
#include "hotel/store/night/audits.hpp"
#include "saga/words.hpp"

#include <algorithm>

namespace vacancy::hotel {
namespace {

using payments::GatewayAnswer;
using payments::LedgerStatus;
using payments::PaymentStatus;

constexpr const char* purpose = "no_show";

Entry entry_of(const Step& step, const Absence& absence) {
    return {.property = absence.property,
            .actor = absence.actor,
            .trace_id = step.context().trace_id.text()};
}

/// The arrival night stays sold; a room given in advance is free again.
Result<void> give_nights_back(db::Tx& tx, FrontDesk& front, const Reservation& r, Stay& stay) {
    TRY_VOID(store::release_room(tx, r.id, r.stay.arrival));
    stay.room.reset();
    TRY_VOID(store::save_stay(tx, stay));
    const StayDates later{r.stay.arrival + 1, r.stay.departure};
    if (later.nights() < 1) return {};
    const store::Moved moved{r.property, {stay.taken_type.value_or(r.room_type), later}};
    TRY(auto back, store::give_back_nights(tx, store::Count::sold, moved.nights));
    remember_nights(tx, front.desk, moved, std::move(back));
    return {};
}

/// The card of the booking, as a payment of its own; nothing when there is no card.
std::optional<payments::Payment> charge_to_card(const FrontDesk& front, const Absence& absence,
                                                const Money& amount) {
    payments::Payment rest{.id = PaymentId::make(front.clock.now()),
                           .reference = absence.reservation.id.text(),
                           .amount = amount,
                           .authorized = {0, amount.currency},
                           .captured = {0, amount.currency},
                           .refunded = {0, amount.currency}};
    for (const payments::Payment& earlier : absence.payments)
        rest.part = std::max(rest.part, earlier.part + 1);
    rest.means = card_of(absence.payments);
    if (rest.means.token.empty()) return std::nullopt;
    return rest;
}

Result<void> plan_money(db::Tx& tx, const FrontDesk& front, Absence& absence) {
    Money balance = absence.fee - absence.paid;
    if (canary::planted("no_show_charged_twice")) balance = absence.fee;
    if (balance.amount > 0) {
        absence.rest = charge_to_card(front, absence, balance);
        if (absence.rest) TRY_VOID(payments::intend(tx, payments::charge_of(*absence.rest)));
    } else if (balance.amount < 0) {
        const Money back{-balance.amount, balance.currency};
        absence.refunds = payments::divide_refund(absence.payments, back, purpose);
        for (const payments::Refund& refund : absence.refunds)
            TRY_VOID(payments::intend_refund(tx, refund));
    }
    return {};
}

Result<void> open_books(db::Tx& tx, Absence& absence, const Entry& entry) {
    const Reservation& r = absence.reservation;
    TRY(const Folio folio, store::open_folio(tx, {.id = FolioId::make(tx.now()),
                                                  .property = r.property,
                                                  .reservation = r.id,
                                                  .payer = "guest",
                                                  .currency = r.total.currency}));
    absence.folio = folio.id;
    if (!absence.paid.is_zero()) TRY_VOID(post_deposit(tx, entry, folio.id, {r.id, absence.paid}));
    if (absence.fee.is_zero()) return {};
    TRY(auto lines, fee_lines(tx, r.property, {folio.id, code::no_show, absence.fee}));
    TRY_VOID(post(tx, entry,
                  {.kind = PostingKind::charge,
                   .code = std::string(code::no_show),
                   .description = "Stay not taken up",
                   .reference = "no_show:" + r.id.text(),
                   .lines = std::move(lines)}));
    return {};
}

Result<void> note_waiver(db::Tx& tx, const Absence& absence) {
    if (absence.waiver.empty()) return {};
    return store::add_waiver(tx, absence.reservation.id,
                             {.kind = purpose,
                              .fee = absence.waived,
                              .reason = absence.waiver,
                              .actor = absence.actor.id,
                              .role = absence.actor.role});
}

Result<void> record_absence(db::Tx& tx, FrontDesk& front, Absence& absence, const Entry& entry) {
    Reservation& r = absence.reservation;
    TRY(Stay stay, store::stay_of(tx, r));
    TRY(const bool ours, store::begin_work(tx, r.id, absence.journal.id()));
    if (!ours) return fail(ErrorCode::illegal_transition, "somebody checks this guest in");
    TRY(const auto moved, store::move(tx, r.id, Status::confirmed, Status::no_show));
    if (!moved) return fail(ErrorCode::illegal_transition);
    TRY(absence.payments, payments::payments_of(tx, r.id.text()));
    const auto is_open = [](const payments::Payment& p) {
        return p.status == LedgerStatus::authorized;
    };
    if (std::ranges::any_of(absence.payments, is_open))
        return fail(ErrorCode::payment_error, "money of the booking is still being settled");
    absence.paid = payments::kept_of(absence.payments, r.total.currency);
    TRY_VOID(give_nights_back(tx, front, r, stay));
    TRY_VOID(open_books(tx, absence, entry));
    TRY_VOID(note_waiver(tx, absence));
    absence.rest.reset();
    absence.refunds.clear();
    TRY_VOID(plan_money(tx, front, absence));
    const bool waived = !absence.waiver.empty();
    TRY_VOID(store::append_trail(
        tx, r.property,
        {.actor = absence.actor.id,
         .role = absence.actor.role,
         .action = waived ? "no_show.waived" : "no_show",
         .subject = r.confirmation_code,
         .detail = waived ? absence.waived.text() + ": " + absence.waiver : absence.fee.text(),
         .trace_id = entry.trace_id}));
    return absence.journal.advance(tx);
}

Task<Result<void>> mark(Step& step, FrontDesk& front, Absence& absence) {
    const Entry entry = entry_of(step, absence);
    const auto body = [&](db::Tx& tx) { return record_absence(tx, front, absence, entry); };
    auto marked = co_await front.db.transact(step, body);
    if (marked) crash_here(front, "no_show.after_mark");
    co_return marked;
}

Result<void> load_rest(db::Tx& tx, Absence& absence) {
    const ReservationId id = absence.reservation.id;
    TRY(auto reservation, store::find_reservation(tx, id));
    if (!reservation) return fail(ErrorCode::reservation_not_found);
    absence.reservation = std::move(*reservation);
    TRY(absence.payments, payments::payments_of(tx, id.text()));
    if (absence.rest) {
        TRY(auto rest, payments::find_payment(tx, absence.rest->id));
        if (!rest) return fail(ErrorCode::not_found, "no such payment");
        absence.rest = std::move(*rest);
    }
    TRY(const auto refunds, payments::refunds_of(tx, id.text()));
    absence.refunds.clear();
    for (const payments::Refund& refund : refunds)
        if (refund.purpose == purpose) absence.refunds.push_back(refund);
    return {};
}

Task<Result<void>> ensure_loaded(Step& step, FrontDesk& front, Absence& absence) {
    if (absence.loaded) co_return Result<void>{};
    const auto body = [&](db::Tx& tx) { return load_rest(tx, absence); };
    CO_TRY_VOID(co_await front.db.read(step, body));
    CO_TRY(absence.property, property_facts(front.desk, absence.reservation.property));
    absence.loaded = true;
    co_return Result<void>{};
}

/// A decline is an answer: the fee stays owed on the open folio.
Task<Result<void>> charge_fee(Step& step, FrontDesk& front, Absence& absence) {
    const payments::Charge charge = payments::charge_of(*absence.rest);
    CO_TRY(GatewayAnswer answer, co_await payments::authorize(step, front.till, charge));
    const bool declined = answer.status == PaymentStatus::declined;
    absence.rest->transaction_id = answer.transaction_id;
    absence.rest->authorized = answer.authorized;
    absence.answers.emplace_back(absence.rest->id, std::move(answer));
    crash_here(front, "no_show.after_authorize");
    if (declined) {
        absence.rest->amount.amount = 0;
        co_return Result<void>{};
    }
    CO_TRY(GatewayAnswer taken, co_await payments::capture(step, front.till, *absence.rest));
    absence.answers.emplace_back(absence.rest->id, std::move(taken));
    co_return Result<void>{};
}

Task<Result<void>> settle(Step& step, FrontDesk& front, Absence& absence) {
    CO_TRY_VOID(co_await ensure_loaded(step, front, absence));
    absence.answers.clear();
    if (absence.rest) CO_TRY_VOID(co_await charge_fee(step, front, absence));
    for (const payments::Refund& refund : absence.refunds) {
        const auto of = std::ranges::find(absence.payments, refund.payment, &payments::Payment::id);
        must(of != absence.payments.end());
        CO_TRY(GatewayAnswer answer, co_await payments::refund(step, front.till, *of, refund));
        absence.answers.emplace_back(refund.payment, std::move(answer));
    }
    absence.asked = true;
    crash_here(front, "no_show.after_settle");
    co_return Result<void>{};
}

Result<void> note_money(db::Tx& tx, const Absence& absence) {
    for (const auto& [payment, answer] : absence.answers) {
        const auto refund = std::ranges::find(absence.refunds, payment, &payments::Refund::payment);
        TRY_VOID(refund != absence.refunds.end() ? payments::note_refund(tx, *refund, answer)
                                                 : payments::note(tx, payment, answer));
    }
    return {};
}

Result<void> post_money(db::Tx& tx, const Absence& absence, const Entry& entry) {
    if (absence.rest && !absence.rest->amount.is_zero())
        TRY_VOID(post(tx, entry,
                      {.kind = PostingKind::payment,
                       .code = "card",
                       .description = "Card",
                       .reference = "payment:" + absence.rest->id.text(),
                       .lines = payment_lines(absence.folio, "card", absence.rest->amount)}));
    for (const payments::Refund& refund : absence.refunds) {
        const Money back{-refund.amount.amount, refund.amount.currency};
        TRY_VOID(post(tx, entry,
                      {.kind = PostingKind::payment,
                       .code = "card",
                       .description = "Refund to card",
                       .reference = "refund:" + refund.payment.text() + ":" + purpose,
                       .lines = payment_lines(absence.folio, "card", back)}));
    }
    return {};
}

Result<void> record_settlement(db::Tx& tx, Absence& absence, const Entry& entry) {
    const Reservation& r = absence.reservation;
    TRY_VOID(note_money(tx, absence));
    TRY_VOID(post_money(tx, absence, entry));
    TRY(const auto view, store::view_folio(tx, r.property, absence.folio));
    if (view.totals.balance.is_zero()) {
        TRY_VOID(store::close_folio(tx, absence.folio));
        TRY_VOID(payments::forget_means(tx, r.id.text()));
    }
    TRY_VOID(store::end_work(tx, r.id, absence.journal.id()));
    return absence.journal.advance(tx);
}

Task<Result<void>> close_books(Step& step, FrontDesk& front, Absence& absence) {
    CO_TRY_VOID(co_await ensure_loaded(step, front, absence));
    // Recovery may begin here: asking again with the same keys tells what was paid.
    if (!absence.asked) CO_TRY_VOID(co_await settle(step, front, absence));
    const Entry entry = entry_of(step, absence);
    const auto body = [&](db::Tx& tx) { return record_settlement(tx, absence, entry); };
    auto recorded = co_await front.db.transact(step, body);
    if (!recorded) co_return recorded;
    absence.closed = true;
    crash_here(front, "no_show.after_close");
    co_return recorded;
}

constexpr saga::Row<FrontDesk, Absence> rows[] = {
    {.name = "mark",
     .span = nullptr,
     .act = mark,
     .undo_span = nullptr,
     .undo = nullptr,
     .pivot = true,
     .records = true},
    {.name = "settle", .span = nullptr, .act = settle, .undo_span = nullptr, .undo = nullptr},
    {.name = "close",
     .span = nullptr,
     .act = close_books,
     .undo_span = nullptr,
     .undo = nullptr,
     .records = true},
};

void save(const Absence& absence, saga::JournalEntry& entry) {
    entry.state = saga::write_words({{"reservation", absence.reservation.id.text()},
                                     {"folio", absence.folio.text()},
                                     {"rest", absence.rest ? absence.rest->id.text() : ""},
                                     {"actor", absence.actor.id},
                                     {"role", absence.actor.role}});
    if (!absence.loaded) return;
    entry.key = absence.reservation.confirmation_code;
    entry.at_risk_minor = absence.rest ? absence.rest->amount.amount : 0;
    entry.currency = absence.reservation.total.currency.code();
}

Result<Absence> load(const saga::JournalEntry& entry) {
    const auto word = [&](std::string_view name) { return saga::read_word(entry.state, name); };
    Absence absence;
    absence.loaded = false;
    TRY(absence.reservation.id, ReservationId::parse(word("reservation")));
    TRY(absence.folio, FolioId::parse(word("folio")));
    if (const auto rest = word("rest"); !rest.empty()) {
        payments::Payment payment;
        TRY(payment.id, PaymentId::parse(rest));
        absence.rest = std::move(payment);
    }
    absence.actor = {.id = std::string(word("actor")), .role = std::string(word("role"))};
    return absence;
}

constexpr saga::Table<FrontDesk, Absence> table{
    .kind = span::pms_no_show.name, .rows = rows, .save = save, .load = load};

}  // namespace

const saga::Table<FrontDesk, Absence>& absence_table() { return table; }

Money no_show_fee(const Reservation& r) {
    return fee_of(r.no_show, {r.stay, r.total, r.first_night});
}

}  // namespace vacancy::hotel
