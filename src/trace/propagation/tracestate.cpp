#include "trace/propagation/tracestate.hpp"

#include <algorithm>
#include <cmath>
#include <vector>

namespace vacancy::trace {
namespace {

constexpr std::size_t most_members = 32;
constexpr std::size_t longest_list = 512;
constexpr std::size_t long_member = 128;
constexpr std::size_t longest_part = 256;  ///< of a key, and of a value
constexpr int digits_of_threshold = 14;

using Members = std::vector<std::string_view>;

std::string_view trimmed(std::string_view text) {
    const auto blank = [](char c) { return c == ' ' || c == '\t'; };
    while (!text.empty() && blank(text.front())) text.remove_prefix(1);
    while (!text.empty() && blank(text.back())) text.remove_suffix(1);
    return text;
}

bool is_lower_or_digit(char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'); }

/// One side of a key: "vendor", or the two sides of "tenant@vendor".
bool is_name(std::string_view text) {
    return !text.empty() && is_lower_or_digit(text.front()) &&
           std::ranges::all_of(text, [](char c) {
               return is_lower_or_digit(c) || c == '_' || c == '-' || c == '*' || c == '/';
           });
}

bool is_key(std::string_view key) {
    if (key.size() > longest_part) return false;
    const std::size_t at = key.find('@');
    if (at == std::string_view::npos) return is_name(key);
    return is_name(key.substr(0, at)) && is_name(key.substr(at + 1));
}

bool is_value(std::string_view value) {
    return !value.empty() && value.size() <= longest_part && value.back() != ' ' &&
           std::ranges::all_of(
               value, [](char c) { return c >= 0x20 && c <= 0x7e && c != ',' && c != '='; });
}

bool is_member(std::string_view member) {
    const std::size_t equals = member.find('=');
    return equals != std::string_view::npos && is_key(member.substr(0, equals)) &&
           is_value(member.substr(equals + 1));
}

/// Members may be empty ("a=1,,b=2"); those count for nothing.
Members members_of(std::string_view list) {
    Members members;
    while (!list.empty()) {
        const std::size_t end = std::min(list.find(','), list.size());
        const std::string_view member = trimmed(list.substr(0, end));
        list.remove_prefix(std::min(end + 1, list.size()));
        if (!member.empty()) members.push_back(member);
    }
    return members;
}

std::size_t size_of(const Members& members) {
    std::size_t size = members.empty() ? 0 : members.size() - 1;
    for (const std::string_view member : members) size += member.size();
    return size;
}

/// The first `spared` members stay whatever happens.
std::string joined(Members members, std::size_t spared) {
    const auto begin = [&] { return members.begin() + static_cast<std::ptrdiff_t>(spared); };
    while (size_of(members) > longest_list && members.size() > spared) {
        const auto big = std::find_if(begin(), members.end(), [](std::string_view member) {
            return member.size() > long_member;
        });
        members.erase(big != members.end() ? big : members.end() - 1);
    }
    if (members.size() > most_members) members.resize(most_members);
    std::string list;
    for (const std::string_view member : members) {
        if (!list.empty()) list += ',';
        list += member;
    }
    return list;
}

std::string_view ot_member(const Members& members) {
    for (const std::string_view member : members) {
        if (member.starts_with("ot=")) return member.substr(3);
    }
    return {};
}

/// The pieces of "th:8;rv:9b8233f7e3a151;x:y".
template <class Each>
void for_each_piece(std::string_view ot, Each each) {
    while (!ot.empty()) {
        const std::size_t end = std::min(ot.find(';'), ot.size());
        if (end > 0) each(ot.substr(0, end));
        ot.remove_prefix(std::min(end + 1, ot.size()));
    }
}

/// 1 to 14 digits, those left out at the end are zeros.
std::optional<std::uint64_t> parse_56_bits(std::string_view text) {
    if (text.empty() || text.size() > digits_of_threshold) return std::nullopt;
    std::uint64_t value = 0;
    for (int i = 0; i < digits_of_threshold; ++i) {
        const auto at = static_cast<std::size_t>(i);
        const char c = at < text.size() ? text[at] : '0';
        const bool digit = c >= '0' && c <= '9';
        if (!digit && (c < 'a' || c > 'f')) return std::nullopt;
        value = value << 4 | static_cast<std::uint64_t>(digit ? c - '0' : c - 'a' + 10);
    }
    return value;
}

std::string written(std::uint64_t threshold) {
    std::string text(digits_of_threshold, '0');
    for (auto at = text.rbegin(); at != text.rend(); ++at, threshold >>= 4)
        *at = "0123456789abcdef"[threshold & 15];
    text.resize(std::max<std::size_t>(text.find_last_not_of('0') + 1, 1));
    return text;
}

}  // namespace

std::string fitted_tracestate(std::string_view header) {
    const Members members = members_of(header);
    if (members.size() > most_members || !std::ranges::all_of(members, is_member)) return {};
    return joined(members, 0);
}

std::uint64_t threshold_of(double probability) {
    if (probability >= 1) return 0;
    if (!(probability > 0)) return never_sampled;
    // Small probabilities begin with f, large ones with 0: such digits are not significant.
    int exponent = 0;
    int rest_exponent = 0;
    static_cast<void>(std::frexp(probability, &exponent));
    static_cast<void>(std::frexp(1 - probability, &rest_exponent));
    const int precision =
        std::min(digits_of_threshold, 4 + std::max(exponent / -4, rest_exponent / -4));
    const auto scaled =
        static_cast<std::uint64_t>(std::llround(probability * static_cast<double>(never_sampled)));
    std::uint64_t threshold = never_sampled - scaled;
    const int shift = 4 * (digits_of_threshold - precision);
    if (shift == 0) return threshold;
    threshold += std::uint64_t{1} << (shift - 1);
    return threshold >> shift << shift;
}

OtState ot_of(std::string_view tracestate) {
    OtState state;
    for_each_piece(ot_member(members_of(tracestate)), [&](std::string_view piece) {
        if (piece.starts_with("th:")) state.threshold = parse_56_bits(piece.substr(3));
        const bool is_randomness = piece.starts_with("rv:") && piece.size() == 17;
        if (is_randomness) state.randomness = parse_56_bits(piece.substr(3));
    });
    return state;
}

std::string with_threshold(std::string_view tracestate, std::optional<std::uint64_t> threshold) {
    Members members = members_of(tracestate);
    std::string ot = "ot=";
    if (threshold && *threshold < never_sampled) ot += "th:" + written(*threshold);
    for_each_piece(ot_member(members), [&](std::string_view piece) {
        if (piece.starts_with("th:")) return;
        if (ot.size() > 3) ot += ';';
        ot += piece;
    });
    std::erase_if(members, [](std::string_view member) { return member.starts_with("ot="); });
    const bool says_something = ot.size() > 3 && ot.size() <= longest_part + 3;
    if (says_something) members.insert(members.begin(), ot);
    return joined(members, says_something ? 1 : 0);
}

}  // namespace vacancy::trace
