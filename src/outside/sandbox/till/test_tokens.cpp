#include "outside/sandbox/till/test_tokens.hpp"

#include <array>
#include <charconv>

namespace vacancy::outside {
namespace {

struct Row {
    TestToken shown;
    TokenBehavior behavior;
};

constexpr TokenBehavior declines(std::string_view code) { return {.decline_code = code}; }
constexpr TokenBehavior with(Quirk quirk) { return {.quirk = quirk}; }

constexpr auto rows = std::to_array<Row>({
    {{"approved", "tok_approved", "approved"}, {}},
    {{"declined", "tok_declined", "declined without a reason"}, declines("generic_decline")},
    {{"insufficient_funds", "tok_insufficient_funds", "declined: insufficient funds"},
     declines("insufficient_funds")},
    {{"expired_card", "tok_expired_card", "declined: the card has expired"},
     declines("expired_card")},
    {{"lost_card", "tok_lost_card", "declined: reported lost"}, declines("lost_card")},
    {{"stolen_card", "tok_stolen_card", "declined: reported stolen"}, declines("stolen_card")},
    {{"incorrect_cvc", "tok_incorrect_cvc", "declined: wrong security code"},
     declines("incorrect_cvc")},
    {{"do_not_honor", "tok_do_not_honor", "declined: the bank does not say why"},
     declines("do_not_honor")},
    {{"processing_error", "tok_processing_error", "declined: the card network failed"},
     declines("processing_error")},
    {{"declined_later", "tok_declined_later",
      "approves the first authorization of a reference, declines further ones and increments"},
     {.declines_later = true}},
    {{"slow", "tok_slow_2s", "acts at once, answers after 2 s; any tok_slow_<n>s up to 600"},
     {.quirk = Quirk::slow, .slow_by = std::chrono::seconds{2}}},
    {{"twice", "tok_twice", "approved; every webhook of it is delivered twice"},
     with(Quirk::twice)},
    {{"drop_before", "tok_drop_before", "first drops the connection before acting"},
     with(Quirk::drop_before)},
    {{"drop_after", "tok_drop_after", "first drops the connection after acting"},
     with(Quirk::drop_after)},
    {{"error_500", "tok_error_500", "500 without acting, three times a key, then declined"},
     with(Quirk::error_500)},
});

constexpr auto shown = [] {
    std::array<TestToken, rows.size()> all{};
    for (std::size_t i = 0; i < rows.size(); ++i) all[i] = rows[i].shown;
    return all;
}();

TokenBehavior slow_or_unknown(std::string_view token) {
    constexpr std::string_view head = "tok_slow_";
    if (token.starts_with(head) && token.ends_with('s')) {
        const std::string_view digits = token.substr(head.size(), token.size() - head.size() - 1);
        int seconds = 0;
        const auto [end, code] =
            std::from_chars(digits.data(), digits.data() + digits.size(), seconds);
        const bool whole = code == std::errc{} && end == digits.data() + digits.size();
        if (whole && seconds >= 1 && seconds <= 600)
            return {.quirk = Quirk::slow, .slow_by = std::chrono::seconds{seconds}};
    }
    return declines("invalid_account");
}

}  // namespace

std::span<const TestToken> test_tokens() { return shown; }

TokenBehavior behavior_of(std::string_view token) {
    for (const Row& row : rows)
        if (row.shown.token == token) return row.behavior;
    return slow_or_unknown(token);
}

}  // namespace vacancy::outside
