#include "notices/model/language.hpp"

#include <fmt/format.h>

#include <array>

namespace vacancy::notices {
namespace {

using InEachLanguage = std::array<std::string_view, 4>;

constexpr auto phrases = std::to_array<InEachLanguage>({
#define PHRASE(name, en, de, fr, es) {en, de, fr, es},
#include "notices/model/phrases.def"
#undef PHRASE
});

constexpr auto codes = std::to_array<std::string_view>({"en", "de", "fr", "es"});

using Names = std::array<std::string_view, 12>;
constexpr std::array<Names, 4> month_names{{
    {"January", "February", "March", "April", "May", "June", "July", "August", "September",
     "October", "November", "December"},
    {"Januar", "Februar", "März", "April", "Mai", "Juni", "Juli", "August", "September", "Oktober",
     "November", "Dezember"},
    {"janvier", "février", "mars", "avril", "mai", "juin", "juillet", "août", "septembre",
     "octobre", "novembre", "décembre"},
    {"enero", "febrero", "marzo", "abril", "mayo", "junio", "julio", "agosto", "septiembre",
     "octubre", "noviembre", "diciembre"},
}};

constexpr std::array<std::array<std::string_view, 7>, 4> weekday_names{{
    {"Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"},
    {"Montag", "Dienstag", "Mittwoch", "Donnerstag", "Freitag", "Samstag", "Sonntag"},
    {"lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche"},
    {"lunes", "martes", "miércoles", "jueves", "viernes", "sábado", "domingo"},
}};

std::size_t index_of(Language language) { return static_cast<std::size_t>(language); }

char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

}  // namespace

Language language_for(std::string_view tags) {
    // An Accept-Language list is written best first by every browser; weights only repeat it.
    while (!tags.empty()) {
        const auto comma = tags.find(',');
        std::string_view tag = tags.substr(0, comma);
        tags = comma == std::string_view::npos ? std::string_view{} : tags.substr(comma + 1);
        while (tag.starts_with(' ')) tag.remove_prefix(1);
        const bool ends = tag.size() == 2 || (tag.size() > 2 && (tag[2] == '-' || tag[2] == ';'));
        for (std::size_t i = 0; ends && i < codes.size(); ++i) {
            if (lower(tag[0]) == codes[i][0] && lower(tag[1]) == codes[i][1])
                return static_cast<Language>(i);
        }
    }
    return Language::en;
}

std::string_view code_of(Language language) { return codes[index_of(language)]; }

std::string_view words(Language language, Phrase phrase) {
    return phrases[static_cast<std::size_t>(phrase)][index_of(language)];
}

std::string long_date(Language language, LocalDate day) {
    const auto ymd = day.ymd();
    const auto weekday =
        weekday_names[index_of(language)][static_cast<std::size_t>(day.iso_weekday() - 1)];
    const auto month = month_names[index_of(language)][static_cast<unsigned>(ymd.month()) - 1];
    const auto d = static_cast<unsigned>(ymd.day());
    const auto y = static_cast<int>(ymd.year());
    switch (language) {
        case Language::en: return fmt::format("{}, {} {} {}", weekday, d, month, y);
        case Language::de: return fmt::format("{}, {}. {} {}", weekday, d, month, y);
        case Language::fr:
            return fmt::format("{} {} {} {}", weekday, d == 1 ? "1er" : std::to_string(d), month,
                               y);
        case Language::es: return fmt::format("{}, {} de {} de {}", weekday, d, month, y);
    }
    return day.text();
}

std::string clock_text(std::chrono::minutes wall) {
    return fmt::format("{:02}:{:02}", wall.count() / 60, wall.count() % 60);
}

std::string money_text(Language language, const Money& money) {
    std::string text = money.text();
    const auto blank = text.find(' ');
    auto dot = text.find('.');
    const auto whole_end = dot == std::string::npos ? blank : dot;
    if (dot != std::string::npos && language != Language::en) text[dot] = ',';
    // A narrow no-break space in French, as printers set it.
    const std::string_view group = language == Language::en   ? ","
                                   : language == Language::fr ? "\u202f"
                                                              : ".";
    const std::size_t first = text.starts_with('-') ? 1 : 0;
    for (std::size_t at = whole_end; at > first + 3;) {
        at -= 3;
        text.insert(at, group);
    }
    return text;
}

}  // namespace vacancy::notices
