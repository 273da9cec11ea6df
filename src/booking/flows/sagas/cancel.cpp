#include "booking/flows/sagas/cancel.hpp"

#include "booking/flows/messages.hpp"
#include "booking/store/bookings.hpp"
#include "saga/runner.hpp"

namespace vacancy::booking {
namespace {

constexpr const char* purpose = "cancel";

Result<void> note_staff(db::Tx& tx, const Step& step, const Shop& shop, Canceling& canceling) {
    const bool is_ours = !shop.supplier.is_apart();
    if (!is_ours || !canceling.by_staff || !shop.note_cancellation) return {};
    canceling.by_staff->trace_id = step.context().trace_id.text();
    return shop.note_cancellation(tx, *canceling.by_staff);
}

/// What canceling is recorded with.
struct Canceler {
    Step& step;
    Shop& shop;
};

Result<void> record_cancellation(db::Tx& tx, const Canceler& by, Canceling& canceling) {
    Step& step = by.step;
    const Booking& booking = canceling.booking;
    const std::string trace_id = step.context().trace_id.text();
    TRY_VOID(store::cancel(tx, booking, canceling.fee));
    TRY_VOID(intend_returning(tx, canceling.back));
    TRY_VOID(note_staff(tx, step, by.shop, canceling));
    TRY_VOID(store::append(tx, {.booking = booking.id,
                                .what = "canceled",
                                .detail = "fee " + canceling.fee.text(),
                                .trace_id = trace_id}));
    Letter letter{.booking = booking,
                  .fee = canceling.fee,
                  .refund = canceling.back.sum(booking.total.currency),
                  .due = canceling.due,
                  .trace_id = trace_id};
    letter.booking.state = BookingState::canceled;
    letter.booking.version += 1;
    TRY_VOID(announce(tx, topic_canceled, letter));
    return canceling.journal.advance(tx);
}

Task<Result<void>> cancel_stay(Step& step, Shop& shop, Canceling& canceling) {
    bool recorded = false;
    const Canceler by{step, shop};
    const Along along = [&](db::Tx& tx) -> Result<void> {
        recorded = true;
        return record_cancellation(tx, by, canceling);
    };
    auto canceled = co_await shop.supplier.cancel(step, canceling.booking.reservation, along);
    if (canceled && !recorded) {  // the supplier had canceled it before; we had not heard
        const auto body = [&](db::Tx& tx) { return record_cancellation(tx, by, canceling); };
        canceled = co_await shop.db.transact(step, body);
    }
    if (canceled) crash_here(shop, "cancel.after_cancel");
    co_return canceled;
}

Task<Result<void>> ensure_loaded(Step& step, Shop& shop, Canceling& canceling) {
    if (canceling.loaded) co_return Result<void>{};
    CO_TRY(canceling.booking, co_await load_booking(step, shop, canceling.booking.id));
    CO_TRY(canceling.back, co_await load_returning(step, shop, canceling.booking, purpose));
    canceling.loaded = true;
    co_return Result<void>{};
}

Task<Result<void>> refund_all(Step& step, Shop& shop, Canceling& canceling) {
    CO_TRY_VOID(co_await ensure_loaded(step, shop, canceling));
    auto returned = co_await return_money(step, shop, canceling.back);
    if (returned) crash_here(shop, "cancel.after_refund");
    co_return returned;
}

Result<void> record_refunds(db::Tx& tx, Step& step, Canceling& canceling) {
    const Booking& booking = canceling.booking;
    TRY_VOID(note_returned(tx, canceling.back));
    TRY_VOID(payments::forget_means(tx, booking.reservation.text()));
    if (!canceling.back.refunds.empty()) {
        const Money sum = canceling.back.sum(booking.total.currency);
        TRY_VOID(store::append(tx, {.booking = booking.id,
                                    .what = "refunded",
                                    .detail = sum.text(),
                                    .trace_id = step.context().trace_id.text()}));
    }
    return canceling.journal.advance(tx);
}

Task<Result<void>> settle_cancel(Step& step, Shop& shop, Canceling& canceling) {
    CO_TRY_VOID(co_await ensure_loaded(step, shop, canceling));
    // Recovery may begin here: the gateway answers the same key the same again.
    if (canceling.back.answers.size() != canceling.back.refunds.size())
        CO_TRY_VOID(co_await refund_all(step, shop, canceling));
    const auto body = [&](db::Tx& tx) { return record_refunds(tx, step, canceling); };
    auto settled = co_await shop.db.transact(step, body);
    if (settled) crash_here(shop, "cancel.after_settle");
    co_return settled;
}

constexpr saga::Row<Shop, Canceling> rows[] = {
    {.name = "cancel",
     .span = nullptr,
     .act = cancel_stay,
     .undo_span = nullptr,
     .undo = nullptr,
     .pivot = true,
     .records = true},
    {.name = "refund", .span = nullptr, .act = refund_all, .undo_span = nullptr, .undo = nullptr},
    {.name = "settle",
     .span = nullptr,
     .act = settle_cancel,
     .undo_span = nullptr,
     .undo = nullptr,
     .records = true},
};

void save(const Canceling& canceling, saga::JournalEntry& entry) {
    entry.state = write_keys({.booking = canceling.booking.id});
    if (!canceling.loaded) return;
    const Currency& currency = canceling.booking.total.currency;
    entry.key = canceling.booking.confirmation_code;
    entry.at_risk_minor = canceling.back.sum(currency).amount;
    entry.currency = currency.code();
}

Result<Canceling> load(const saga::JournalEntry& entry) {
    TRY(const SagaKeys keys, read_keys(entry.state));
    Canceling canceling;
    canceling.loaded = false;
    canceling.booking.id = keys.booking;
    return canceling;
}

constexpr saga::Table<Shop, Canceling> table{
    .kind = span::booking_cancel.name, .rows = rows, .save = save, .load = load};

}  // namespace

const saga::Table<Shop, Canceling>& cancel_table() { return table; }

}  // namespace vacancy::booking
