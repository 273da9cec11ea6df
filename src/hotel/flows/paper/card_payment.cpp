#include "hotel/flows/paper/card_payment.hpp"

#include "hotel/api.hpp"
#include "hotel/flows/desk/arrival.hpp"
#include "hotel/flows/paper/noting.hpp"
#include "hotel/store/desk/folios.hpp"
#include "hotel/store/desk/stays.hpp"
#include "hotel/store/reservations.hpp"
#include "saga/words.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace vacancy::hotel {
namespace {

using payments::GatewayAnswer;
using payments::PaymentStatus;

Result<void> record_intent(db::Tx& tx, CardPayment& p) {
    TRY(const auto begun, saga::find(tx, p.journal.id()));
    if (begun) return fail(ErrorCode::illegal_transition, "this payment is being taken already");
    TRY(const auto reservation, store::find_reservation(tx, p.folio.reservation));
    must(reservation.has_value());
    TRY_VOID(store::stay_of(tx, *reservation));
    TRY(const bool ours, store::begin_work(tx, reservation->id, p.journal.id()));
    if (!ours) return fail(ErrorCode::illegal_transition, "somebody is at this stay already");
    TRY_VOID(lock_folios(tx, {p.folio.id}));
    TRY(const auto all, payments::payments_of(tx, reservation->id.text()));
    p.payment.part = 1;
    for (const payments::Payment& earlier : all)
        p.payment.part = std::max(p.payment.part, earlier.part + 1);
    TRY_VOID(payments::intend(tx, payments::charge_of(p.payment)));
    return p.journal.advance(tx);
}

Task<Result<void>> intend(Step& step, FrontDesk& front, CardPayment& p) {
    const auto body = [&](db::Tx& tx) { return record_intent(tx, p); };
    auto intended = co_await front.db.transact(step, body);
    if (intended) crash_here(front, "card_payment.after_intend");
    co_return intended;
}

void learn(CardPayment& p, GatewayAnswer answer) {
    p.payment.transaction_id = answer.transaction_id;
    p.payment.authorized = answer.authorized;
    p.payment.captured = answer.captured;
    p.captured = answer.status == PaymentStatus::captured;
    p.answer = std::move(answer);
}

Result<void> load_rest(db::Tx& tx, CardPayment& p) {
    TRY(const auto folio, store::find_folio(tx, p.folio.id));
    if (!folio) return fail(ErrorCode::folio_not_found);
    p.folio = *folio;
    TRY(auto payment, payments::find_payment(tx, p.payment.id));
    if (!payment) return fail(ErrorCode::not_found, "no such payment");
    p.payment = std::move(*payment);
    if (p.answer) learn(p, GatewayAnswer(*p.answer));
    return {};
}

Task<Result<void>> ensure_known(Step& step, FrontDesk& front, CardPayment& p) {
    if (p.loaded) co_return Result<void>{};
    const auto body = [&](db::Tx& tx) { return load_rest(tx, p); };
    CO_TRY_VOID(co_await front.db.read(step, body));
    CO_TRY(p.property, property_facts(front.desk, p.folio.property));
    p.loaded = true;
    co_return Result<void>{};
}

/// What the gateway said, or that it never heard of it.
Task<Result<void>> let_be(Step& step, FrontDesk& front, CardPayment& p) {
    CO_TRY_VOID(co_await ensure_known(step, front, p));
    const auto body = [&](db::Tx& tx) -> Result<void> {
        TRY_VOID(
            payments::note(tx, p.payment.id, p.answer.value_or(payments::never_sent(p.payment))));
        TRY_VOID(store::end_work(tx, p.folio.reservation, p.journal.id()));
        return p.journal.advance(tx);
    };
    co_return co_await front.db.transact(step, body);
}

Task<Result<void>> authorize(Step& step, FrontDesk& front, CardPayment& p) {
    const payments::Charge charge = payments::charge_of(p.payment);
    CO_TRY(GatewayAnswer answer, co_await payments::authorize(step, front.till, charge));
    crash_here(front, "card_payment.after_authorize");
    const bool declined = answer.status == PaymentStatus::declined;
    if (declined) p.declined = answer.decline_reason;
    learn(p, std::move(answer));
    if (declined) co_return fail(ErrorCode::payment_declined, p.declined);
    co_return Result<void>{};
}

Task<Result<void>> give_up(Step& step, FrontDesk& front, CardPayment& p) {
    CO_TRY_VOID(co_await ensure_known(step, front, p));
    auto answer = co_await payments::give_up(step, front.till, p.payment);
    if (!answer) co_return std::unexpected(std::move(answer).error());
    learn(p, std::move(*answer));
    co_return Result<void>{};
}

/// Recovery asks for the authorization again first: the same key tells the same answer.
Task<Result<void>> capture(Step& step, FrontDesk& front, CardPayment& p) {
    CO_TRY_VOID(co_await ensure_known(step, front, p));
    if (p.payment.transaction_id.empty()) {
        const payments::Charge charge = payments::charge_of(p.payment);
        CO_TRY(GatewayAnswer known, co_await payments::authorize(step, front.till, charge));
        learn(p, std::move(known));
    }
    CO_TRY(GatewayAnswer taken, co_await payments::capture(step, front.till, p.payment));
    learn(p, std::move(taken));
    crash_here(front, "card_payment.after_capture");
    co_return Result<void>{};
}

Result<void> record_payment(db::Tx& tx, CardPayment& p, const Entry& entry) {
    TRY_VOID(payments::note(tx, p.payment.id, *p.answer));
    TRY_VOID(post(tx, entry,
                  {.kind = PostingKind::payment,
                   .code = "card",
                   .description = p.description,
                   .reference = p.reference,
                   .lines = payment_lines(p.folio.id, "card", p.payment.amount)}));
    TRY_VOID(close_when_settled(tx, p.folio));
    TRY_VOID(note(tx, entry, {"folio.card_payment", p.folio.id.text(), p.payment.amount.text()}));
    TRY_VOID(store::end_work(tx, p.folio.reservation, p.journal.id()));
    return p.journal.advance(tx);
}

Task<Result<void>> post_payment(Step& step, FrontDesk& front, CardPayment& p) {
    CO_TRY_VOID(co_await ensure_known(step, front, p));
    // Recovery may begin here: asking again with the same keys tells what was taken.
    if (!p.captured) CO_TRY_VOID(co_await capture(step, front, p));
    const Entry entry{p.property, p.actor, step.context().trace_id.text()};
    const auto body = [&](db::Tx& tx) { return record_payment(tx, p, entry); };
    auto posted = co_await front.db.transact(step, body);
    if (!posted) co_return posted;
    p.posted = true;
    crash_here(front, "card_payment.after_post");
    co_return posted;
}

constexpr saga::Row<FrontDesk, CardPayment> rows[] = {
    {.name = "intend",
     .span = nullptr,
     .act = intend,
     .undo_span = nullptr,
     .undo = let_be,
     .records = true},
    {.name = "authorize", .span = nullptr, .act = authorize, .undo_span = nullptr, .undo = give_up},
    {.name = "capture",
     .span = nullptr,
     .act = capture,
     .undo_span = nullptr,
     .undo = nullptr,
     .pivot = true},
    {.name = "post",
     .span = nullptr,
     .act = post_payment,
     .undo_span = nullptr,
     .undo = nullptr,
     .records = true},
};

void save(const CardPayment& p, saga::JournalEntry& entry) {
    entry.state = saga::write_words({{"folio", p.folio.id.text()},
                                     {"payment", p.payment.id.text()},
                                     {"reference", p.reference},
                                     {"description", p.description},
                                     {"actor", p.actor.id},
                                     {"role", p.actor.role},
                                     {"heard", payments::word_of(p.answer)}});
    if (!p.loaded) return;
    entry.key = p.folio.id.text();
    entry.at_risk_minor = p.payment.amount.amount;
    entry.currency = p.payment.amount.currency.code();
}

Result<CardPayment> load(const saga::JournalEntry& entry) {
    const auto word = [&](std::string_view name) { return saga::read_word(entry.state, name); };
    CardPayment p;
    p.loaded = false;
    TRY(p.folio.id, FolioId::parse(word("folio")));
    TRY(p.payment.id, PaymentId::parse(word("payment")));
    p.reference = word("reference");
    p.description = word("description");
    p.actor = {.id = std::string(word("actor")), .role = std::string(word("role"))};
    TRY(p.answer, payments::read_answer(word("heard")));
    return p;
}

constexpr saga::Table<FrontDesk, CardPayment> table{
    .kind = span::pms_post.name, .rows = rows, .save = save, .load = load};

Error unknown_outcome(const FolioQuery& query) {
    return {.code = ErrorCode::outcome_unknown,
            .detail = "The payment is being settled; look there for its end",
            .retry_after_s = 5,
            .look_at = fmt::format("/v1/properties/{}/folios/{}", query.property.text(),
                                   query.folio.text())};
}

/// Who asks once more for the same: by a reference, or by repeating the request.
std::string once_of(const PostCommand& command) {
    if (!command.reference.empty()) return command.reference;
    return command.request_key.empty() ? std::string{} : "card:" + command.request_key;
}

/// The payment's saga: of a repeated request the same one, until that has ended in nothing.
Result<SagaId> saga_of(db::Tx& tx, const PostCommand& command, Instant now) {
    const std::string once = once_of(command);
    if (once.empty()) return SagaId::make(now);
    for (int attempt = 0;; ++attempt) {
        const SagaId id = SagaId::named(
            fmt::format("card:{}:{}:{}", command.folio.property.text(), once, attempt));
        TRY(const auto known, saga::find(tx, id));
        if (!known) return id;
        if (!known->finished) return std::unexpected(unknown_outcome(command.folio));
    }
}

Result<Money> amount_of(const PostCommand& command, const FolioView& view) {
    if (command.tender || command.quantity != 1)
        return fail(ErrorCode::invalid_request, "a card pays one sum in the folio's currency");
    const Money amount = command.amount.value_or(view.totals.balance);
    if (amount.currency != view.folio.currency)
        return fail(ErrorCode::invalid_request, "the folio is kept in another currency");
    if (amount.amount <= 0)
        return fail(ErrorCode::invalid_request,
                    command.amount ? "an amount is above zero" : "nothing is owed on this folio");
    return amount;
}

struct Planned {
    std::optional<FolioItem> made{};  ///< by an earlier request
    CardPayment payment{};
};

Result<Planned> plan(db::Tx& tx, const PostCommand& command, Instant now) {
    TRY(const FolioView view, store::view_folio(tx, command.folio.property, command.folio.folio));
    const std::string once = once_of(command);
    Planned planned;
    if (!once.empty()) {
        TRY(planned.made, item_referenced(tx, command.folio.property, once));
        if (planned.made) return planned;
    }
    CardPayment& p = planned.payment;
    TRY(const SagaId id, saga_of(tx, command, now));
    if (!view.folio.open) return fail(ErrorCode::folio_closed);
    TRY(const Money amount, amount_of(command, view));
    const std::string reservation = view.folio.reservation.text();
    p.journal = saga::Journal({.id = id, .kind = {}, .key = view.folio.id.text(), .state = {}});
    p.folio = view.folio;
    p.payment = {.id = PaymentId{id.uuid},
                 .reference = reservation,
                 .amount = amount,
                 .authorized = {0, amount.currency},
                 .captured = {0, amount.currency},
                 .refunded = {0, amount.currency}};
    TRY(const auto all, payments::payments_of(tx, reservation));
    p.payment.means = command.means ? *command.means : card_of(all);
    if (p.payment.means.token.empty())
        return fail(ErrorCode::invalid_request, "there is no card on file: name one");
    p.reference = once.empty() ? "payment:" + p.payment.id.text() : once;
    p.description = command.description.empty() ? "Card" : command.description;
    p.actor = command.actor;
    return planned;
}

void show(Step& step, const Money& amount, std::string_view status) {
    step.set(attr::pms_posting_kind, name_of(PostingKind::payment));
    step.set(attr::pms_posting_code, "card");
    step.set(attr::pms_payment_amount, major_units(amount));
    step.set(attr::pms_payment_status, status);
}

/// What came of it when nothing was taken.
Error failure_of(const saga::Outcome& outcome) {
    Error why = outcome.failure.value_or(Error{.code = ErrorCode::internal, .detail = {}});
    if (saga::answer_was_lost(why) || why.code == ErrorCode::upstream_unavailable)
        why = {.code = ErrorCode::payment_error, .detail = "Nothing was taken; ask again"};
    return why;
}

}  // namespace

