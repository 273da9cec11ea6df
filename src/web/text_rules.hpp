#pragma once
// The rules for text that comes from outside, the same for bodies, queries, paths and headers.
// Pure functions.

#include <string>
#include <string_view>

namespace vacancy::web {

/// C0, DEL or C1 characters; line feed and tab are let through where paragraphs are welcome.
[[nodiscard]] bool holds_controls(std::string_view utf8, bool paragraphs);

/// RFC 3629, no surrogates, no overlong forms.
[[nodiscard]] bool is_utf8(std::string_view text);

/// 8-4-4-4-12 hexadecimal digits with the variant of RFC 9562: an id, though it may look like a
/// card number to the Luhn check.
[[nodiscard]] bool is_uuid(std::string_view text);

/// A card number anywhere in the text. Ids are not; nor is an international telephone number
/// ("+49 151 …", at most 15 digits) in a field whose name ends in "phone".
[[nodiscard]] bool looks_like_card(std::string_view field_name, std::string_view text);

/// What telemetry may carry of a path or header: card numbers masked, ids kept, at most 256 bytes.
[[nodiscard]] std::string masked(std::string_view text);

/// The same for a path; confirmation codes, which open a booking, become {code}.
[[nodiscard]] std::string masked_path(std::string_view path);

/// %41 and, in a query, "+"; nothing when an escape is cut short or makes a control character.
[[nodiscard]] bool percent_decode(std::string_view text, bool plus_is_space, std::string& out);

}  // namespace vacancy::web
