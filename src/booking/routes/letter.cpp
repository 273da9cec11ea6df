#include "booking/letter.hpp"

#include "web/body.hpp"

namespace vacancy::booking {
namespace {

std::optional<std::string> revealed(const std::optional<Private<std::string>>& text) {
    if (!text) return std::nullopt;
    return text->reveal();
}

}  // namespace

std::string write_letter(const Letter& letter) {
    const Booking& b = letter.booking;
    web::Json json;
    json.open()
        .field("booking_id", b.id)
        .field("reservation_id", b.reservation)
        .field("confirmation_code", b.confirmation_code)
        .field("account_id", b.account)
        .field("property_id", b.property)
        .field("status", name_of(b.state))
        .field("version", b.version)
        .field("room_type_id", b.room_type)
        .field("room_type_name", b.room_type_name)
        .field("rate_plan_id", b.rate_plan)
        .field("rate_plan_name", b.rate_plan_name)
        .field("meal_plan", b.meal_plan)
        .field("check_in", b.stay.arrival)
        .field("check_out", b.stay.departure)
        .field("guests", b.guests)
        .field("total_price", b.total)
        .field("deposit", b.deposit)
        .field("due_at_property", letter.due.value_or(b.total - b.deposit));
    json.open("guest")
        .field("name", b.guest_name.reveal())
        .field("email", b.guest_email.reveal())
        .field("phone", revealed(b.guest_phone))
        .field("language", b.language)
        .close();
    json.field("special_requests", revealed(b.special_requests));
    json.open("cancellation")
        .field("policy", b.cancellation_policy)
        .field("free_until", b.free_cancellation_until)
        .close();
    json.field("fee", letter.fee)
        .field("refund", letter.refund)
        .field("previous_total", letter.previous_total)
        .field("trace_id", letter.trace_id)
        .close();
    return json.take();
}

}  // namespace vacancy::booking
