#include "hotel/flows/desk/departure.hpp"

#include "hotel/api.hpp"
#include "hotel/store/desk/folios.hpp"
#include "hotel/store/desk/stays.hpp"
#include "hotel/store/reservations.hpp"
#include "saga/words.hpp"

namespace vacancy::hotel {
namespace {

constexpr saga::Row<FrontDesk, Departure> rows[] = {
    {.name = "bill",
     .span = &span::pms_load_folio,
     .act = timed<load_folio, &span::pms_load_folio, Departure>,
     .undo_span = nullptr,
     .undo = reopen,
     .records = true},
    {.name = "pay",
     .span = &span::pms_process_final_payment,
     .act = timed<final_payment, &span::pms_process_final_payment, Departure>,
     .undo_span = nullptr,
     .undo = nullptr,
     .pivot = true},
    {.name = "close",
     .span = &span::pms_update_room_status,
     .act = timed<close_stay, &span::pms_update_room_status, Departure>,
     .undo_span = nullptr,
     .undo = nullptr,
     .records = true},
    {.name = "keys",
     .span = &span::pms_deactivate_keys,
     .act = timed<keys_off, &span::pms_deactivate_keys, Departure>,
     .undo_span = nullptr,
     .undo = nullptr},
    {.name = "receipt",
     .span = &span::pms_send_receipt,
     .act = timed<send_receipt, &span::pms_send_receipt, Departure>,
     .undo_span = nullptr,
     .undo = nullptr,
     .records = true},
};

std::string id_of(const std::optional<payments::Payment>& payment) {
    return payment ? payment->id.text() : "";
}

void save(const Departure& departure, saga::JournalEntry& entry) {
    entry.state = saga::write_words(
        {{"reservation", departure.reservation.id.text()},
         {"room", departure.room.id.text()},
         {"folio", departure.folio.folio.id.text()},
         {"held", id_of(departure.held)},
         {"take", departure.held ? std::to_string(departure.held->amount.amount) : ""},
         {"rest", id_of(departure.rest)},
         {"refund", departure.refunds.empty() ? "" : "1"},
         {"city_ledger", departure.city_ledger},
         {"actor", departure.actor.id},
         {"role", departure.actor.role}});
    if (!departure.loaded) return;
    entry.key = departure.reservation.confirmation_code;
    entry.at_risk_minor = departure.rest ? departure.rest->amount.amount : 0;
    entry.currency = departure.reservation.total.currency.code();
}

Result<std::optional<payments::Payment>> named_payment(std::string_view id) {
    if (id.empty()) return std::nullopt;
    payments::Payment payment;
    TRY(payment.id, PaymentId::parse(id));
    return payment;
}

Result<Departure> load(const saga::JournalEntry& entry) {
    const auto word = [&](std::string_view name) { return saga::read_word(entry.state, name); };
    Departure departure;
    departure.loaded = false;
    TRY(departure.reservation.id, ReservationId::parse(word("reservation")));
    TRY(departure.room.id, RoomId::parse(word("room")));
    TRY(departure.folio.folio.id, FolioId::parse(word("folio")));
    TRY(departure.held, named_payment(word("held")));
    TRY(departure.rest, named_payment(word("rest")));
    if (departure.held)
        departure.held->amount.amount = std::atoll(std::string(word("take")).c_str());
    departure.city_ledger = word("city_ledger");
    departure.actor = {.id = std::string(word("actor")), .role = std::string(word("role"))};
    return departure;
}

constexpr saga::Table<FrontDesk, Departure> table{
    .kind = span::pms_check_out.name, .rows = rows, .save = save, .load = load};

/// The ledger's row; of the authorization only what was to be taken of it.
Result<void> load_payment(db::Tx& tx, std::optional<payments::Payment>& payment, bool partly) {
    if (!payment) return {};
    const std::int64_t take = payment->amount.amount;
    TRY(auto known, payments::find_payment(tx, payment->id));
    if (!known) return fail(ErrorCode::not_found, "no such payment");
    payment = std::move(*known);
    if (partly) payment->amount.amount = take;
    return {};
}

Result<void> load_rest(db::Tx& tx, Departure& departure) {
    TRY(auto reservation, store::find_reservation(tx, departure.reservation.id));
    if (!reservation) return fail(ErrorCode::reservation_not_found);
    TRY(const auto room, store::find_room(tx, departure.room.id));
    if (!room) return fail(ErrorCode::room_not_found);
    departure.room = *room;
    TRY(departure.folio, store::view_folio(tx, reservation->property, departure.folio.folio.id));
    TRY(const auto stay, store::find_stay(tx, reservation->id));
    departure.shares = stay && stay->shares_with;
    TRY_VOID(load_payment(tx, departure.held, true));
    TRY_VOID(load_payment(tx, departure.rest, false));
    TRY(departure.refunded_payments, payments::payments_of(tx, reservation->id.text()));
    TRY(const auto refunds, payments::refunds_of(tx, reservation->id.text()));
    for (const payments::Refund& refund : refunds)
        if (refund.purpose.starts_with("check_out") && !refund.done)
            departure.refunds.push_back(refund);
    departure.reservation = std::move(*reservation);
    return {};
}

}  // namespace

const saga::Table<FrontDesk, Departure>& departure_table() { return table; }

Task<Result<void>> ensure_loaded(Step& step, FrontDesk& front, Departure& departure) {
    if (departure.loaded) co_return Result<void>{};
    const auto body = [&](db::Tx& tx) { return load_rest(tx, departure); };
    CO_TRY_VOID(co_await front.db.read(step, body));
    CO_TRY(departure.property, property_facts(front.desk, departure.reservation.property));
    departure.loaded = true;
    co_return Result<void>{};
}

}  // namespace vacancy::hotel
