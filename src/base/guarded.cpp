#include "base/guarded.hpp"

#include <sodium.h>

#include <algorithm>
#include <optional>
#include <span>
#include <vector>

namespace vacancy {
namespace {

bool is_digit(char c) { return c >= '0' && c <= '9'; }

struct Run {
    std::size_t begin;
    std::size_t end;  ///< one past the last digit
};

bool luhn(std::span<const int> digits) {
    int sum = 0;
    for (std::size_t i = 0; i < digits.size(); ++i) {
        int d = digits[digits.size() - 1 - i];
        if (i % 2 == 1) d = d * 2 > 9 ? d * 2 - 9 : d * 2;
        sum += d;
    }
    return sum % 10 == 0;
}

/// Where a card number begins inside one run of digits and separators, if there is one.
std::optional<Run> card_in(std::span<const int> digits, std::span<const std::size_t> places) {
    for (std::size_t from = 0; from + 13 <= digits.size(); ++from) {
        for (std::size_t size = std::min<std::size_t>(19, digits.size() - from); size >= 13; --size) {
            const auto window = digits.subspan(from, size);
            const bool all_same = std::ranges::all_of(window, [&](int d) { return d == window[0]; });
            if (!all_same && luhn(window)) return Run{places[from], places[from + size - 1] + 1};
        }
    }
    return std::nullopt;
}

std::optional<Run> find_card(std::string_view text, std::size_t from) {
    std::vector<int> digits;
    std::vector<std::size_t> places;
    for (std::size_t i = from; i <= text.size(); ++i) {
        const char c = i < text.size() ? text[i] : 'x';
        if (is_digit(c)) {
            digits.push_back(c - '0');
            places.push_back(i);
        } else if (!(c == ' ' || c == '-' || c == '.') || digits.empty()) {
            if (auto found = card_in(digits, places)) return found;
            digits.clear();
            places.clear();
        }
    }
    return std::nullopt;
}

}  // namespace

Secret::~Secret() {
    if (!value_.empty()) sodium_memzero(value_.data(), value_.size());
}

bool holds_card_number(std::string_view text) { return find_card(text, 0).has_value(); }

std::string without_card_numbers(std::string_view text) {
    std::string out;
    std::size_t at = 0;
    while (const auto run = find_card(text, at)) {
        out += text.substr(at, run->begin - at);
        out += "[card number removed]";
        at = run->end;
    }
    out += text.substr(at);
    return out;
}

Result<std::string> free_text(std::string_view text) {
    if (holds_card_number(text)) return fail(ErrorCode::card_number_refused);
    return std::string(text);
}

Result<Last4> Last4::parse(std::string_view four_digits) {
    if (four_digits.size() != 4 || !std::ranges::all_of(four_digits, is_digit))
        return fail(ErrorCode::invalid_request, "must be exactly the last four digits");
    Last4 last4;
    last4.text_ = four_digits;
    return last4;
}

}  // namespace vacancy
