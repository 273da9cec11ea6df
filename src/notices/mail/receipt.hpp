#pragma once
// The receipt of a settled folio as a mail.

#include "notices/mail/render.hpp"
#include "notices/model/receipt_notice.hpp"

namespace vacancy::notices {

inline constexpr std::string_view receipt_topic = "folio.receipt";

/// What the front desk put into the outbox (src/hotel/receipt.hpp); without the hotel's facts and
/// the date of issue. invalid_request with the fields that are missing or wrong.
[[nodiscard]] Result<ReceiptNotice> read_receipt(std::string_view json);
[[nodiscard]] std::string receipt_mail_of(const ReceiptNotice& receipt, const MailParts& parts);

}  // namespace vacancy::notices
