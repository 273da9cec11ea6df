#include "trace/recording/policy.hpp"

#include "base/guarded.hpp"
#include "base/id.hpp"

#include <sodium.h>

#include <algorithm>
#include <array>

namespace vacancy::trace {
namespace {

bool is_hex(char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'); }
bool is_in_card(char c) { return (c >= '0' && c <= '9') || c == ' ' || c == '-' || c == '.'; }

/// The shortest card number has 13 digits, so it covers one of every 13 characters: most texts are
/// cleared by looking at a few of them.
bool may_hold_card(std::string_view text) {
    for (std::size_t at = 12; at < text.size(); at += 13) {
        if (is_in_card(text[at])) return true;
    }
    return false;
}

bool is_uuid(std::string_view text) {
    if (text.size() != 36) return false;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const bool dash = i == 8 || i == 13 || i == 18 || i == 23;
        if (dash ? text[i] != '-' : !is_hex(text[i])) return false;
    }
    return true;
}

}  // namespace

std::string_view masked(std::string_view text, TextPool& texts) {
    if (!may_hold_card(text) || is_uuid(text) || !holds_card_number(text)) return texts.keep(text);
    return texts.keep(without_card_numbers(text));
}

Policy::Policy(PersonalData personal_data, std::string_view key) : personal_data_(personal_data) {
    must(sodium_init() >= 0);
    std::array<std::uint8_t, crypto_generichash_KEYBYTES> bytes{};
    if (key.empty()) {
        fill_random(bytes);
    } else {
        crypto_generichash(bytes.data(), bytes.size(),
                           reinterpret_cast<const unsigned char*>(key.data()), key.size(), nullptr,
                           0);
    }
    key_.assign(reinterpret_cast<const char*>(bytes.data()), bytes.size());
}

std::string Policy::personal(std::string_view value) const {
    if (value.empty() || personal_data_ == PersonalData::raw) return std::string(value);
    if (personal_data_ == PersonalData::drop) return "dropped";
    std::array<unsigned char, crypto_generichash_BYTES_MIN> digest{};
    crypto_generichash(digest.data(), digest.size(),
                       reinterpret_cast<const unsigned char*>(value.data()), value.size(),
                       reinterpret_cast<const unsigned char*>(key_.data()), key_.size());
    constexpr std::string_view digits = "0123456789abcdef";
    std::string text = "h:";
    for (std::size_t i = 0; i < 8; ++i) {
        text += digits[digest[i] >> 4];
        text += digits[digest[i] & 15];
    }
    return text;
}

Attribute Policy::released(const Attribute& attribute, TextPool& texts) const {
    Attribute out = attribute;
    out.is_private = false;
    if (attribute.type != Attribute::Type::text) return out;
    if (!attribute.is_private) {
        out.text = masked(attribute.text, texts);
    } else if (personal_data_ == PersonalData::raw) {
        out.text = masked(attribute.text, texts);
    } else {
        out.text = texts.keep(personal(attribute.text));
    }
    return out;
}

}  // namespace vacancy::trace
