#include "web/text_rules.hpp"

#include "base/guarded.hpp"
#include "base/id.hpp"

#include <algorithm>

namespace vacancy::web {
namespace {

constexpr std::size_t shortest_card = 13;

bool is_digit(char c) { return c >= '0' && c <= '9'; }

int hex_value(char c) {
    if (is_digit(c)) return c - '0';
    if (c >= 'a' && c <= 'f') return c - 'a' + 10;
    if (c >= 'A' && c <= 'F') return c - 'A' + 10;
    return -1;
}

std::size_t digits_in(std::string_view text) {
    return static_cast<std::size_t>(std::ranges::count_if(text, is_digit));
}

bool is_telephone(std::string_view field_name, std::string_view text) {
    if (!field_name.ends_with("phone") || !text.starts_with('+')) return false;
    const std::size_t digits = digits_in(text);
    const bool plain = std::ranges::all_of(text.substr(1), [](char c) {
        return is_digit(c) || c == ' ' || c == '-' || c == '.' || c == '(' || c == ')';
    });
    return plain && digits <= 15;
}

/// As people write it; a word of the API that could be one would have a digit too.
bool is_confirmation_code(std::string_view segment) {
    const bool grouped = segment.size() == 15 && segment[7] == '-';
    if (!grouped && !(segment.size() == 14 && digits_in(segment) > 0)) return false;
    return normalize_confirmation_code(segment).has_value();
}

/// What a reader of the escapes sees; an escape that is none stays as it is.
std::string unescaped(std::string_view text) {
    std::string out;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const bool complete = text[i] == '%' && i + 2 < text.size();
        const int high = complete ? hex_value(text[i + 1]) : -1;
        const int low = complete ? hex_value(text[i + 2]) : -1;
        if (high < 0 || low < 0) {
            out += text[i];
            continue;
        }
        out += static_cast<char>(high << 4 | low);
        i += 2;
    }
    return out;
}

unsigned byte(char c) { return static_cast<unsigned char>(c); }

/// How many bytes the sequence at the front has, 0 when it is none.
std::size_t sequence(std::string_view text) {
    const unsigned first = byte(text[0]);
    if (first < 0x80) return 1;
    const std::size_t size = first < 0xc2   ? 0
                             : first < 0xe0 ? 2
                             : first < 0xf0 ? 3
                             : first < 0xf5 ? 4
                                            : 0;
    if (size == 0 || text.size() < size) return 0;
    for (std::size_t i = 1; i < size; ++i) {
        if ((byte(text[i]) & 0xc0) != 0x80) return 0;
    }
    const unsigned second = byte(text[1]);
    const bool overlong = (first == 0xe0 && second < 0xa0) || (first == 0xf0 && second < 0x90);
    const bool surrogate = first == 0xed && second > 0x9f;
    const bool beyond = first == 0xf4 && second > 0x8f;
    return overlong || surrogate || beyond ? 0 : size;
}

/// What is no UTF-8 becomes U+FFFD: one wrong byte would make collectors refuse a whole export.
void append_as_utf8(std::string& out, std::string_view text) {
    const auto is_ascii = [](char c) { return byte(c) < 0x80; };
    if (std::ranges::all_of(text, is_ascii)) {
        out += text;
        return;
    }
    while (!text.empty()) {
        const std::size_t size = sequence(text);
        if (size == 0)
            out += "\xef\xbf\xbd";
        else
            out += text.substr(0, size);
        text.remove_prefix(std::max<std::size_t>(size, 1));
    }
}

/// At most that many bytes, never half a character.
void cut(std::string& utf8, std::size_t most) {
    if (utf8.size() <= most) return;
    while (most > 0 && (byte(utf8[most]) & 0xc0) == 0x80) --most;
    utf8.resize(most);
}

}  // namespace

bool holds_controls(std::string_view utf8, bool paragraphs) {
    for (std::size_t i = 0; i < utf8.size(); ++i) {
        const unsigned c = byte(utf8[i]);
        if (c == 0x7f || (c < 0x20 && !(paragraphs && (c == '\n' || c == '\t')))) return true;
        if (c == 0xc2 && i + 1 < utf8.size() && byte(utf8[i + 1]) < 0xa0) return true;
    }
    return false;
}

bool is_utf8(std::string_view text) {
    while (!text.empty()) {
        const std::size_t size = sequence(text);
        if (size == 0) return false;
        text.remove_prefix(size);
    }
    return true;
}

bool is_uuid(std::string_view text) {
    if (text.size() != 36) return false;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const bool dash = i == 8 || i == 13 || i == 18 || i == 23;
        if (dash ? text[i] != '-' : hex_value(text[i]) < 0) return false;
    }
    return (hex_value(text[19]) & 0xc) == 0x8;
}

bool looks_like_card(std::string_view field_name, std::string_view text) {
    if (text.size() < shortest_card || digits_in(text) < shortest_card) return false;
    if (is_uuid(text) || is_telephone(field_name, text)) return false;
    return holds_card_number(text);
}

std::string masked(std::string_view text) {
    constexpr std::size_t longest = 256;
    std::string out;
    if (digits_in(text) < shortest_card) {
        append_as_utf8(out, text.substr(0, longest));
        cut(out, longest);
        return out;
    }
    // Masked first and cut then: a cut card number is one no more for those who look for it.
    while (!text.empty() && out.size() <= longest) {
        const std::size_t slash = std::min(text.find('/'), text.size() - 1) + 1;
        const std::string_view part = text.substr(0, slash);
        const std::string_view bare = part.ends_with('/') ? part.substr(0, slash - 1) : part;
        append_as_utf8(out, is_uuid(bare) ? std::string(bare) : without_card_numbers(bare));
        out += part.substr(bare.size());
        text.remove_prefix(slash);
    }
    cut(out, longest);
    return out;
}

std::string masked_path(std::string_view path) {
    // Nearly every path holds nothing: a code has 14 letters, a card 13 digits, an escape its sign.
    const bool could_hide = path.size() >= shortest_card || path.contains('%');
    const auto is_ascii = [](char c) { return byte(c) < 0x80; };
    if (!could_hide && std::ranges::all_of(path, is_ascii)) return std::string(path);
    std::string out;
    while (!path.empty()) {
        const std::size_t slash = std::min(path.find('/'), path.size() - 1) + 1;
        std::string_view segment = path.substr(0, slash);
        path.remove_prefix(slash);
        const bool more = segment.ends_with('/');
        if (more) segment.remove_suffix(1);
        // Escapes hide neither a code nor a card: "4242%204242%20…".
        const std::string plain = segment.contains('%') ? unescaped(segment) : std::string();
        const std::string_view read = plain.empty() ? segment : std::string_view(plain);
        if (is_confirmation_code(read))
            out += "{code}";
        else if (read != segment && holds_card_number(read))
            out += without_card_numbers(read);
        else
            out += segment;
        if (more) out += '/';
    }
    return masked(out);
}

bool percent_decode(std::string_view text, bool plus_is_space, std::string& out) {
    out.clear();
    for (std::size_t i = 0; i < text.size(); ++i) {
        char c = text[i];
        if (c == '%') {
            if (i + 2 >= text.size()) return false;
            const int high = hex_value(text[i + 1]);
            const int low = hex_value(text[i + 2]);
            if (high < 0 || low < 0) return false;
            c = static_cast<char>(high << 4 | low);
            i += 2;
        } else if (c == '+' && plus_is_space) {
            c = ' ';
        }
        out += c;
    }
    return is_utf8(out) && !holds_controls(out, false);
}

}  // namespace vacancy::web
