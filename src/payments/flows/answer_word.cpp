#include "payments/api.hpp"
#include "payments/model/payment.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <vector>

namespace vacancy::payments {
namespace {

constexpr std::array statuses{PaymentStatus::authorized, PaymentStatus::captured,
                              PaymentStatus::voided, PaymentStatus::refunded,
                              PaymentStatus::declined};
constexpr std::size_t parts_of_a_word = 7;

/// What the gateway calls things is its own; a name that would not fit into a word is left out.
std::string plain(std::string_view name) {
    const auto fits = [](char c) {
        const bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
        return letter || (c >= '0' && c <= '9') || c == '_' || c == '-' || c == '.' || c == ':';
    };
    return std::ranges::all_of(name, fits) ? std::string(name) : std::string{};
}

std::vector<std::string_view> split(std::string_view word) {
    std::vector<std::string_view> parts;
    for (auto bar = word.find('|'); bar != std::string_view::npos; bar = word.find('|')) {
        parts.push_back(word.substr(0, bar));
        word.remove_prefix(bar + 1);
    }
    parts.push_back(word);
    return parts;
}

Result<Money> amount_of(std::string_view digits, Currency currency) {
    Money money{0, currency};
    const char* end = digits.data() + digits.size();
    const auto read = std::from_chars(digits.data(), end, money.amount);
    if (read.ec != std::errc{} || read.ptr != end)
        return fail(ErrorCode::constraint_violated, "not an amount");
    return money;
}

}  // namespace

std::string word_of(const std::optional<GatewayAnswer>& answer) {
    if (!answer) return {};
    return fmt::format("{}|{}|{}|{}|{}|{}|{}", name_of(answer->status),
                       answer->authorized.currency.code(), answer->authorized.amount,
                       answer->captured.amount, answer->refunded.amount,
                       plain(answer->transaction_id), plain(answer->decline_reason));
}

Result<std::optional<GatewayAnswer>> read_answer(std::string_view word) {
    if (word.empty()) return std::nullopt;
    const std::vector<std::string_view> parts = split(word);
    const auto status = std::ranges::find_if(
        statuses, [&](PaymentStatus known) { return name_of(known) == parts.front(); });
    if (parts.size() != parts_of_a_word || status == statuses.end())
        return fail(ErrorCode::constraint_violated, "not a gateway's answer");
    Currency currency;  // an answer without amounts has none
    if (parts[1] != currency.code()) {
        TRY(currency, Currency::parse(parts[1]));
    }
    GatewayAnswer answer{.transaction_id = std::string(parts[5]),
                         .status = *status,
                         .decline_reason = std::string(parts[6])};
    TRY(answer.authorized, amount_of(parts[2], currency));
    TRY(answer.captured, amount_of(parts[3], currency));
    TRY(answer.refunded, amount_of(parts[4], currency));
    return answer;
}

}  // namespace vacancy::payments
