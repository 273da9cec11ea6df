#include "hotel/model/folio/tender.hpp"

#include <limits>

namespace vacancy::hotel {
namespace {

constexpr std::size_t decimals = 8;
constexpr std::size_t most_digits = 9;  // before the point

__extension__ using Wide = __int128;  // amount × rate has up to 37 digits

Wide power_of_ten(int exponent) {
    Wide value = 1;
    for (int i = 0; i < exponent; ++i) value *= 10;
    return value;
}

bool is_digits(std::string_view text) {
    return text.find_first_not_of("0123456789") == std::string_view::npos;
}

}  // namespace

Result<ExchangeRate> ExchangeRate::parse(std::string_view text) {
    const auto point = text.find('.');
    const std::string_view whole = text.substr(0, point);
    const std::string_view part =
        point == std::string_view::npos ? std::string_view{} : text.substr(point + 1);
    const bool has_empty_part = point != std::string_view::npos && part.empty();
    if (whole.empty() || whole.size() > most_digits || part.size() > decimals || has_empty_part ||
        !is_digits(whole) || !is_digits(part))
        return fail(ErrorCode::invalid_request, "a rate is a number of at most eight decimals");
    std::string digits(whole);
    digits += part;
    digits.append(decimals - part.size(), '0');
    ExchangeRate rate;
    rate.text_ = std::string(text);
    rate.value_ = 0;
    for (const char digit : digits) rate.value_ = rate.value_ * 10 + (digit - '0');
    if (rate.value_ == 0) return fail(ErrorCode::invalid_request, "a rate is above zero");
    return rate;
}

Result<Money> booked_amount(const Tender& tender, const Currency& currency) {
    const int from = tender.given.currency.minor_digits();
    const Wide numerator = static_cast<Wide>(tender.given.amount) *
                           tender.rate.hundred_millionths() * power_of_ten(currency.minor_digits());
    const Wide denominator = power_of_ten(from + static_cast<int>(decimals));
    const Wide half = numerator < 0 ? -denominator / 2 : denominator / 2;
    const Wide booked = (numerator + half) / denominator;
    if (booked > std::numeric_limits<std::int64_t>::max() / 1000 ||
        booked < -std::numeric_limits<std::int64_t>::max() / 1000)
        return fail(ErrorCode::invalid_request, "that is too much money");
    return Money{static_cast<std::int64_t>(booked), currency};
}

}  // namespace vacancy::hotel
