#pragma once
// Types for words that must not leak. Private<T> is guest data: it reaches telemetry only through
// the personal-data policy. Secret<T> has no way out but `reveal`, which is easy to search for.

#include "base/error.hpp"

#include <string>
#include <string_view>
#include <utility>

namespace vacancy {

template <class T>
class Private {
public:
    Private() = default;
    explicit Private(T value) : value_(std::move(value)) {}
    /// For the store, the mail and the answer to its owner; never for telemetry or logs.
    [[nodiscard]] const T& reveal() const { return value_; }
    friend bool operator==(const Private&, const Private&) = default;

private:
    T value_{};
};

/// Keys, tokens, passwords. Wiped when it goes.
class Secret {
public:
    Secret() = default;
    explicit Secret(std::string value) : value_(std::move(value)) {}
    Secret(const Secret&) = default;
    Secret(Secret&&) noexcept = default;
    Secret& operator=(const Secret&) = default;
    Secret& operator=(Secret&&) noexcept = default;
    ~Secret();
    [[nodiscard]] const std::string& reveal() const { return value_; }
    [[nodiscard]] bool empty() const { return value_.empty(); }

private:
    std::string value_;
};

/// True when the text holds 13 to 19 digits, in one group or several with one blank, dash or dot
/// between them, that pass the Luhn check (ISO/IEC 7812-1).
[[nodiscard]] bool holds_card_number(std::string_view text);
/// The text with every such run masked to "[card number removed]".
[[nodiscard]] std::string without_card_numbers(std::string_view text);
/// Guests' own words: refused with card_number_refused when a card number is among them.
[[nodiscard]] Result<std::string> free_text(std::string_view text);

/// The last four digits of a card and nothing more.
class Last4 {
public:
    static Result<Last4> parse(std::string_view four_digits);
    [[nodiscard]] const std::string& text() const { return text_; }

private:
    std::string text_;
};

}  // namespace vacancy
