#pragma once
// Hashes and encodings of the web floor. Pure functions.

#include <array>
#include <cstdint>
#include <initializer_list>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace vacancy::web {

/// BLAKE2b-256 over the parts, each preceded by its length, so that ("ab", "c") is not ("a", "bc").
[[nodiscard]] std::array<unsigned char, 32> digest(std::initializer_list<std::string_view> parts);
[[nodiscard]] std::string hex(std::span<const unsigned char> bytes);
/// RFC 4648, 5, without padding.
[[nodiscard]] std::string base64url(std::span<const unsigned char> bytes);
[[nodiscard]] std::optional<std::string> from_base64url(std::string_view text);

}  // namespace vacancy::web
