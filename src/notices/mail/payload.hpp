#pragma once
// Reading what the booking room put into the outbox (its fields: src/booking/README.md).

#include "notices/model/stay_notice.hpp"

#include <string>
#include <string_view>

namespace vacancy::notices {

struct MailPayload {
    PropertyId property;
    StayNotice notice;  ///< without the hotel's facts, the link and the date of issue
};

/// invalid_request with the fields that are missing or wrong.
[[nodiscard]] Result<MailPayload> read_payload(std::string_view topic, std::string_view json);
/// The account a booking's message belongs to.
[[nodiscard]] Result<AccountId> account_in(std::string_view json);

}  // namespace vacancy::notices