const saga::Table<FrontDesk, CardPayment>& card_payment_table() { return table; }

Task<Result<FolioItem>> pay_by_card(Step& step, FrontDesk& front, const PostCommand& command) {
    if (command.actor.role == "integration")
        co_return fail(ErrorCode::forbidden, "cards are charged by the desk");
    CO_TRY(const Property property, property_facts(front.desk, command.folio.property));
    const Instant now = front.clock.now();
    const auto look = [&](db::Tx& tx) { return plan(tx, command, now); };
    CO_TRY(Planned planned, co_await front.db.read(step, look));
    if (planned.made) co_return std::move(*planned.made);
    CardPayment& p = planned.payment;
    p.property = property;
    const saga::Outcome outcome = co_await saga::run(step, front, p, table);
    const bool is_open = outcome.pivoted || !outcome.at_rest;
    show(step, p.payment.amount,
         p.posted ? "captured" : (p.declined.empty() ? "error" : "declined"));
    if (!p.posted && is_open) co_return std::unexpected(unknown_outcome(command.folio));
    if (!p.posted) co_return std::unexpected(failure_of(outcome));
    const auto body = [&](db::Tx& tx) {
        return item_referenced(tx, command.folio.property, p.reference);
    };
    CO_TRY(auto item, co_await front.db.read(step, body));
    must(item.has_value());
    co_return std::move(*item);
}

}  // namespace vacancy::hotel
