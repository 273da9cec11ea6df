#pragma once
// The outer form of a mail: header fields that cannot be broken out of, parts in base 64.

#include "base/time.hpp"

#include <string>
#include <string_view>

namespace vacancy::notices {

struct Envelope {
    std::string from;  ///< "Name <address>"
    std::string to;
    std::string subject;
    std::string language;    ///< "de"
    std::string message_id;  ///< without angle brackets; the same at every delivery
    Instant date;
};

/// The header fields up to the blank line, of multipart/`kind` with that boundary.
[[nodiscard]] std::string mail_head(const Envelope& envelope, std::string_view kind,
                                    std::string_view boundary);
/// One part: `type` is the value of Content-Type, `extra` are further fields ending in CRLF.
[[nodiscard]] std::string mail_part(std::string_view type, std::string_view extra,
                                    std::string_view body);

}  // namespace vacancy::notices
