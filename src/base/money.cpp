#include "base/money.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <numeric>

namespace vacancy {
namespace {

__extension__ typedef __int128 Wide;

struct CurrencyFacts {
    std::string_view code;
    std::int8_t digits;
};

// The currencies we can sell in (ISO 4217 list one; digits = its minor unit column).
constexpr auto currencies = std::to_array<CurrencyFacts>({
    {"AED", 2}, {"ARS", 2}, {"AUD", 2}, {"BGN", 2}, {"BHD", 3}, {"BRL", 2}, {"CAD", 2}, {"CHF", 2},
    {"CLP", 0}, {"CNY", 2}, {"COP", 2}, {"CZK", 2}, {"DKK", 2}, {"EGP", 2}, {"EUR", 2}, {"GBP", 2},
    {"HKD", 2}, {"HUF", 2}, {"IDR", 2}, {"ILS", 2}, {"INR", 2}, {"ISK", 0}, {"JOD", 3}, {"JPY", 0},
    {"KRW", 0}, {"KWD", 3}, {"MAD", 2}, {"MXN", 2}, {"MYR", 2}, {"NOK", 2}, {"NZD", 2}, {"OMR", 3},
    {"PEN", 2}, {"PHP", 2}, {"PLN", 2}, {"QAR", 2}, {"RON", 2}, {"RSD", 2}, {"SAR", 2}, {"SEK", 2},
    {"SGD", 2}, {"THB", 2}, {"TND", 3}, {"TRY", 2}, {"TWD", 2}, {"UAH", 2}, {"USD", 2}, {"UYU", 2},
    {"VND", 0}, {"ZAR", 2},
});

std::int64_t narrow(Wide value) {
    must(value >= INT64_MIN && value <= INT64_MAX);
    return static_cast<std::int64_t>(value);
}

/// a × b / c, half away from zero; c > 0.
std::int64_t scaled(std::int64_t a, std::int64_t b, std::int64_t c) {
    const Wide product = Wide{a} * b;
    const Wide half = c / 2;
    return narrow((product >= 0 ? product + half : product - half) / c);
}

}  // namespace

Result<Currency> Currency::parse(std::string_view code) {
    const auto* found = std::ranges::find(currencies, code, &CurrencyFacts::code);
    if (found == currencies.end())
        return fail(ErrorCode::invalid_request, "not a known ISO 4217 currency");
    Currency currency;
    std::ranges::copy(code, currency.code_.begin());
    currency.minor_digits_ = found->digits;
    return currency;
}

Currency eur() { return Currency::parse("EUR").value(); }

std::string Money::text() const {
    std::int64_t unit = 1;
    for (int i = 0; i < currency.minor_digits(); ++i) unit *= 10;
    const std::string_view sign = amount < 0 ? "-" : "";
    const std::uint64_t size =
        amount < 0 ? 0 - static_cast<std::uint64_t>(amount) : static_cast<std::uint64_t>(amount);
    const auto whole = size / static_cast<std::uint64_t>(unit);
    if (unit == 1) return fmt::format("{}{} {}", sign, whole, currency.code());
    return fmt::format("{}{}.{:0{}} {}", sign, whole, size % static_cast<std::uint64_t>(unit),
                       currency.minor_digits(), currency.code());
}

Money operator+(const Money& a, const Money& b) {
    must(a.currency == b.currency);
    return {narrow(Wide{a.amount} + b.amount), a.currency};
}

Money operator-(const Money& a, const Money& b) {
    must(a.currency == b.currency);
    return {narrow(Wide{a.amount} - b.amount), a.currency};
}

Money times(const Money& m, std::int64_t n) { return {narrow(Wide{m.amount} * n), m.currency}; }

Money percent_of(const Money& m, BasisPoints bp) {
    return {scaled(m.amount, bp.value, 10'000), m.currency};
}

Money included_percent(const Money& gross, BasisPoints bp) {
    return {scaled(gross.amount, bp.value, 10'000 + bp.value), gross.currency};
}

std::vector<Money> split(const Money& m, std::span<const std::int64_t> weights) {
    const std::int64_t sum = std::accumulate(weights.begin(), weights.end(), std::int64_t{0});
    must(sum > 0 && std::ranges::all_of(weights, [](std::int64_t w) { return w >= 0; }));
    const bool negative = m.amount < 0;
    const Wide total = negative ? -Wide{m.amount} : Wide{m.amount};
    std::vector<Money> shares;
    std::vector<std::pair<Wide, std::size_t>> remainders;
    Wide given = 0;
    for (std::size_t i = 0; i < weights.size(); ++i) {
        const Wide share = total * weights[i] / sum;
        remainders.emplace_back(-(total * weights[i] % sum), i);  // negative: largest sorts first
        shares.push_back({narrow(share), m.currency});
        given += share;
    }
    std::ranges::sort(remainders);
    for (std::size_t i = 0; given < total; ++i, ++given) ++shares[remainders[i].second].amount;
    if (negative) {
        for (Money& share : shares) share.amount = -share.amount;
    }
    return shares;
}

}  // namespace vacancy
