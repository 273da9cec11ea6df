#include "support/contract_cards.hpp"

#include <algorithm>
#include <array>

namespace vacancy::testing::contract {
namespace {

/// Visa, Mastercard, American Express, Discover, Diners Club, JCB, UnionPay of 19 digits.
constexpr std::array<std::string_view, 7> numbers{
    "4242424242424242", "5555555555554444", "378282246310005",    "6011111111111117",
    "30569309025904",   "3530111333300000", "6205500000000000004"};

std::string grouped(std::string_view digits, char separator) {
    std::string text;
    for (std::size_t i = 0; i < digits.size(); ++i) {
        if (i > 0 && i % 4 == 0) text += separator;
        text += digits[i];
    }
    return text;
}

/// Length of a separator at the front of the text, 0 when there is none.
std::size_t separator(std::string_view text) {
    constexpr std::array<std::string_view, 8> known{"%20", "%2D", "%2d", " ", "-", ".", "/", "+"};
    for (const std::string_view one : known) {
        if (text.starts_with(one)) return one.size();
    }
    return 0;
}

bool begins_with_card(std::string_view text, std::string_view digits) {
    for (const char digit : digits) {
        text.remove_prefix(separator(text));
        if (text.empty() || text.front() != digit) return false;
        text.remove_prefix(1);
    }
    return true;
}

int base64_value(char c) {
    if (c >= 'A' && c <= 'Z') return c - 'A';
    if (c >= 'a' && c <= 'z') return c - 'a' + 26;
    if (c >= '0' && c <= '9') return c - '0' + 52;
    if (c == '+') return 62;
    return c == '/' ? 63 : -1;
}

/// All base64 characters of the text undone as one; what is none is skipped.
std::string from_base64(std::string_view text) {
    std::string out;
    unsigned bits = 0;
    int count = 0;
    for (const char c : text) {
        const int value = base64_value(c);
        if (value < 0) continue;
        bits = bits << 6 | static_cast<unsigned>(value);
        count += 6;
        if (count < 8) continue;
        count -= 8;
        out += static_cast<char>(bits >> count & 0xff);
    }
    return out;
}

std::string from_quoted_printable(std::string_view text) {
    constexpr std::string_view hex = "0123456789ABCDEF";
    std::string out;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] != '=') {
            out += text[i];
        } else if (text.substr(i + 1, 2) == "\r\n") {
            i += 2;
        } else if (i + 2 < text.size() && hex.contains(text[i + 1]) && hex.contains(text[i + 2])) {
            out += static_cast<char>(hex.find(text[i + 1]) * 16 + hex.find(text[i + 2]));
            i += 2;
        }
    }
    return out;
}

}  // namespace

std::vector<std::string> card_texts() {
    std::vector<std::string> texts;
    for (const std::string_view digits : numbers) texts.emplace_back(digits);
    texts.push_back(grouped(numbers[0], ' '));
    texts.push_back(grouped(numbers[1], '-'));
    texts.push_back(grouped(numbers[3], '.'));
    texts.push_back("my card is " + grouped(numbers[5], ' ') + " thanks");
    return texts;
}

std::string in_address(const std::string& text) {
    std::string out;
    for (const char c : text) {
        if (c == ' ')
            out += "%20";
        else
            out += c;
    }
    return out;
}

std::vector<std::string> cards_in(std::string_view text) {
    std::vector<std::string> found;
    for (const std::string_view digits : numbers) {
        for (std::size_t at = text.find(digits.front()); at != std::string_view::npos;
             at = text.find(digits.front(), at + 1)) {
            if (!begins_with_card(text.substr(at, 64), digits)) continue;
            const std::size_t from = at < 40 ? 0 : at - 40;
            found.emplace_back(text.substr(from, 100));
        }
    }
    return found;
}

std::string decoded_mail(const std::string& raw) {
    std::string out = from_quoted_printable(raw);
    constexpr std::string_view mark = "Content-Transfer-Encoding: base64";
    for (std::size_t at = raw.find(mark); at != std::string::npos; at = raw.find(mark, at + 1)) {
        const std::size_t body = raw.find("\r\n\r\n", at);
        if (body == std::string::npos) break;
        const std::size_t end = std::min(raw.find("\r\n--", body), raw.size());
        out += "\n" + from_base64(std::string_view(raw).substr(body, end - body));
    }
    return out;
}

}  // namespace vacancy::testing::contract
