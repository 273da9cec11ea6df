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

/// Groups of digits with at most one separator between them: "4242 4242 4242 4242".
struct Groups {
    std::vector<int> digits;
    std::vector<std::size_t> first_digit;  ///< of each group, index into digits
    std::vector<Run> places;               ///< of each group, in the text

    void clear() { *this = {}; }
    [[nodiscard]] std::size_t size() const { return places.size(); }
    [[nodiscard]] std::span<const int> window(std::size_t from, std::size_t to) const {
        const std::size_t end = to + 1 < size() ? first_digit[to + 1] : digits.size();
        return std::span(digits).subspan(first_digit[from], end - first_digit[from]);
    }
};

/// Whole groups only: part of a longer number is not a card.
std::optional<Run> card_in(const Groups& groups) {
    for (std::size_t from = 0; from < groups.size(); ++from) {
        for (std::size_t to = from; to < groups.size(); ++to) {
            const auto digits = groups.window(from, to);
            if (digits.size() > 19) break;
            if (digits.size() < 13 || !luhn(digits)) continue;
            if (std::ranges::all_of(digits, [&](int d) { return d == digits[0]; })) continue;
            return Run{groups.places[from].begin, groups.places[to].end};
        }
    }
    return std::nullopt;
}

bool is_hex(char c) { return is_digit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F'); }

/// Length of the machine-made id that begins here (a UUID, or a trace id with a letter in it), or
/// 0: their digits look like a card number once in some thousand.
std::size_t id_at(std::string_view text, std::size_t from) {
    if (from > 0 && is_hex(text[from - 1])) return 0;
    std::size_t size = 0;
    bool dashes = false;
    bool letters = false;
    for (; from + size < text.size() && size < 37; ++size) {
        const char c = text[from + size];
        const bool dash_due = size == 8 || size == 13 || size == 18 || size == 23;
        if (dash_due && c == '-' && (dashes || size == 8)) {
            dashes = true;
        } else if (is_hex(c) && !(dash_due && dashes)) {
            letters = letters || !is_digit(c);
        } else {
            break;
        }
    }
    if (dashes) return size == 36 ? size : 0;
    return size == 32 && letters ? size : 0;
}

std::optional<Run> find_card(std::string_view text, std::size_t from) {
    Groups groups;
    for (std::size_t i = from; i < text.size();) {
        if (const std::size_t id = id_at(text, i); id > 0) {
            if (auto found = card_in(groups)) return found;
            groups.clear();
            i += id;
            continue;
        }
        if (!is_digit(text[i])) {
            const bool joins = (text[i] == ' ' || text[i] == '-' || text[i] == '.') &&
                               groups.size() > 0 && groups.places.back().end == i;
            if (!joins) {
                if (auto found = card_in(groups)) return found;
                groups.clear();
            }
            ++i;
            continue;
        }
        groups.first_digit.push_back(groups.digits.size());
        const std::size_t begin = i;
        while (i < text.size() && is_digit(text[i])) groups.digits.push_back(text[i++] - '0');
        groups.places.push_back({begin, i});
    }
    return card_in(groups);
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
