#pragma once
// A notice as a guest reads it: plain text, HTML with schema.org JSON-LD, a calendar entry, and the
// whole as one RFC 5322 message.

#include "notices/model/stay_notice.hpp"

#include <string>

namespace vacancy::notices {

[[nodiscard]] std::string subject_of(const StayNotice& notice);
[[nodiscard]] std::string text_of(const StayNotice& notice);
/// With the LodgingReservation in a script element of type application/ld+json.
[[nodiscard]] std::string html_of(const StayNotice& notice);
/// schema.org LodgingReservation.
[[nodiscard]] std::string json_ld_of(const StayNotice& notice);
/// RFC 5545 with VTIMEZONE: METHOD REQUEST, or CANCEL for a canceled stay; UID is the booking's,
/// SEQUENCE rises with its changes.
[[nodiscard]] std::string calendar_of(const StayNotice& notice);

struct MailParts {
    std::string from;        ///< "Name <address>"
    std::string message_id;  ///< without angle brackets; the same at every delivery
};
/// multipart/mixed: the alternatives text and HTML and calendar, then invite.ics. Lines end in CRLF
/// and stay under 78 columns; header fields are RFC 2047-encoded and cannot be broken out of.
[[nodiscard]] std::string mail_of(const StayNotice& notice, const MailParts& parts);

/// &, <, >, " and ' as entities.
[[nodiscard]] std::string html_escape(std::string_view text);

}  // namespace vacancy::notices
