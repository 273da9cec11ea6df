#include "notices/mail/payload.hpp"

#include "web/body.hpp"

#include <array>

namespace vacancy::notices {
namespace {

constexpr auto topics =
    std::to_array<std::string_view>({"booking.confirmed", "booking.modified", "booking.canceled"});

Result<Occasion> occasion_of(std::string_view topic) {
    for (std::size_t i = 0; i < topics.size(); ++i) {
        if (topics[i] == topic) return static_cast<Occasion>(i);
    }
    return fail(ErrorCode::invalid_request, "there is no mail about this topic");
}

void read_instant(web::Body& body, std::optional<Instant>& into) {
    const auto text = body.optional_text("/cancellation/free_until", 40);
    if (!text) return;
    const auto parsed = Instant::parse(*text);
    if (parsed) {
        into = *parsed;
    } else {
        body.note("/cancellation/free_until", "invalid", parsed.error().detail);
    }
}

}  // namespace

Result<MailPayload> read_payload(std::string_view topic, std::string_view json) {
    MailPayload payload;
    StayNotice& notice = payload.notice;
    TRY(notice.occasion, occasion_of(topic));
    web::Body body(json);
    payload.property = body.id<PropertyId>("/property_id");
    notice.booking = body.id<BookingId>("/booking_id");
    notice.sequence = static_cast<int>(body.integer("/version", {1, 1'000'000})) - 1;
    notice.confirmation_code = body.text("/confirmation_code", 40);
    notice.guest_name = Private<std::string>(body.text("/guest/name", 400));
    notice.guest_email = Private<std::string>(body.text("/guest/email", 400));
    notice.language = language_for(body.optional_text("/guest/language", 100).value_or("en"));
    notice.room_type = body.text("/room_type_name", 400);
    notice.rate_plan = body.text("/rate_plan_name", 400);
    notice.meal_plan = body.text("/meal_plan", 100);
    notice.stay = {body.date("/check_in"), body.date("/check_out")};
    notice.guests = static_cast<int>(body.integer("/guests", {1, 1000}));
    notice.total = body.money("/total_price");
    notice.deposit = body.optional_money("/deposit");
    notice.due = body.optional_money("/due_at_property");
    notice.fee = body.optional_money("/fee");
    notice.refund = body.optional_money("/refund");
    read_instant(body, notice.free_until);
    if (const auto error = body.error()) return std::unexpected(*error);
    return payload;
}

Result<AccountId> account_in(std::string_view json) {
    web::Body body(json);
    const auto account = body.id<AccountId>("/account_id");
    if (const auto error = body.error()) return std::unexpected(*error);
    return account;
}

}  // namespace vacancy::notices
