#include "main/config_file.hpp"

#define TOML_EXCEPTIONS 0
#include <fmt/format.h>
#include <toml++/toml.h>

namespace vacancy {
namespace {

/// As the flags write it; nothing for tables, arrays and dates.
std::optional<std::string> text_of(const toml::node& value) {
    if (const auto* text = value.as_string()) return text->get();
    if (const auto* number = value.as_integer()) return std::to_string(number->get());
    if (const auto* flag = value.as_boolean()) return flag->get() ? "true" : "false";
    return std::nullopt;
}

}  // namespace

Result<void> take_file(Config& config, const std::string& file) {
    const auto wrong = [&](std::uint32_t line, std::string_view why) {
        return fail(ErrorCode::invalid_request, fmt::format("{} line {}: {}", file, line, why));
    };
    const toml::parse_result parsed = toml::parse_file(file);
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
