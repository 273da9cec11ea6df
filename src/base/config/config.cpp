#include "base/config/config.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdlib>

namespace vacancy {
namespace {

constexpr auto all = std::to_array<Setting>({
#define CONFIG_TEXT(name, fallback, sentence) {#name, SettingKind::text, fallback, 0, 0, sentence},
#define CONFIG_INT(name, fallback, min, max, sentence) \
    {#name, SettingKind::integer, #fallback, min, max, sentence},
#define CONFIG_FLAG(name, fallback, sentence) {#name, SettingKind::flag, #fallback, 0, 0, sentence},
#include "base/config/config.def"
#undef CONFIG_TEXT
#undef CONFIG_INT
#undef CONFIG_FLAG
});

// Variables of the same prefix that are not settings of the server.
constexpr auto not_settings = std::to_array<std::string_view>(
    {"CRASH_AT", "TEST_POSTGRES", "DATA", "BINARY", "CONFIG", "SANITIZE"});

Result<std::int64_t> integer(const Setting& setting, std::string_view value) {
    std::int64_t number = 0;
    const auto [end, code] = std::from_chars(value.data(), value.data() + value.size(), number);
    if (code != std::errc{} || end != value.data() + value.size() || number < setting.min ||
        number > setting.max)
        return fail(ErrorCode::invalid_request,
                    fmt::format("{} must be a whole number from {} to {}, not \"{}\"", setting.name,
                                setting.min, setting.max, value));
    return number;
}

Result<bool> flag(const Setting& setting, std::string_view value) {
    if (value == "true" || value == "1") return true;
    if (value == "false" || value == "0") return false;
    return fail(ErrorCode::invalid_request,
                fmt::format("{} must be true or false, not \"{}\"", setting.name, value));
}

std::string text_of(const std::string& value) { return value; }
std::string text_of(std::int64_t value) { return std::to_string(value); }
std::string text_of(bool value) { return value ? "true" : "false"; }

}  // namespace

std::span<const Setting> settings() { return all; }

Result<void> Config::set(std::string_view name, std::string_view value, std::string_view source) {
    const auto* setting = std::ranges::find(all, name, &Setting::name);
    if (setting == all.end())
        return fail(ErrorCode::invalid_request, fmt::format("there is no option \"{}\"", name));
    const auto assign = [&](auto& field) -> Result<void> {
        using Field = std::remove_reference_t<decltype(field)>;
        if constexpr (std::is_same_v<Field, std::string>) {
            field = value;
        } else if constexpr (std::is_same_v<Field, bool>) {
            TRY(field, flag(*setting, value));
        } else {
            TRY(field, integer(*setting, value));
        }
        sources_[std::string(name)] = source;
        return {};
    };
#define CONFIG_TEXT(field, fallback, sentence) \
    if (name == #field) return assign(field);
#define CONFIG_INT(field, fallback, min, max, sentence) \
    if (name == #field) return assign(field);
#define CONFIG_FLAG(field, fallback, sentence) \
    if (name == #field) return assign(field);
#include "base/config/config.def"
#undef CONFIG_TEXT
#undef CONFIG_INT
#undef CONFIG_FLAG
    return fail(ErrorCode::internal);
}

Result<void> Config::take_environment() {
    for (const auto& [name, value] : environment_with("VACANCY_")) {
        if (std::ranges::find(not_settings, name) != not_settings.end()) continue;
        std::string lower = name;
        std::ranges::transform(lower, lower.begin(), [](char c) {
            return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
        });
        TRY_VOID(set(lower, value, "environment"));
    }
    return {};
}

std::string_view Config::source_of(std::string_view name) const {
    const auto found = sources_.find(name);
    return found == sources_.end() ? "default" : std::string_view(found->second);
}

std::string Config::value_of(std::string_view name) const {
#define CONFIG_TEXT(field, fallback, sentence) \
    if (name == #field) return text_of(field);
#define CONFIG_INT(field, fallback, min, max, sentence) \
    if (name == #field) return text_of(field);
#define CONFIG_FLAG(field, fallback, sentence) \
    if (name == #field) return text_of(field);
#include "base/config/config.def"
#undef CONFIG_TEXT
#undef CONFIG_INT
#undef CONFIG_FLAG
    return {};
}

std::optional<std::string> environment(std::string_view name) {
    const char* value = std::getenv(std::string(name).c_str());
    if (value == nullptr) return std::nullopt;
    return value;
}

std::map<std::string, std::string> environment_with(std::string_view prefix) {
    std::map<std::string, std::string> found;
    for (char** entry = environ; *entry != nullptr; ++entry) {
        const std::string_view line = *entry;
        const auto equals = line.find('=');
        if (line.starts_with(prefix) && equals != std::string_view::npos && equals > prefix.size())
            found.emplace(line.substr(prefix.size(), equals - prefix.size()),
                          line.substr(equals + 1));
    }
    return found;
}

}  // namespace vacancy
