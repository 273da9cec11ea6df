#pragma once
// The languages guests are written to in, and the words and dates of each.

#include "base/money.hpp"
#include "base/time.hpp"

#include <cstdint>
#include <string>
#include <string_view>

namespace vacancy::notices {

enum class Language : std::uint8_t { en, de, fr, es };

/// The best of ours for a language tag ("de-AT") or an Accept-Language list; English when none is.
[[nodiscard]] Language language_for(std::string_view tag);
[[nodiscard]] std::string_view code_of(Language language);

enum class Phrase : std::uint8_t {
#define PHRASE(name, en, de, fr, es) name,
#include "notices/model/phrases.def"
#undef PHRASE
};

/// The words; `{}` stands where the value goes.
[[nodiscard]] std::string_view words(Language language, Phrase phrase);
/// "Saturday, 21 November 2026", "Samstag, 21. November 2026", …
[[nodiscard]] std::string long_date(Language language, LocalDate day);
/// "15:00" from minutes after midnight.
[[nodiscard]] std::string clock_text(std::chrono::minutes wall);
/// "1,234.50 EUR" in English, "1.234,50 EUR" in German and Spanish, "1 234,50 EUR" in French.
[[nodiscard]] std::string money_text(Language language, const Money& money);

}  // namespace vacancy::notices
