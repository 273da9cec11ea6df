#pragma once
// Card numbers as people and programs write them, and a scanner that finds them again in whatever a
// system lets out. It shares no code with the mask it judges.

#include <string>
#include <string_view>
#include <vector>

namespace vacancy::testing::contract {

/// Long enough that it stands nowhere by chance.
inline constexpr const char* security_code = "cvv-90817-code";
inline constexpr const char* secret_token = "tok_flood_5hWq8ZrT1xKc";

/// Test numbers of several brands (all Luhn-valid): bare, spaced, dashed, dotted.
[[nodiscard]] std::vector<std::string> card_texts();

/// As it stands in a path or query: %20 for spaces.
[[nodiscard]] std::string in_address(const std::string& text);

/// The surroundings of each of our test numbers in the text, whatever stands between its digits:
/// a space, dash, dot or slash, or an escape of one.
[[nodiscard]] std::vector<std::string> cards_in(std::string_view text);

/// The parts of a raw mail with base64 and quoted-printable undone.
[[nodiscard]] std::string decoded_mail(const std::string& raw);

}  // namespace vacancy::testing::contract
