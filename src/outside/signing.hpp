#pragma once
// HMAC-SHA256 in the two spellings that webhooks use, and comparing without a timing leak.

#include <optional>
#include <string>
#include <string_view>

namespace vacancy::outside {

[[nodiscard]] std::string hmac_sha256_hex(std::string_view key, std::string_view text);
[[nodiscard]] std::string hmac_sha256_base64(std::string_view key, std::string_view text);
/// Standard base64 with padding; nothing when it is not.
[[nodiscard]] std::optional<std::string> from_base64(std::string_view text);
[[nodiscard]] bool same_bytes(std::string_view a, std::string_view b);

}  // namespace vacancy::outside
