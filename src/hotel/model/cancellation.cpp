#include "hotel/model/cancellation.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

namespace vacancy::hotel {
namespace {

std::string_view next_word(std::string_view& text) {
    const auto end = std::min(text.find(' '), text.size());
    const auto word = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    return word;
}

std::optional<int> number(std::string_view word) {
    int value = 0;
    const auto [end, failed] = std::from_chars(word.data(), word.data() + word.size(), value);
    if (failed != std::errc{} || end != word.data() + word.size()) return std::nullopt;
    return value;
}

std::optional<Fee> read_fee(std::string_view& text) {
    const auto kind = std::ranges::find(fee_words, next_word(text));
    const auto percent = number(next_word(text));
    if (kind == fee_words.end() || !percent) return std::nullopt;
    return Fee{static_cast<FeeKind>(kind - fee_words.begin()), {*percent}};
}

std::string fee_text(const Fee& fee) {
    return fmt::format("{} {}", fee_words.at(static_cast<std::size_t>(fee.kind)),
                       fee.percent.value);
}

std::string fee_in_words(const Fee& fee) {
    switch (fee.kind) {
        case FeeKind::none: return "no fee";
        case FeeKind::first_night: return "the first night";
        case FeeKind::full: return "the full price";
        case FeeKind::percent: break;
    }
    const auto whole = fee.percent.value / 100;
    const auto part = fee.percent.value % 100;
    if (part == 0) return fmt::format("{} % of the price", whole);
    return fmt::format("{}.{:02} % of the price", whole, part);
}

}  // namespace

std::string terms_text(const Terms& terms) {
    const CancellationPolicy& c = terms.cancellation;
    return fmt::format("{} {} {} {} / {}", c.refundable ? "flexible" : "fixed", c.free_until_days,
                       c.free_until_time.count(), fee_text(c.fee), fee_text(terms.no_show));
}

Result<Terms> parse_terms(std::string_view text) {
    const auto bad = fail(ErrorCode::internal, "terms of a reservation are not readable");
    Terms terms;
    const auto kind = next_word(text);
    const auto days = number(next_word(text));
    const auto minute = number(next_word(text));
    const auto fee = read_fee(text);
    const auto slash = next_word(text);
    const auto no_show = read_fee(text);
    if ((kind != "flexible" && kind != "fixed") || !days || !minute || !fee || slash != "/" ||
        !no_show)
        return bad;
    terms.cancellation = {kind == "flexible", *days, std::chrono::minutes{*minute}, *fee};
    terms.no_show = *no_show;
    return terms;
}

Money fee_of(const Fee& fee, const PaidStay& paid) {
    Money owed{0, paid.total.currency};
    switch (fee.kind) {
        case FeeKind::none: break;
        case FeeKind::first_night: owed = paid.first_night; break;
        case FeeKind::percent: owed = percent_of(paid.total, fee.percent); break;
        case FeeKind::full: owed = paid.total; break;
    }
    if (owed.amount > paid.total.amount) owed = paid.total;
    return owed;
}

Money deposit_of(const DepositRule& rule, const PaidStay& stay) {
    switch (rule.kind) {
        case DepositKind::none: break;
        case DepositKind::first_night: return fee_of({FeeKind::first_night, {}}, stay);
        case DepositKind::percent: return fee_of({FeeKind::percent, rule.percent}, stay);
        case DepositKind::full: return stay.total;
    }
    return {0, stay.total.currency};
}

std::optional<Instant> free_until(const CancellationPolicy& policy, LocalDate arrival,
                                  std::string_view time_zone) {
    if (!policy.refundable) return std::nullopt;
    return instant_of(arrival - policy.free_until_days, policy.free_until_time, time_zone);
}

Money cancellation_fee(const CancellationPolicy& policy, const PaidStay& paid,
                       std::optional<Instant> free_until, Instant now) {
    if (free_until && now <= *free_until) return {0, paid.total.currency};
    return fee_of(policy.fee, paid);
}

std::string in_words(const CancellationPolicy& policy, std::optional<Instant> free_until,
                     std::string_view time_zone) {
    if (!free_until) return fmt::format("Not refundable: {}", fee_in_words(policy.fee));
    return fmt::format("Free until {}, then {}", local_text(*free_until, time_zone),
                       fee_in_words(policy.fee));
}

}  // namespace vacancy::hotel
