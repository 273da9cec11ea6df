#pragma once
// Test tokens: what the simulated gateway does with which card. One table for the sandbox, the
// in-process gateway, demo.json and the docs.

#include <chrono>
#include <cstdint>
#include <span>
#include <string_view>

namespace vacancy::outside {

/// What happens besides the verdict.
enum class Quirk : std::uint8_t { none, slow, twice, drop_before, drop_after, error_500 };

struct TokenBehavior {
    std::string_view decline_code{};  ///< empty: approved
    bool declines_later = false;      ///< the first authorization of a reference only is approved
    Quirk quirk = Quirk::none;
    std::chrono::seconds slow_by{0};
};

struct TestToken {
    std::string_view name;   ///< as in demo.json: approved, declined, declined_later, …
    std::string_view token;  ///< tok_approved, …
    std::string_view does;
};

[[nodiscard]] std::span<const TestToken> test_tokens();
/// tok_slow_<n>s with any n from 1 to 600 waits n seconds. Unknown tokens are declined as
/// invalid_account.
[[nodiscard]] TokenBehavior behavior_of(std::string_view token);

}  // namespace vacancy::outside
