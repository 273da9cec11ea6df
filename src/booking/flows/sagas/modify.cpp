#include "booking/flows/sagas/modify.hpp"

#include "booking/flows/deadline.hpp"
#include "booking/flows/messages.hpp"
#include "booking/flows/sagas/create_saga.hpp"
#include "booking/store/bookings.hpp"
#include "saga/runner.hpp"

#include <fmt/format.h>

namespace vacancy::booking {
namespace {

using payments::GatewayAnswer;
using payments::PaymentStatus;

Task<Result<void>> ensure_loaded(Step& step, Shop& shop, Changing& change) {
    if (change.loaded) co_return Result<void>{};
    // The booking may have been canceled or changed again since: the refunds are of this version.
    const int version = change.after.version;
    CO_TRY(change.after, co_await load_booking(step, shop, change.after.id));
    if (version > 0) change.after.version = version;
    const std::string purpose = purpose_of(change.after.version);
    CO_TRY(change.back, co_await load_returning(step, shop, change.after, purpose));
    if (change.extra) {
        const PaymentId id = change.extra->id;
        CO_TRY(change.extra, co_await load_payment(step, shop, id));
    }
    change.loaded = true;
    co_return Result<void>{};
}

Task<Result<void>> intend_charge(Step& step, Shop& shop, Changing& change) {
    const auto body = [&](db::Tx& tx) -> Result<void> {
        if (change.extra) TRY_VOID(payments::intend(tx, payments::charge_of(*change.extra)));
        return change.journal.advance(tx);
    };
    auto intended = co_await shop.db.transact(step, body);
    if (intended) crash_here(shop, "modify.after_intend");
    co_return intended;
}

Task<Result<void>> record_given_up(Step& step, Shop& shop, Changing& change) {
    CO_TRY_VOID(co_await ensure_loaded(step, shop, change));
    const auto body = [&](db::Tx& tx) -> Result<void> {
        if (change.extra && change.answer)
            TRY_VOID(payments::note(tx, change.extra->id, *change.answer));
        return change.journal.advance(tx);
    };
    co_return co_await shop.db.transact(step, body);
}

Task<Result<void>> authorize_extra(Step& step, Shop& shop, Changing& change) {
    if (!change.extra) co_return Result<void>{};
    const payments::Charge charge = payments::charge_of(*change.extra);
    auto answer = co_await charge_difference(step, shop, charge);
    crash_here(shop, "modify.after_authorize");
    if (!answer) {
        change.why = std::move(answer).error();
        change.nothing_sent = change.why.code == ErrorCode::upstream_unavailable ||
                              change.why.code == ErrorCode::payment_error;
        if (change.why.code != ErrorCode::timeout) change.why.code = ErrorCode::payment_error;
        co_return std::unexpected(change.why);
    }
    change.answer = *answer;
    if (answer->status == PaymentStatus::declined) {
        change.why = {.code = ErrorCode::payment_declined, .detail = answer->decline_reason};
        co_return std::unexpected(change.why);
    }
    change.extra->transaction_id = answer->transaction_id;
    change.extra->authorized = answer->authorized;
    co_return Result<void>{};
}

Task<Result<void>> void_difference(Step& step, Shop& shop, Changing& change) {
    const payments::Payment& extra = *change.extra;
    step.set(attr::payment_currency, extra.amount.currency.code());
    auto answer = co_await in_time(shop.timers, shop.step_deadline,
                                   payments::give_up(step, shop.till, extra));
    if (!answer) co_return std::unexpected(std::move(answer).error());
    show_refund(step, *answer, "give-up-" + extra.id.text());
    change.answer = std::move(*answer);
    co_return Result<void>{};
}

Task<Result<void>> give_up_extra(Step& step, Shop& shop, Changing& change) {
    CO_TRY_VOID(co_await ensure_loaded(step, shop, change));
    if (!change.extra) co_return Result<void>{};
    if (change.nothing_sent) {
        change.answer = payments::never_sent(*change.extra);
        co_return Result<void>{};
    }
    co_return co_await step.run(span::booking_void_difference, void_difference, shop, change);
}

Result<void> record_swap(db::Tx& tx, Step& step, Changing& change) {
    const std::string trace_id = step.context().trace_id.text();
    const Currency currency = change.before.total.currency;
    Booking written = change.after;
    written.version = change.before.version;  // the one the change was made of
    TRY_VOID(store::change_stay(tx, written));
    if (change.extra && change.answer)
        TRY_VOID(payments::note(tx, change.extra->id, *change.answer));
    TRY_VOID(intend_returning(tx, change.back));
    TRY_VOID(store::append(
        tx, {.booking = change.after.id,
             .what = "modified",
             .detail = fmt::format("{} to {}, {}", change.after.stay.arrival.text(),
                                   change.after.stay.departure.text(), change.after.total.text()),
             .trace_id = trace_id}));
    Letter letter{
        .booking = change.after, .previous_total = change.before.total, .trace_id = trace_id};
    if (!change.back.refunds.empty()) letter.refund = change.back.sum(currency);
    TRY_VOID(announce(tx, topic_modified, letter));
    return change.journal.advance(tx);
}

SwapRequest swap_of(const Booking& after) {
    return {.reservation = after.reservation,
            .stay = {.property = after.property,
                     .stay = after.stay,
                     .guests = after.guests,
                     .room_type = after.room_type,
                     .rate_plan = after.rate_plan,
                     .children = after.children,
                     .agreed_rate = after.agreed_rate},
            .total = after.total};
}

Task<Result<void>> swap_stay(Step& step, Shop& shop, Changing& change) {
    bool recorded = false;
    const SwapRequest request = swap_of(change.after);
    const Along along = [&](db::Tx& tx) -> Result<void> {
        recorded = true;
        return record_swap(tx, step, change);
    };
    auto swapped = co_await shop.supplier.swap(step, request, along);
    if (swapped && !recorded) {  // the supplier had swapped it before; we had not heard
        const auto body = [&](db::Tx& tx) { return record_swap(tx, step, change); };
        swapped = co_await shop.db.transact(step, body);
    }
    if (!swapped) {
        change.why = swapped.error();
        co_return swapped;
    }
    crash_here(shop, "modify.after_swap");
    co_return swapped;
}

Task<Result<void>> move_money(Step& step, Shop& shop, Changing& change) {
    CO_TRY_VOID(co_await ensure_loaded(step, shop, change));
    if (change.extra) {
        CO_TRY(change.answer, co_await capture_payment(step, shop, *change.extra));
    }
    CO_TRY_VOID(co_await return_money(step, shop, change.back));
    change.moved = true;
    crash_here(shop, "modify.after_move");
    co_return Result<void>{};
}

Result<void> record_moved(db::Tx& tx, Step& step, Changing& change) {
    const Currency currency = change.after.total.currency;
    const std::string trace_id = step.context().trace_id.text();
    store::EventLine line{.booking = change.after.id, .what = {}, .trace_id = trace_id};
    TRY_VOID(note_returned(tx, change.back));
    if (change.extra && change.answer) {
        TRY_VOID(payments::note(tx, change.extra->id, *change.answer));
        line.what = "captured";
        line.detail = change.extra->amount.text();
    } else if (!change.back.refunds.empty()) {
        line.what = "refunded";
        line.detail = change.back.sum(currency).text();
    }
    if (!line.what.empty()) TRY_VOID(store::append(tx, line));
    return change.journal.advance(tx);
}

Task<Result<void>> settle_change(Step& step, Shop& shop, Changing& change) {
    CO_TRY_VOID(co_await ensure_loaded(step, shop, change));
    // Recovery may begin here: the gateway answers the same key the same again.
    if (!change.moved) CO_TRY_VOID(co_await move_money(step, shop, change));
    const auto body = [&](db::Tx& tx) { return record_moved(tx, step, change); };
    auto settled = co_await shop.db.transact(step, body);
    if (settled) crash_here(shop, "modify.after_settle");
    co_return settled;
}

constexpr saga::Row<Shop, Changing> rows[] = {
    {.name = "intend",
     .span = nullptr,
     .act = intend_charge,
     .undo_span = nullptr,
     .undo = record_given_up,
     .records = true},
    {.name = "authorize",
     .span = nullptr,
     .act = authorize_extra,
     .undo_span = nullptr,
     .undo = give_up_extra},
    {.name = "swap",
     .span = nullptr,
     .act = swap_stay,
     .undo_span = nullptr,
     .undo = nullptr,
     .pivot = true,
     .records = true},
    {.name = "move", .span = nullptr, .act = move_money, .undo_span = nullptr, .undo = nullptr},
    {.name = "settle",
     .span = nullptr,
     .act = settle_change,
     .undo_span = nullptr,
     .undo = nullptr,
     .records = true},
};

void save(const Changing& change, saga::JournalEntry& entry) {
    std::optional<PaymentId> payment;
    if (change.extra) payment = change.extra->id;
    entry.state = write_keys({.booking = change.after.id,
                              .payment = payment,
                              .version = change.after.version,
                              .heard = change.answer});
    if (!change.loaded) return;
    const Currency& currency = change.after.total.currency;
    const std::int64_t extra = change.extra ? change.extra->amount.amount : 0;
    entry.key = change.after.confirmation_code;
    entry.at_risk_minor = extra + change.back.sum(currency).amount;
    entry.currency = currency.code();
}

Result<Changing> load(const saga::JournalEntry& entry) {
    TRY(const SagaKeys keys, read_keys(entry.state));
    Changing change;
    change.loaded = false;
    change.after.id = keys.booking;
    change.after.version = keys.version;
    if (keys.payment) {
        change.extra.emplace();
        change.extra->id = *keys.payment;
    }
    change.answer = keys.heard;
    return change;
}

constexpr saga::Table<Shop, Changing> table{
    .kind = span::booking_modify.name, .rows = rows, .save = save, .load = load};

}  // namespace

std::string purpose_of(int new_version) { return "v" + std::to_string(new_version); }

const saga::Table<Shop, Changing>& modify_table() { return table; }

}  // namespace vacancy::booking
