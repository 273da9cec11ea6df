#include "trace/propagation/baggage.hpp"

#include "base/guarded.hpp"
#include "base/id.hpp"

#include <algorithm>
#include <optional>

namespace vacancy::trace {
namespace {

constexpr std::string_view hex = "0123456789ABCDEF";

/// tchar of RFC 9110.
bool is_token_char(char c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
           std::string_view("!#$%&'*+-.^_`|~").find(c) != std::string_view::npos;
}

bool is_token(std::string_view text) {
    return !text.empty() && std::ranges::all_of(text, is_token_char);
}

/// baggage-octet: visible ASCII without double quote, comma, semicolon and backslash.
bool is_octet(char c) {
    return c >= 0x21 && c <= 0x7e && c != '"' && c != ',' && c != ';' && c != '\\';
}

std::string_view trimmed(std::string_view text) {
    const auto blank = [](char c) { return c == ' ' || c == '\t'; };
    while (!text.empty() && blank(text.front())) text.remove_prefix(1);
    while (!text.empty() && blank(text.back())) text.remove_suffix(1);
    return text;
}

std::optional<int> digit_of(char c) {
    if (c >= '0' && c <= '9') return c - '0';
    if (c >= 'a' && c <= 'f') return c - 'a' + 10;
    if (c >= 'A' && c <= 'F') return c - 'A' + 10;
    return std::nullopt;
}

/// How many bytes the UTF-8 character at the beginning of `text` has; 0: there is none.
std::size_t character_at(std::string_view text) {
    const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
    const unsigned first = byte(0);
    if (first < 0x80) return 1;
    const std::size_t size = first >= 0xf0 ? 4 : first >= 0xe0 ? 3 : 2;
    if (first < 0xc2 || first > 0xf4 || text.size() < size) return 0;
    for (std::size_t i = 1; i < size; ++i) {
        if ((byte(i) & 0xc0U) != 0x80U) return 0;
    }
    // Too long for what it says, half a surrogate pair, beyond the last character.
    const unsigned second = byte(1);
    if ((first == 0xe0 && second < 0xa0) || (first == 0xed && second > 0x9f) ||
        (first == 0xf0 && second < 0x90) || (first == 0xf4 && second > 0x8f))
        return 0;
    return size;
}

/// Bytes that are no UTF-8 become U+FFFD, as the standard asks.
std::string as_utf8(std::string_view bytes) {
    std::string text;
    while (!bytes.empty()) {
        const std::size_t size = character_at(bytes);
        text += size == 0 ? std::string_view("\xef\xbf\xbd") : bytes.substr(0, size);
        bytes.remove_prefix(std::max<std::size_t>(size, 1));
    }
    return text;
}

std::string decoded(std::string_view text) {
    std::string bytes;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] == '%' && i + 2 < text.size()) {
            const auto high = digit_of(text[i + 1]);
            const auto low = digit_of(text[i + 2]);
            if (high && low) {
                bytes += static_cast<char>(*high * 16 + *low);
                i += 2;
                continue;
            }
        }
        bytes += text[i];
    }
    return as_utf8(bytes);
}

void append_encoded(std::string& out, std::string_view value) {
    for (const char c : value) {
        if (is_octet(c) && c != '%') {
            out += c;
            continue;
        }
        const auto byte = static_cast<unsigned char>(c);
        out += '%';
        out += hex[byte >> 4];
        out += hex[byte & 15];
    }
}

std::size_t encoded_size(std::string_view value) {
    std::size_t size = 0;
    for (const char c : value) size += is_octet(c) && c != '%' ? 1 : 3;
    return size;
}

/// "key" or "key=value", several of them parted by ';'.
bool are_properties(std::string_view text) {
    while (!text.empty()) {
        const std::size_t end = std::min(text.find(';'), text.size());
        const std::string_view one = trimmed(text.substr(0, end));
        text.remove_prefix(std::min(end + 1, text.size()));
        const std::size_t equals = one.find('=');
        if (!is_token(trimmed(one.substr(0, equals)))) return false;
        if (equals == std::string_view::npos) continue;
        if (!std::ranges::all_of(trimmed(one.substr(equals + 1)), is_octet)) return false;
    }
    return true;
}

/// An id may look like a card number by chance; it is none.
bool holds_card(std::string_view text) {
    return holds_card_number(text) && !Uuid::parse(text).has_value();
}

}  // namespace

Baggage Baggage::parse(std::string_view header) {
    Baggage baggage;
    while (!header.empty()) {
        const std::size_t end = std::min(header.find(','), header.size());
        const std::string_view member = trimmed(header.substr(0, end));
        header.remove_prefix(std::min(end + 1, header.size()));
        const std::size_t semicolon = std::min(member.find(';'), member.size());
        const std::size_t equals = member.substr(0, semicolon).find('=');
        if (equals == std::string_view::npos || member.size() > longest_member) continue;
        const std::string_view key = trimmed(member.substr(0, equals));
        const std::string_view value = trimmed(member.substr(equals + 1, semicolon - equals - 1));
        const std::string_view properties =
            trimmed(member.substr(std::min(semicolon + 1, member.size())));
        if (!std::ranges::all_of(value, is_octet)) continue;
        const std::string plain = decoded(value);
        if (holds_card(key) || holds_card(plain) || holds_card(properties)) continue;
        baggage.set(key, plain, properties);
    }
    return baggage;
}

bool Baggage::set(std::string_view key, std::string_view value, std::string_view properties) {
    if (!is_token(key) || !are_properties(properties)) return false;
    Member member{std::string(key), as_utf8(value), std::string(properties), 0};
    member.written = key.size() + 1 + encoded_size(member.value) +
                     (properties.empty() ? 0 : properties.size() + 1);
    if (member.written > longest_member) return false;
    std::size_t others = 0;
    for (const Member& one : members_) others += one.key == key ? 0 : one.written + 1;
    if (others + member.written > longest_header) return false;
    const auto there = std::ranges::find(members_, key, &Member::key);
    if (there != members_.end()) {
        *there = std::move(member);
        return true;
    }
    if (members_.size() >= most_members) return false;
    members_.push_back(std::move(member));
    return true;
}

void Baggage::remove(std::string_view key) {
    std::erase_if(members_, [&](const Member& one) { return one.key == key; });
}

std::vector<BaggageEntry> Baggage::entries() const {
    std::vector<BaggageEntry> all;
    all.reserve(members_.size());
    for (const Member& one : members_) all.push_back({one.key, one.value, one.properties});
    return all;
}

std::string Baggage::header() const {
    std::string text;
    for (const Member& one : members_) {
        if (!text.empty()) text += ',';
        text += one.key;
        text += '=';
        append_encoded(text, one.value);
        if (one.properties.empty()) continue;
        text += ';';
        text += one.properties;
    }
    return text;
}

}  // namespace vacancy::trace
