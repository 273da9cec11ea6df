#pragma once
// Config: what config.def lists, from defaults, then the file, then the environment, then flags.
// A value out of bounds or an unknown name is refused with one clear sentence.

#include "base/error.hpp"

#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace vacancy {

enum class SettingKind : std::uint8_t { text, integer, flag };

struct Setting {
    std::string_view name;
    SettingKind kind;
    std::string_view fallback;  ///< the default, as text
    std::int64_t min;
    std::int64_t max;
    std::string_view sentence;
};

[[nodiscard]] std::span<const Setting> settings();

struct Config {
#define CONFIG_TEXT(name, fallback, sentence) std::string name = fallback;
#define CONFIG_INT(name, fallback, min, max, sentence) std::int64_t name = fallback;
#define CONFIG_FLAG(name, fallback, sentence) bool name = fallback;
#include "base/config/config.def"
#undef CONFIG_TEXT
#undef CONFIG_INT
#undef CONFIG_FLAG

    /// Sets one value from text; `source` is remembered for `vacancy doctor`.
    Result<void> set(std::string_view name, std::string_view value, std::string_view source);
    /// Takes every VACANCY_… variable of the environment; an unknown one is refused.
    Result<void> take_environment();
    /// Where a value came from: "default", "file", "environment", "flag".
    [[nodiscard]] std::string_view source_of(std::string_view name) const;
    [[nodiscard]] std::string value_of(std::string_view name) const;

private:
    std::map<std::string, std::string, std::less<>> sources_;
};

/// The one place that reads the environment.
[[nodiscard]] std::optional<std::string> environment(std::string_view name);
/// All variables that begin with `prefix`, names without it.
[[nodiscard]] std::map<std::string, std::string> environment_with(std::string_view prefix);

}  // namespace vacancy
