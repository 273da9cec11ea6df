#pragma once
// A payment in another currency than the folio's: what was given, and the rate it was taken at. The
// booked amount is exact to the minor unit, half away from zero.

#include "base/money.hpp"

#include <string>
#include <string_view>

namespace vacancy::hotel {

/// How much of the folio's currency one major unit of the other is worth, with up to eight
/// decimals.
class ExchangeRate {
public:
    /// "0.9215"; invalid_request when it is not a number above zero of at most eight decimals.
    static Result<ExchangeRate> parse(std::string_view text);
    [[nodiscard]] const std::string& text() const { return text_; }
    [[nodiscard]] std::int64_t hundred_millionths() const { return value_; }

private:
    std::string text_{"1"};
    std::int64_t value_ = 100'000'000;
};

struct Tender {
    Money given;
    ExchangeRate rate;
};

/// What a tender is worth in that currency; invalid_request when it is too much to count.
[[nodiscard]] Result<Money> booked_amount(const Tender& tender, const Currency& currency);

}  // namespace vacancy::hotel
