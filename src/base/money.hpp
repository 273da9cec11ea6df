#pragma once
// Money: minor units of one ISO 4217 currency. Sums are checked, splits sum exactly. Nothing here
// or above uses floating point; telemetry alone turns it into major units, at its edge.

#include "base/error.hpp"

#include <array>
#include <compare>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace vacancy {

class Currency {
public:
    Currency() = default;
    /// An active ISO 4217 alphabetic code; anything else is invalid_request.
    static Result<Currency> parse(std::string_view code);
    [[nodiscard]] std::string_view code() const { return {code_.data(), code_.size()}; }
    [[nodiscard]] int minor_digits() const { return minor_digits_; }
    friend bool operator==(const Currency& a, const Currency& b) { return a.code_ == b.code_; }

private:
    std::array<char, 3> code_{'X', 'X', 'X'};
    std::int8_t minor_digits_ = 2;
};

[[nodiscard]] Currency eur();

struct Money {
    std::int64_t amount = 0;  ///< minor units
    Currency currency{};

    friend bool operator==(const Money&, const Money&) = default;
    [[nodiscard]] bool is_zero() const { return amount == 0; }
    /// "120.50 EUR".
    [[nodiscard]] std::string text() const;
};

/// Sums of the same currency; overflow or two currencies are a broken promise.
[[nodiscard]] Money operator+(const Money& a, const Money& b);
[[nodiscard]] Money operator-(const Money& a, const Money& b);
[[nodiscard]] Money times(const Money& m, std::int64_t n);

/// Hundredths of a percent: 10 % is 1000.
struct BasisPoints {
    std::int32_t value = 0;
    friend auto operator<=>(BasisPoints, BasisPoints) = default;
};

/// amount × bp / 10,000, half away from zero: the rounding of taxes and percentage fees.
[[nodiscard]] Money percent_of(const Money& m, BasisPoints bp);
/// The tax inside a gross amount at that rate: gross × bp / (10,000 + bp), half away from zero.
[[nodiscard]] Money included_percent(const Money& gross, BasisPoints bp);
/// Shares in proportion to the weights (none negative, sum > 0) that sum exactly to m; the
/// left-over minor units go to the largest remainders, ties to the earlier.
[[nodiscard]] std::vector<Money> split(const Money& m, std::span<const std::int64_t> weights);

}  // namespace vacancy
