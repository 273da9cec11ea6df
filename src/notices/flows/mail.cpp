#include "notices/api.hpp"
#include "notices/flows/deliveries.hpp"
#include "notices/mail/payload.hpp"
#include "notices/mail/receipt.hpp"
#include "notices/mail/render.hpp"

#include <fmt/format.h>

namespace vacancy::notices {
namespace {

/// "Name <a@b>" or "a@b" → a@b
std::string bare_address(const std::string& address) {
    const auto open = address.find('<');
    const auto close = address.rfind('>');
    if (open == std::string::npos || close == std::string::npos || close < open) return address;
    return address.substr(open + 1, close - open - 1);
}

std::string domain_of(const std::string& address) {
    const std::string bare = bare_address(address);
    const auto at = bare.rfind('@');
    return at == std::string::npos ? "vacancy.example" : bare.substr(at + 1);
}

/// The link lives for a month after the departure, so that a guest can still fetch the receipt.
Instant end_of_link(LocalDate departure) {
    return {std::int64_t{departure.days + 30} * 86'400'000'000};
}

std::string manage_url(const Mailroom& room, const StayNotice& notice) {
    const Instant end = end_of_link(notice.stay.departure);
    return fmt::format("{}/manage/{}", room.public_url,
                       seal_manage_token(room.link_key, notice.confirmation_code, end));
}

MailParts parts_of(const Mailroom& room, const outbox::Message& message) {
    return {.from = room.mail_from,
            .message_id = fmt::format("{}@{}", message.id.text(), domain_of(room.mail_from))};
}

Task<Result<void>> deliver_receipt(Step& step, Mailroom& room, const outbox::Message& message) {
    CO_TRY(ReceiptNotice receipt, read_receipt(message.payload));
    CO_TRY(receipt.hotel, room.hotel_facts(receipt.property));
    receipt.issued_at = message.created_at;
    if (room.receipt_paper) {
        CO_TRY(receipt.paper, co_await room.receipt_paper(step, receipt.property, receipt.folio));
    }
    const Mail mail{.from = bare_address(room.mail_from),
                    .to = receipt.email.reveal(),
                    .message = receipt_mail_of(receipt, parts_of(room, message))};
    co_return co_await room.postman.post(step, mail);
}

}  // namespace

std::string printed_manage_link(const Mailroom& room, std::string_view confirmation_code,
                                LocalDate departure) {
    return fmt::format(
        "{}/manage/{}", room.public_url,
        print_manage_token(room.link_key, confirmation_code, end_of_link(departure)));
}

Task<Result<void>> deliver_mail(Step& step, Mailroom& room, const outbox::Message& message) {
    if (message.topic == receipt_topic) co_return co_await deliver_receipt(step, room, message);
    CO_TRY(MailPayload payload, read_payload(message.topic, message.payload));
    CO_TRY(payload.notice.hotel, room.hotel_facts(payload.property));
    StayNotice& notice = payload.notice;
    notice.issued_at = message.created_at;
    notice.manage_url = manage_url(room, notice);
    const Mail mail{.from = bare_address(room.mail_from),
                    .to = notice.guest_email.reveal(),
                    .message = mail_of(notice, parts_of(room, message))};
    co_return co_await room.postman.post(step, mail);
}

}  // namespace vacancy::notices
