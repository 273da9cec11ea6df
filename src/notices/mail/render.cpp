#include "notices/mail/render.hpp"

#include "notices/mail/facts.hpp"

#include <fmt/format.h>

namespace vacancy::notices {
namespace {

constexpr std::string_view page = R"(<!DOCTYPE html>
<html lang="{lang}"><head><meta charset="utf-8"><title>{title}</title>
<meta name="viewport" content="width=device-width, initial-scale=1">
<script type="application/ld+json">{json_ld}</script></head>
<body style="font-family:Helvetica,Arial,sans-serif;color:#1c2733;max-width:40em;margin:2em auto">
<h1 style="font-size:1.3em">{title}</h1>
<p>{greeting}</p><p>{intro}</p>
<table role="presentation" style="border-collapse:collapse">
{rows}</table>
{manage}<p>{closing}<br>{hotel}<br>{phone}<br>{email}</p>
</body></html>
)";

constexpr std::string_view row =
    R"(<tr><td style="padding:.3em 1.5em .3em 0;color:#5b6770">{}</td>)"
    R"(<td style="padding:.3em 0">{}</td></tr>
)";

Phrase subject_phrase(Occasion occasion) {
    switch (occasion) {
        case Occasion::confirmed: return Phrase::subject_confirmed;
        case Occasion::modified: return Phrase::subject_modified;
        case Occasion::canceled: return Phrase::subject_canceled;
    }
    return Phrase::subject_confirmed;
}

bool can_be_managed(const StayNotice& notice) {
    return notice.occasion != Occasion::canceled && !notice.manage_url.empty();
}

std::string greeting_of(const StayNotice& notice) {
    return filled(notice.language, Phrase::greeting, {notice.guest_name.reveal()});
}

}  // namespace

std::string html_escape(std::string_view text) {
    std::string out;
    for (const char c : text) {
        switch (c) {
            case '&': out += "&amp;"; break;
            case '<': out += "&lt;"; break;
            case '>': out += "&gt;"; break;
            case '"': out += "&quot;"; break;
            case '\'': out += "&#39;"; break;
            default: out += c;
        }
    }
    return out;
}

std::string subject_of(const StayNotice& notice) {
    return filled(notice.language, subject_phrase(notice.occasion),
                  {notice.confirmation_code, notice.hotel.name});
}

std::string text_of(const StayNotice& notice) {
    const Language lang = notice.language;
    std::string out =
        fmt::format("{}\n\n{}\n\n", greeting_of(notice), words(lang, intro_of(notice.occasion)));
    for (const auto& [label, value] : facts_of(notice))
        out += fmt::format("{}: {}\n", label, value);
    if (can_be_managed(notice))
        out += fmt::format("\n{}:\n{}\n", words(lang, Phrase::manage), notice.manage_url);
    out += fmt::format("\n{}\n{}\n", words(lang, Phrase::closing), notice.hotel.name);
    for (const auto& line : {notice.hotel.phone, notice.hotel.email}) {
        if (!line.empty()) out += line + "\n";
    }
    return out;
}

std::string html_of(const StayNotice& notice) {
    const Language lang = notice.language;
    std::string rows;
    for (const auto& [label, value] : facts_of(notice))
        rows += fmt::format(row, html_escape(label), html_escape(value));
    std::string manage;
    if (can_be_managed(notice))
        manage = fmt::format("<p><a href=\"{}\">{}</a></p>\n", html_escape(notice.manage_url),
                             html_escape(words(lang, Phrase::manage)));
    return fmt::format(page, fmt::arg("lang", code_of(lang)),
                       fmt::arg("title", html_escape(subject_of(notice))),
                       fmt::arg("json_ld", json_ld_of(notice)),
                       fmt::arg("greeting", html_escape(greeting_of(notice))),
                       fmt::arg("intro", html_escape(words(lang, intro_of(notice.occasion)))),
                       fmt::arg("rows", rows), fmt::arg("manage", manage),
                       fmt::arg("closing", html_escape(words(lang, Phrase::closing))),
                       fmt::arg("hotel", html_escape(notice.hotel.name)),
                       fmt::arg("phone", html_escape(notice.hotel.phone)),
                       fmt::arg("email", html_escape(notice.hotel.email)));
}

}  // namespace vacancy::notices
