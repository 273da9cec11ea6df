#pragma once
// Reading the header of a mail: unfolding fields and decoding encoded words (RFC 2047).

#include <string>
#include <string_view>

namespace vacancy::outside {

/// The unfolded value of the first such field; empty when there is none. Names in lower case.
[[nodiscard]] std::string header_field(std::string_view message, std::string_view lower_case_name);
/// "=?UTF-8?Q?caf=C3=A9?=" → "café". UTF-8, US-ASCII and ISO-8859-1; others stay as they are.
[[nodiscard]] std::string decode_words(std::string_view text);
/// The text with every byte that is not UTF-8 replaced by U+FFFD.
[[nodiscard]] std::string as_utf8(std::string_view bytes);

}  // namespace vacancy::outside
