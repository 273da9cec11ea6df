#include "main/config_file.hpp"

#define TOML_EXCEPTIONS 0
#include <fmt/format.h>
#include <toml++/toml.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <optional>

namespace vacancy {
namespace {

/// As the flags write it; nothing for tables, arrays and dates.
std::optional<std::string> text_of(const toml::node& value) {
    if (const auto* text = value.as_string()) return text->get();
    if (const auto* number = value.as_integer()) return std::to_string(number->get());
    if (const auto* flag = value.as_boolean()) return flag->get() ? "true" : "false";
    return std::nullopt;
}

/// Why a line is refused before toml++ 3.3 sees it: that one breaks off on "[[[", and letters
/// beyond ASCII outside of texts and comments are undefined behavior in it. Empty: nothing is odd.
std::string_view oddity_of(std::string_view line) {
    constexpr std::string_view three = R"(""")";
    const auto first = line.find_first_not_of(" \t\r");
    if (first == std::string_view::npos) return {};
    if (line[first] == '[') return "tables are not known here";
    if (line.find(three) != std::string_view::npos || line.find("'''") != std::string_view::npos)
        return "a value is one line";
    char quote = 0;
    for (std::size_t i = first; i < line.size(); ++i) {
        const char c = line[i];
        if (quote != 0) {
            if (c == '\\' && quote == '"') ++i;
            if (c == quote) quote = 0;
        } else if (c == '#') {
            return {};
        } else if (c == '"' || c == '\'') {
            quote = c;
        } else if (static_cast<unsigned char>(c) >= 0x80) {
            return "letters beyond ASCII stand in quotes";
        }
    }
    return {};
}

/// The text of a file, without a byte order mark.
std::optional<std::string> read_text(const std::string& file) {
    if (std::filesystem::is_directory(file)) return std::nullopt;
    std::ifstream in(file, std::ios::binary);
    if (!in) return std::nullopt;
    std::string text(std::istreambuf_iterator<char>(in), {});
    if (text.starts_with("\xef\xbb\xbf")) text.erase(0, 3);
    return text;
}

}  // namespace

Result<void> take_file(Config& config, const std::string& file) {
    const auto wrong = [&](std::uint32_t line, std::string_view why) {
        return fail(ErrorCode::invalid_request, fmt::format("{} line {}: {}", file, line, why));
    };
    const auto whole = read_text(file);
    if (!whole) return fail(ErrorCode::invalid_request, fmt::format("{} cannot be read", file));
    std::uint32_t number = 0;
    for (std::string_view rest = *whole; !rest.empty();) {
        const std::string_view line = rest.substr(0, rest.find('\n'));
        rest.remove_prefix(std::min(rest.size(), line.size() + 1));
        ++number;
        if (const auto why = oddity_of(line); !why.empty()) return wrong(number, why);
    }
    const toml::parse_result parsed = toml::parse(*whole, file);
    if (!parsed) {
        const auto& error = parsed.error();
        return wrong(error.source().begin.line, error.description());
    }
    for (const auto& [key, value] : parsed.table()) {
        const auto line = value.source().begin.line;
        const auto text = text_of(value);
        if (!text)
            return wrong(line, fmt::format("{} must be a text, a number or a flag", key.str()));
        const auto taken = config.set(key.str(), *text, "file");
        if (!taken) return wrong(line, taken.error().detail);
    }
    return {};
}

}  // namespace vacancy
