#include "outside/form.hpp"

#include <algorithm>
#include <charconv>

namespace vacancy::outside {
namespace {

int hex_value(char c) {
    if (c >= '0' && c <= '9') return c - '0';
    if (c >= 'a' && c <= 'f') return c - 'a' + 10;
    if (c >= 'A' && c <= 'F') return c - 'A' + 10;
    return -1;
}

std::string decode(std::string_view text) {
    std::string out;
    out.reserve(text.size());
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] == '+') {
            out += ' ';
        } else if (text[i] == '%' && i + 2 < text.size() && hex_value(text[i + 1]) >= 0 &&
                   hex_value(text[i + 2]) >= 0) {
            out += static_cast<char>(hex_value(text[i + 1]) * 16 + hex_value(text[i + 2]));
            i += 2;
        } else {
            out += text[i];
        }
    }
    return out;
}

void encode(std::string& out, std::string_view text) {
    constexpr std::string_view hex = "0123456789ABCDEF";
    for (const char c : text) {
        const bool plain = (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') ||
                           (c >= 'A' && c <= 'Z') || c == '-' || c == '_' || c == '.' || c == '~';
        if (plain) {
            out += c;
            continue;
        }
        const auto byte = static_cast<unsigned char>(c);
        out += '%';
        out += hex[byte >> 4];
        out += hex[byte & 15];
    }
}

}  // namespace

Form::Form(std::string_view encoded) {
    while (!encoded.empty()) {
        const std::size_t end = std::min(encoded.find('&'), encoded.size());
        const std::string_view field = encoded.substr(0, end);
        encoded.remove_prefix(std::min(end + 1, encoded.size()));
        if (field.empty()) continue;
        const std::size_t equals = std::min(field.find('='), field.size());
        const std::size_t value = std::min(equals + 1, field.size());
        fields_.emplace_back(decode(field.substr(0, equals)), decode(field.substr(value)));
    }
}

Form& Form::add(std::string_view name, std::string_view value) {
    fields_.emplace_back(name, value);
    return *this;
}

std::string Form::encoded() const {
    std::string out;
    for (const auto& [name, value] : fields_) {
        if (!out.empty()) out += '&';
        encode(out, name);
        out += '=';
        encode(out, value);
    }
    return out;
}

std::string_view Form::value(std::string_view name) const {
    const auto found =
        std::ranges::find(fields_, name, &std::pair<std::string, std::string>::first);
    return found == fields_.end() ? std::string_view{} : std::string_view(found->second);
}

bool Form::has(std::string_view name) const {
    return std::ranges::find(fields_, name, &std::pair<std::string, std::string>::first) !=
           fields_.end();
}

std::optional<std::int64_t> Form::integer(std::string_view name) const {
    const std::string_view text = value(name);
    std::int64_t number = 0;
    const auto [end, code] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (code != std::errc{} || end != text.data() + text.size()) return std::nullopt;
    return number;
}

}  // namespace vacancy::outside
