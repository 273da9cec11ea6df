#include "booking/flows/sagas/saga_state.hpp"

#include "booking/store/bookings.hpp"
#include "saga/words.hpp"

#include <charconv>

namespace vacancy::booking {

std::string write_keys(const SagaKeys& keys) {
    return saga::write_words({{"booking", keys.booking.text()},
                              {"payment", keys.payment ? keys.payment->text() : std::string{}},
                              {"failure", keys.failure},
                              {"version", std::to_string(keys.version)},
                              {"heard", payments::word_of(keys.heard)}});
}

Result<SagaKeys> read_keys(std::string_view text) {
    SagaKeys keys;
    TRY(keys.booking, BookingId::parse(saga::read_word(text, "booking")));
    const auto payment = saga::read_word(text, "payment");
    if (!payment.empty()) {
        TRY(keys.payment, PaymentId::parse(payment));
    }
    keys.failure = saga::read_word(text, "failure");
    const auto version = saga::read_word(text, "version");
    std::from_chars(version.data(), version.data() + version.size(), keys.version);
    TRY(keys.heard, payments::read_answer(saga::read_word(text, "heard")));
    return keys;
}

std::string look_at(const Booking& booking) { return "/v1/bookings/" + booking.confirmation_code; }

ErrorCode code_named(std::string_view name, ErrorCode otherwise) {
    for (auto code = std::uint8_t{0}; code <= static_cast<std::uint8_t>(ErrorCode::internal);
         ++code)
        if (name_of(static_cast<ErrorCode>(code)) == name) return static_cast<ErrorCode>(code);
    return otherwise;
}

Task<Result<Booking>> load_booking(Step& step, Shop& shop, BookingId id) {
    const auto body = [id](db::Tx& tx) -> Result<Booking> {
        TRY(auto found, store::by_id(tx, id));
        if (!found) return fail(ErrorCode::booking_not_found);
        return std::move(*found);
    };
    co_return co_await shop.db.read(step, body);
}

Task<Result<payments::Payment>> load_payment(Step& step, Shop& shop, PaymentId id) {
    const auto body = [id](db::Tx& tx) -> Result<payments::Payment> {
        TRY(auto found, payments::find_payment(tx, id));
        if (!found) return fail(ErrorCode::not_found, "no such payment");
        return std::move(*found);
    };
    co_return co_await shop.db.read(step, body);
}

void show_refund(Step& step, const payments::GatewayAnswer& answer, const std::string& own_id) {
    const Money& back =
        answer.status == payments::PaymentStatus::voided ? answer.authorized : answer.refunded;
    step.set(attr::payment_transaction_id, answer.transaction_id);
    step.set(attr::payment_refund_id, answer.refund_id.empty() ? own_id : answer.refund_id);
    step.set(attr::payment_refund_status, payments::name_of(answer.status));
    step.set(attr::payment_refund_amount, major_units(back));
}

}  // namespace vacancy::booking
