#include "outside/sandbox/mail/header_text.hpp"

#include "outside/signing.hpp"

#include <algorithm>
#include <cctype>
#include <optional>

namespace vacancy::outside {
namespace {

std::string lower(std::string_view text) {
    std::string out(text);
    std::ranges::transform(out, out.begin(),
                           [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    return out;
}

bool blank(char c) { return c == ' ' || c == '\t' || c == '\r' || c == '\n'; }

std::string_view trimmed(std::string_view text) {
    while (!text.empty() && blank(text.front())) text.remove_prefix(1);
    while (!text.empty() && blank(text.back())) text.remove_suffix(1);
    return text;
}

std::optional<int> hex_byte(std::string_view two) {
    int value = 0;
    for (const char c : two) {
        const auto u = static_cast<unsigned char>(c);
        if (std::isxdigit(u) == 0) return std::nullopt;
        value = value * 16 + (std::isdigit(u) != 0 ? c - '0' : std::tolower(u) - 'a' + 10);
    }
    return value;
}

std::string decode_q(std::string_view text) {
    std::string out;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const auto byte =
            text[i] == '=' && i + 2 < text.size() ? hex_byte(text.substr(i + 1, 2)) : std::nullopt;
        if (byte) {
            out += static_cast<char>(*byte);
            i += 2;
        } else {
            out += text[i] == '_' ? ' ' : text[i];
        }
    }
    return out;
}

std::string latin1_to_utf8(std::string_view text) {
    std::string out;
    for (const char c : text) {
        const auto u = static_cast<unsigned char>(c);
        if (u < 0x80) {
            out += c;
        } else {
            out += static_cast<char>(0xc0 | u >> 6);
            out += static_cast<char>(0x80 | (u & 0x3f));
        }
    }
    return out;
}

struct Word {
    std::string text;
    std::size_t length;  ///< of the encoded form
};

/// The encoded word at the beginning of `text`: =?charset?B|Q?…?=
std::optional<Word> word_at(std::string_view text) {
    if (!text.starts_with("=?")) return std::nullopt;
    const std::size_t first = text.find('?', 2);
    if (first == std::string_view::npos || first + 2 >= text.size() || text[first + 2] != '?')
        return std::nullopt;
    const std::size_t end = text.find("?=", first + 3);
    if (end == std::string_view::npos) return std::nullopt;
    const std::string charset = lower(text.substr(2, first - 2));
    const std::string_view inside = text.substr(first + 3, end - first - 3);
    const char how = text[first + 1];
    std::optional<std::string> bytes;
    if (how == 'B' || how == 'b') bytes = from_base64(inside);
    if (how == 'Q' || how == 'q') bytes = decode_q(inside);
    if (!bytes) return std::nullopt;
    if (charset == "iso-8859-1")
        bytes = latin1_to_utf8(*bytes);
    else if (charset != "utf-8" && charset != "us-ascii")
        return std::nullopt;
    return Word{std::move(*bytes), end + 2};
}

/// Length of the UTF-8 sequence at the beginning, or 0 (RFC 3629).
std::size_t sequence_at(std::string_view text) {
    const auto u = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
    const unsigned char lead = u(0);
    if (lead < 0x80) return 1;
    const std::size_t length = lead >= 0xf0 ? 4 : lead >= 0xe0 ? 3 : 2;
    if (lead < 0xc2 || lead > 0xf4 || text.size() < length) return 0;
    for (std::size_t i = 1; i < length; ++i)
        if ((u(i) & 0xc0) != 0x80) return 0;
    const bool too_long = (lead == 0xe0 && u(1) < 0xa0) || (lead == 0xf0 && u(1) < 0x90);
    const bool surrogate = lead == 0xed && u(1) > 0x9f;
    const bool too_far = lead == 0xf4 && u(1) > 0x8f;
    return too_long || surrogate || too_far ? 0 : length;
}

}  // namespace

std::string header_field(std::string_view message, std::string_view lower_case_name) {
    std::string found;
    bool inside = false;
    while (!message.empty()) {
        const std::size_t end = std::min(message.find('\n'), message.size());
        const std::string_view line = message.substr(0, end);
        message.remove_prefix(std::min(end + 1, message.size()));
        if (trimmed(line).empty()) break;  // the body begins
        const bool continues = line.front() == ' ' || line.front() == '\t';
        if (inside && !continues) break;
        if (inside) {
            found += ' ';
            found += trimmed(line);
            continue;
        }
        const std::size_t colon = std::min(line.find(':'), line.size());
        if (continues || lower(trimmed(line.substr(0, colon))) != lower_case_name) continue;
        inside = true;
        found = trimmed(line.substr(std::min(colon + 1, line.size())));
    }
    return found;
}

std::string decode_words(std::string_view text) {
    std::string out;
    std::size_t gap = std::string::npos;  // where blanks after the last encoded word begin
    while (!text.empty()) {
        if (const auto word = word_at(text)) {
            if (gap != std::string::npos) out.resize(gap);
            out += word->text;
            gap = out.size();
            text.remove_prefix(word->length);
            continue;
        }
        if (!blank(text.front())) gap = std::string::npos;
        out += text.front();
        text.remove_prefix(1);
    }
    return as_utf8(out);
}

std::string as_utf8(std::string_view bytes) {
    std::string out;
    out.reserve(bytes.size());
    while (!bytes.empty()) {
        const std::size_t length = sequence_at(bytes);
        if (length == 0)
            out += "\xef\xbf\xbd";
        else
            out += bytes.substr(0, length);
        bytes.remove_prefix(std::max<std::size_t>(length, 1));
    }
    return out;
}

}  // namespace vacancy::outside
