// The rows of a check-out after the money: room and housekeeping, keys, receipt.

#include "base/canary.hpp"
#include "hotel/desk/interfaces.hpp"
#include "hotel/desk/receipt.hpp"
#include "hotel/flows/desk/departure.hpp"
#include "hotel/flows/desk/ledger.hpp"
#include "hotel/flows/memory.hpp"
#include "hotel/flows/paper/city_ledger.hpp"
#include "hotel/flows/rack/assigning.hpp"
#include "hotel/flows/rack/fees.hpp"
#include "hotel/store/desk/folios.hpp"
#include "hotel/store/desk/stays.hpp"
#include "hotel/store/desk/tasks.hpp"
#include "hotel/store/desk/trail.hpp"
#include "saga/outbox.hpp"

#include <algorithm>

namespace vacancy::hotel {
namespace {

Result<void> post_payment(db::Tx& tx, const Entry& entry, const Departure& departure,
                          const payments::Payment& payment) {
    if (payment.amount.is_zero()) return {};
    TRY_VOID(post(tx, entry,
                  {.kind = PostingKind::payment,
                   .code = "card",
                   .description = "Card",
                   .reference = "payment:" + payment.id.text(),
                   .lines = payment_lines(departure.folio.folio.id, "card", payment.amount)}));
    return {};
}

Result<void> post_refund(db::Tx& tx, const Entry& entry, const Departure& departure,
                         const payments::Refund& refund) {
    const Money back{-refund.amount.amount, refund.amount.currency};
    TRY_VOID(post(tx, entry,
                  {.kind = PostingKind::payment,
                   .code = "card",
                   .description = "Refund to card",
                   .reference = "refund:" + refund.payment.text() + ":" + refund.purpose,
                   .lines = payment_lines(departure.folio.folio.id, "card", back)}));
    return {};
}

Result<void> note_money(db::Tx& tx, const Departure& departure) {
    for (const auto& [payment, answer] : departure.answers) {
        const auto refund =
            std::ranges::find(departure.refunds, payment, &payments::Refund::payment);
        TRY_VOID(refund != departure.refunds.end() ? payments::note_refund(tx, *refund, answer)
                                                   : payments::note(tx, payment, answer));
    }
    return {};
}

/// The folio was closed against other postings while the money was on its way; its payments are
/// the last lines of it.
Result<void> settle_books(db::Tx& tx, Departure& departure, const Entry& entry) {
    const FolioId folio = departure.folio.folio.id;
    TRY_VOID(reopen_windows(tx, departure.reservation.id));
    if (departure.held) TRY_VOID(post_payment(tx, entry, departure, *departure.held));
    if (departure.rest) TRY_VOID(post_payment(tx, entry, departure, *departure.rest));
    for (const payments::Refund& refund : departure.refunds)
        TRY_VOID(post_refund(tx, entry, departure, refund));
    TRY(auto view, store::view_folio(tx, departure.property.id, folio));
    if (!departure.city_ledger.empty() && view.totals.balance.amount > 0) {
        TRY(const Company company,
            company_called(tx, departure.property.id, departure.city_ledger));
        const CompanyShare share{company, folio, view.totals.balance,
                                 rest_reference(folio, departure.journal.id())};
        TRY_VOID(post_to_company(tx, entry, share));
        TRY(view, store::view_folio(tx, departure.property.id, folio));
    }
    if (!view.totals.balance.is_zero()) return fail(ErrorCode::balance_open);
    TRY_VOID(settle_other_windows(tx, entry, view.folio, departure.journal.id()));
    TRY_VOID(close_windows(tx, departure.reservation.id));
    TRY(departure.folio, store::view_folio(tx, departure.property.id, folio));
    return {};
}

/// Nights that nobody will sleep in are on sale again.
Result<void> give_nights_back(db::Tx& tx, FrontDesk& front, const Departure& departure,
                              const Stay& stay) {
    const Reservation& r = departure.reservation;
    const StayDates freed = freed_nights(r, stay, departure.property.business_date);
    TRY_VOID(store::release_room(tx, r.id, freed.arrival));
    if (freed.nights() < 1) return {};
    const store::Moved rest{r.property, {stay.taken_type.value_or(r.room_type), freed}};
    TRY(auto back, store::give_back_nights(tx, store::Count::sold, rest.nights));
    remember_nights(tx, front.desk, rest, std::move(back));
    return {};
}

Result<void> tell_housekeeping(db::Tx& tx, const Departure& departure) {
    TRY_VOID(store::vacate_room(tx, departure.room.id));
    TRY_VOID(store::cancel_stay_over(tx, departure.room.id));
    return store::add_task(tx, {.id = TaskId::make(tx.now()),
                                .property = departure.property.id,
                                .room = departure.room.id,
                                .kind = TaskKind::departure,
                                .business_date = departure.property.business_date});
}

Result<void> tell_the_links(db::Tx& tx, const Departure& departure) {
    InterfaceNews news{.property = departure.property.id,
                       .kind = LetterKind::guest_out,
                       .reservation = departure.reservation.id,
                       .room_number = departure.room.number};
    TRY_VOID(tell_interfaces(tx, news));
    news.kind = LetterKind::room_status;
    news.reservation.reset();
    return tell_interfaces(tx, news);
}

Result<void> record_departure(db::Tx& tx, FrontDesk& front, Departure& departure,
                              const Entry& entry) {
    const Reservation& r = departure.reservation;
    TRY_VOID(note_money(tx, departure));
    TRY_VOID(settle_books(tx, departure, entry));
    TRY(const auto moved, store::move(tx, r.id, Status::in_house, Status::checked_out));
    if (!moved) return fail(ErrorCode::illegal_transition);
    TRY(Stay stay, store::stay_of(tx, r));
    if (!stay.shares_with) {
        TRY_VOID(give_nights_back(tx, front, departure, stay));
        TRY_VOID(tell_housekeeping(tx, departure));
    }
    stay.checked_out_at = tx.now();
    TRY_VOID(store::save_stay(tx, stay));
    TRY_VOID(payments::forget_means(tx, r.id.text()));
    TRY_VOID(
        store::append_trail(tx, r.property,
                            {.actor = departure.actor.id,
                             .role = departure.actor.role,
                             .action = departure.is_express ? "check_out.express" : "check_out",
                             .subject = r.confirmation_code,
                             .detail = "room " + departure.room.number,
                             .trace_id = entry.trace_id}));
    TRY_VOID(tell_the_links(tx, departure));
    TRY_VOID(store::end_work(tx, r.id, departure.journal.id()));
    return departure.journal.advance(tx);
}

Result<void> enqueue_receipt(db::Tx& tx, Step& step, Departure& departure) {
    const std::string& own = departure.reservation.guest.email.reveal();
    const Receipt receipt{.folio = departure.folio,
                          .reservation = departure.reservation,
                          .room_number = departure.room.number,
                          .email = departure.receipt_email.empty() ? own : departure.receipt_email,
                          .trace_id = step.context().trace_id.text()};
    if (receipt.email.empty()) return departure.journal.advance(tx);  // a walk-in without a mail
    outbox::Message message{.channel = "mail",
                            .topic = "folio.receipt",
                            .subject = departure.folio.folio.id.text(),
                            .version = static_cast<int>(departure.folio.folio.version),
                            .payload = write_receipt(receipt),
                            .created_at = tx.now()};
    TRY_VOID(outbox::enqueue(tx, std::move(message)));
    return departure.journal.advance(tx);
}

}  // namespace

Task<Result<void>> close_stay(Step& step, FrontDesk& front, Departure& departure) {
    CO_TRY_VOID(co_await ensure_loaded(step, front, departure));
    // Recovery may begin here: asking again with the same keys tells what was paid.
    if (departure.answers.empty()) CO_TRY_VOID(co_await final_payment(step, front, departure));
    const Entry entry{.property = departure.property,
                      .actor = departure.actor,
                      .trace_id = step.context().trace_id.text()};
    const auto body = [&](db::Tx& tx) { return record_departure(tx, front, departure, entry); };
    auto closed = co_await front.db.transact(step, body);
    if (!closed) co_return closed;
    departure.closed = true;
    step.set(attr::pms_room_status, "dirty");
    step.set(attr::pms_housekeeping_notified, true);
    crash_here(front, "check_out.after_close");
    co_return closed;
}

Task<Result<void>> keys_off(Step& step, FrontDesk& front, Departure& departure) {
    const bool resumed = !departure.loaded;
    CO_TRY_VOID(co_await ensure_loaded(step, front, departure));
    if (canary::planted("keys_forgotten")) co_return Result<void>{};
    if (departure.shares) {  // the keys are the other guest's too
        departure.keys_off = true;
        step.set(attr::pms_keys_deactivated, false);
        co_return Result<void>{};
    }
    if (resumed) {
        CO_TRY(const bool old,
               co_await keys_are_old(step, front, departure.reservation.id, departure.room.id));
        if (!old) co_return Result<void>{};
    }
    const KeyErasure erasure{.property = departure.property.id,
                             .reservation = departure.reservation.id,
                             .room_number = departure.room.number};
    auto erased = co_await front.keys.erase(step, erasure);
    departure.keys_off = erased.has_value();
    step.set(attr::pms_keys_deactivated, departure.keys_off);
    crash_here(front, "check_out.after_keys");
    co_return erased;
}

Task<Result<void>> send_receipt(Step& step, FrontDesk& front, Departure& departure) {
    CO_TRY_VOID(co_await ensure_loaded(step, front, departure));
    const auto body = [&](db::Tx& tx) { return enqueue_receipt(tx, step, departure); };
    auto sent = co_await front.db.transact(step, body);
    step.set(attr::pms_receipt_sent, sent.has_value());
    if (sent) crash_here(front, "check_out.after_receipt");
    co_return sent;
}

}  // namespace vacancy::hotel
