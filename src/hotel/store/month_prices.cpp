#include "hotel/store/month_prices.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <iterator>

namespace vacancy::hotel::store {
namespace {

void append(std::string& text, const DayRate& rate) {
    if (rate.amount < 0) return;
    fmt::format_to(std::back_inserter(text), "{}", rate.amount);
    if (rate.single_discount != 0 || rate.extra_adult != 0 || rate.extra_child != 0)
        fmt::format_to(std::back_inserter(text), ".{}.{}.{}", rate.single_discount,
                       rate.extra_adult, rate.extra_child);
}

/// Reads one number and steps over it; false: there is none.
bool take(std::string_view& text, std::int64_t& number) {
    const auto read = std::from_chars(text.data(), text.data() + text.size(), number);
    if (read.ec != std::errc{} || number < 0) return false;
    text.remove_prefix(static_cast<std::size_t>(read.ptr - text.data()));
    return true;
}

bool skip(std::string_view& text, char letter) {
    if (!text.starts_with(letter)) return false;
    text.remove_prefix(1);
    return true;
}

bool take(std::string_view& text, DayRate& rate) {
    if (text.empty() || text.front() == ';') return true;
    if (!take(text, rate.amount)) return false;
    if (text.empty() || text.front() == ';') return true;
    return skip(text, '.') && take(text, rate.single_discount) && skip(text, '.') &&
           take(text, rate.extra_adult) && skip(text, '.') && take(text, rate.extra_child);
}

}  // namespace

std::string month_of(LocalDate night) { return night.text().substr(0, 7); }

std::size_t day_of(LocalDate night) { return static_cast<unsigned>(night.ymd().day()) - 1; }

bool MonthPrices::empty() const {
    return std::ranges::all_of(days, [](const DayRate& rate) { return rate.amount < 0; });
}

std::string MonthPrices::text() const {
    std::string text;
    text.reserve(days.size() * 8);
    for (std::size_t day = 0; day < days.size(); ++day) {
        if (day > 0) text += ';';
        append(text, days[day]);
    }
    return text;
}

Result<MonthPrices> MonthPrices::parse(std::string_view text) {
    MonthPrices month;
    for (std::size_t day = 0; day < month.days.size(); ++day) {
        const bool begins = day == 0 || skip(text, ';');
        if (!begins || !take(text, month.days[day]))
            return fail(ErrorCode::internal, "the prices of a month cannot be read");
    }
    if (!text.empty()) return fail(ErrorCode::internal, "the prices of a month cannot be read");
    return month;
}

}  // namespace vacancy::hotel::store
